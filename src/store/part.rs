//! What a delivery holds besides its objects: each element as it is kept, and what issues ask of it.

use std::collections::BTreeMap;

use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::StoreError;
use super::region::well_known_text;
use crate::model::area::Polygons;
use crate::model::{Coordinate, RegionNumber, Subject};

/// Bytes of parts that go to the database at once.
const BATCH: usize = 4 << 20;

/// An element of a delivery that is kept as it is.
#[derive(Clone, Debug, Default)]
pub struct DeliveryPart {
    /// Element name of the section: `DoprovodneInformace`, `ServisJVFDTM`, `ExtenzeJVFDTM`.
    pub section: String,
    /// Element name of the list that it stands in.
    pub parent: String,
    /// Its own element name.
    pub element: String,
    /// The element as XML.
    pub content: String,
    /// Number of the building that it tells.
    pub building: Option<String>,
    /// The subject that it tells.
    pub subject: Option<Subject>,
    /// Level of the area of complete ZPS that it tells.
    pub level: Option<i16>,
    /// What the delivery does with that area: `NEW`, `DEL` or `REF`.
    pub role: Option<&'static str>,
    /// The area that it tells: where something changes, where ZPS is complete.
    pub area: Polygons,
}

impl DeliveryPart {
    /// Bytes that it takes, about.
    pub fn size(&self) -> usize {
        let texts = self.section.len() + self.parent.len() + self.element.len() + self.content.len();
        let positions: usize = self.area.iter().flatten().map(Vec::len).sum();
        size_of::<Self>() + texts + positions * size_of::<Coordinate>()
    }
}

/// Writes the parts of a delivery.
pub(super) async fn insert(
    connection: &mut PgConnection,
    region: RegionNumber,
    delivery: Uuid,
    parts: &[DeliveryPart],
) -> Result<(), StoreError> {
    let (mut rest, mut written) = (parts, 0);
    while !rest.is_empty() {
        let mut size = 0;
        let within = rest.iter().take_while(|part| {
            size += part.size();
            size <= BATCH
        });
        let (batch, further) = rest.split_at(within.count().max(1));
        insert_batch(connection, region, delivery, batch, written).await?;
        written += i32::try_from(batch.len()).unwrap_or(i32::MAX);
        rest = further;
    }
    insert_subjects(connection, region, delivery, parts).await
}

/// Writes parts that follow others, of which there are so many.
async fn insert_batch(
    connection: &mut PgConnection,
    region: RegionNumber,
    delivery: Uuid,
    parts: &[DeliveryPart],
    before: i32,
) -> Result<(), StoreError> {
    let texts = |value: fn(&DeliveryPart) -> &str| parts.iter().map(value).collect::<Vec<_>>();
    let area = |part: &DeliveryPart| (!part.area.is_empty()).then(|| well_known_text(&part.area));
    sqlx::query(
        "insert into delivery_part (region, delivery, number, section, parent, element, content, building, level, role, area)
         select $1, $2, $3 + part.number, part.section, part.parent, part.element, part.content, part.building, part.level,
                part.role, ST_GeomFromText(part.area, 5514)
         from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::smallint[], $10::text[], $11::text[])
              with ordinality as part (section, parent, element, content, building, level, role, area, number)",
    )
    .bind(region.0)
    .bind(delivery)
    .bind(before)
    .bind(texts(|part| &part.section))
    .bind(texts(|part| &part.parent))
    .bind(texts(|part| &part.element))
    .bind(texts(|part| &part.content))
    .bind(parts.iter().map(|part| part.building.as_deref()).collect::<Vec<_>>())
    .bind(parts.iter().map(|part| part.level).collect::<Vec<_>>())
    .bind(parts.iter().map(|part| part.role).collect::<Vec<_>>())
    .bind(parts.iter().map(area).collect::<Vec<_>>())
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes the subjects of a delivery; of those with one identifier the last one holds.
async fn insert_subjects(
    connection: &mut PgConnection,
    region: RegionNumber,
    delivery: Uuid,
    parts: &[DeliveryPart],
) -> Result<(), StoreError> {
    let subjects = parts.iter().filter_map(|part| part.subject.as_ref());
    let subjects: BTreeMap<_, _> = subjects.map(|subject| (&subject.id, subject)).collect();
    let column = |value: fn(&Subject) -> Option<&str>| {
        subjects
            .values()
            .map(|subject| value(subject))
            .collect::<Vec<_>>()
    };
    sqlx::query(
        "insert into told_subject (region, delivery, id, name, company_number)
         select $1, $2, * from unnest($3::text[], $4::text[], $5::text[])",
    )
    .bind(region.0)
    .bind(delivery)
    .bind(column(|subject| Some(&subject.id)))
    .bind(column(|subject| Some(&subject.name)))
    .bind(column(|subject| subject.company_number.as_deref()))
    .execute(connection)
    .await?;
    Ok(())
}
