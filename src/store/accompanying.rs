//! What deliveries told besides objects, as of a moment: subjects, buildings, changes, areas of complete ZPS.

use std::collections::BTreeMap;

use sqlx::Row;

use super::window::{Part, Window};
use super::{Store, StoreError};
use crate::geom::ewkb;
use crate::model::{Geometry, RegionNumber};

/// What accompanies the objects of a region.
#[derive(Clone, Debug, Default)]
pub struct Accompanying {
    /// Owners, administrators and operators by their identifiers: name and number of the company (IČO).
    pub subjects: BTreeMap<String, (String, Option<String>)>,
    /// Elements `ZaznamICS` by the number of the building.
    pub buildings: BTreeMap<String, String>,
    /// Elements `ZaznamZmeny`.
    pub changes: Vec<String>,
    /// Areas of complete ZPS with their levels.
    pub complete_areas: Vec<(i8, Geometry)>,
}

impl Store {
    /// What accompanies the objects of a region after a change set. `versions` is what the versions of JVF DTM begin with
    /// whose elements can be told as they came, such as `1.4`.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer, or an area is none.
    pub async fn accompanying(
        &self,
        region: RegionNumber,
        number: i32,
        versions: &str,
        area: Option<&[Part]>,
    ) -> Result<Accompanying, StoreError> {
        let subjects: Vec<(String, String, Option<String>)> =
            sqlx::query_as("select id, name, company_number from subject where region = $1")
                .bind(region.0)
                .fetch_all(self.reading())
                .await?;
        let subjects = subjects
            .into_iter()
            .map(|(id, name, number)| (id, (name, number)));
        let rows = sqlx::query(include_str!("sql/complete_areas.sql"))
            .bind(region.0)
            .bind(number)
            .bind(area.map(Window::ewkt))
            .fetch_all(self.reading())
            .await?;
        let mut complete_areas = Vec::with_capacity(rows.len());
        for row in &rows {
            let bytes: Vec<u8> = row.try_get("area")?;
            let area = ewkb::read(&bytes).map_err(|source| StoreError::Geometry { id: 0, source })?;
            let level: i16 = row.try_get("level")?;
            complete_areas.push((i8::try_from(level).unwrap_or_default(), area));
        }
        let buildings = self.elements(region, number, "ZaznamICS", versions).await?;
        let changes = self.elements(region, number, "ZaznamZmeny", versions).await?;
        Ok(Accompanying {
            subjects: subjects.collect(),
            buildings: buildings.into_iter().collect(),
            changes: changes.into_iter().map(|(_, content)| content).collect(),
            complete_areas,
        })
    }

    async fn elements(
        &self,
        region: RegionNumber,
        number: i32,
        element: &str,
        versions: &str,
    ) -> Result<Vec<(String, String)>, StoreError> {
        Ok(sqlx::query_as(include_str!("sql/accompanying.sql"))
            .bind(region.0)
            .bind(number)
            .bind(element)
            .bind(versions)
            .fetch_all(self.reading())
            .await?)
    }
}
