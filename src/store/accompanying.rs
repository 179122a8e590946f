//! What deliveries told besides objects, as of a moment: subjects, buildings, changes, areas of complete ZPS. What was undone
//! by then is not told.

use std::collections::BTreeMap;

use sqlx::Row;

use super::window::Window;
use super::{Extract, Store, StoreError, View};
use crate::geom::ewkb;
use crate::model::{Audience, Geometry, ObjectType, Subject};

/// What accompanies the objects of a region.
#[derive(Clone, Debug, Default)]
pub struct Accompanying {
    /// Owners, administrators and operators by their identifiers.
    pub subjects: BTreeMap<String, Subject>,
    /// Elements `ZaznamICS` by the number of the building.
    pub buildings: BTreeMap<String, String>,
    /// Areas of complete ZPS with their levels.
    pub complete_areas: Vec<(i8, Geometry)>,
}

/// What the versions of JVF DTM begin with whose elements are written as those of a generation.
fn versions(view: &View) -> &'static str {
    if view.catalogue().generation > 1 {
        "1.5"
    } else {
        "1.4"
    }
}

impl Store {
    /// What accompanies objects as of their moment, and in their area.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer, or an area is none.
    pub async fn accompanying(&self, view: &View, extract: &Extract) -> Result<Accompanying, StoreError> {
        let (region, number) = (extract.region.0, extract.number);
        let subjects: Vec<(String, String, Option<String>)> =
            sqlx::query_as(include_str!("sql/subjects.sql"))
                .bind(region)
                .bind(number)
                .fetch_all(self.reading())
                .await?;
        let subjects = subjects.into_iter().map(|(id, name, company_number)| {
            let subject = Subject {
                id: id.clone(),
                name,
                company_number,
            };
            (id, subject)
        });
        let buildings: Vec<(String, String)> = sqlx::query_as(include_str!("sql/buildings.sql"))
            .bind(region)
            .bind(number)
            .bind(versions(view))
            .fetch_all(self.reading())
            .await?;
        let rows = sqlx::query(include_str!("sql/complete_areas.sql"))
            .bind(region)
            .bind(number)
            .bind(extract.area.as_deref().map(Window::ewkt))
            .fetch_all(self.reading())
            .await?;
        let mut complete_areas = Vec::with_capacity(rows.len());
        for row in &rows {
            let bytes: Vec<u8> = row.try_get("area")?;
            let area = ewkb::read(&bytes).map_err(|source| StoreError::Geometry { id: 0, source })?;
            let level: i16 = row.try_get("level")?;
            complete_areas.push((i8::try_from(level).unwrap_or_default(), area));
        }
        Ok(Accompanying {
            subjects: subjects.collect(),
            buildings: buildings.into_iter().collect(),
            complete_areas,
        })
    }

    /// Elements `ZaznamZmeny` of the changes that led to objects, as they were told: those that touched one of their types, or
    /// any where no type is named, and no object that the audience does not see.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer.
    pub async fn change_records(&self, view: &View, extract: &Extract) -> Result<Vec<String>, StoreError> {
        let elements = |keep: &dyn Fn(&ObjectType) -> bool| {
            let types = view.catalogue().object_types.iter().filter(|known| keep(known));
            types.map(|known| known.element.as_str()).collect::<Vec<_>>()
        };
        let touched = extract.types.as_ref().filter(|types| !types.is_empty());
        let touched = touched.map(|types| elements(&|known| types.contains(&known.key())));
        let sees_all = *view.disclosure().audience() == Audience::Entitled;
        let seen = (!sees_all).then(|| elements(&|known| view.shows_all(known)));
        Ok(sqlx::query_scalar(include_str!("sql/change_records.sql"))
            .bind(extract.region.0)
            .bind(extract.number)
            .bind(versions(view))
            .bind(extract.area.as_deref().map(Window::ewkt))
            .bind(touched)
            .bind(seen)
            .fetch_all(self.reading())
            .await?)
    }
}
