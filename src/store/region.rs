//! Regions: their outlines and the partitions that hold their features.

use sqlx::postgres::PgRow;
use sqlx::{PgPool, Row};

use super::{Store, StoreError};
use crate::model::area::{self, Municipality};
use crate::model::{Coordinate, Outline, Region, RegionCode, RegionNumber};

impl Store {
    /// Loads municipalities; known ones get the new outline and name.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the database refuses; nothing of it stays.
    pub async fn load_municipalities(&self, municipalities: &[Municipality]) -> Result<(), StoreError> {
        let column =
            |value: fn(&Municipality) -> String| municipalities.iter().map(value).collect::<Vec<_>>();
        sqlx::query(
            "insert into municipality (code, name, outline)
             select code, name, ST_Multi(ST_GeomFromText(outline, 5514))
             from unnest($1::text[], $2::text[], $3::text[]) as given (code, name, outline)
             on conflict (code) do update set name = excluded.name, outline = excluded.outline",
        )
        .bind(column(|m| m.code.clone()))
        .bind(column(|m| m.name.clone()))
        .bind(column(|m| well_known_text(&m.polygons)))
        .execute(self.pool())
        .await?;
        Ok(())
    }

    /// The municipality of a code; `None` when it is not loaded.
    ///
    /// # Errors
    /// [`StoreError::Database`]; [`StoreError::Row`] when the stored outline is none.
    pub async fn municipality(&self, code: &str) -> Result<Option<Municipality>, StoreError> {
        let row: Option<(String, String)> =
            sqlx::query_as("select name, ST_AsGeoJSON(outline, 2) from municipality where code = $1")
                .bind(code)
                .fetch_optional(self.reading())
                .await?;
        let Some((name, outline)) = row else {
            return Ok(None);
        };
        let wrong = |_| StoreError::Row {
            id: 0,
            what: format!("outline of municipality {code}"),
        };
        Ok(Some(Municipality {
            code: code.to_owned(),
            name,
            polygons: area::read_area(&outline).map_err(wrong)?,
        }))
    }

    /// Loads outlines: new regions get their partitions, known ones a new outline and name.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the database refuses; nothing of it stays.
    pub async fn load_regions(&self, outlines: &[Outline]) -> Result<(), StoreError> {
        let mut transaction = self.pool().begin().await?;
        for outline in outlines {
            let number = outline.code.number();
            sqlx::query(
                "insert into region (number, code, name, outline)
                 values ($1, $2, $3, ST_Multi(ST_GeomFromText($4, 5514)))
                 on conflict (number) do update set name = excluded.name, outline = excluded.outline",
            )
            .bind(number.0)
            .bind(outline.code.as_str())
            .bind(&outline.name)
            .bind(well_known_text(&outline.polygons))
            .execute(&mut *transaction)
            .await?;
            sqlx::query("call make_region($1)")
                .bind(number.0)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// All regions, ordered by code, as they are where features are read: a standby does not have the last change sets yet.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer.
    pub async fn regions(&self) -> Result<Vec<Region>, StoreError> {
        let rows = sqlx::query("select number, code, name, last_change_set from region order by code")
            .fetch_all(self.reading())
            .await?;
        rows.iter().map(region).collect()
    }

    /// One region, as it is where changes are made.
    ///
    /// # Errors
    /// [`StoreError::UnknownRegion`] when it is not loaded.
    pub async fn region(&self, code: &RegionCode) -> Result<Region, StoreError> {
        one_region(self.pool(), code).await
    }

    /// One region, as it is where features and the ledger are read: behind a standby its last change set may be an earlier one.
    ///
    /// # Errors
    /// As [`region`](Self::region).
    pub async fn region_to_read(&self, code: &RegionCode) -> Result<Region, StoreError> {
        one_region(self.reading(), code).await
    }

    /// The outlines of all regions.
    ///
    /// # Errors
    /// [`StoreError::Database`]; [`StoreError::Outlines`] when a stored outline is none.
    pub async fn outlines(&self) -> Result<Vec<Outline>, StoreError> {
        let collection: Option<String> = sqlx::query_scalar(include_str!("sql/outlines.sql"))
            .fetch_optional(self.pool())
            .await?
            .flatten();
        match collection {
            Some(text) => Ok(Outline::read(&text)?),
            None => Ok(Vec::new()),
        }
    }
}

async fn one_region(pool: &PgPool, code: &RegionCode) -> Result<Region, StoreError> {
    let row = sqlx::query("select number, code, name, last_change_set from region where code = $1")
        .bind(code.as_str())
        .fetch_optional(pool)
        .await?;
    row.as_ref()
        .map_or_else(|| Err(StoreError::UnknownRegion(code.clone())), region)
}

fn region(row: &PgRow) -> Result<Region, StoreError> {
    let code: String = row.try_get("code")?;
    Ok(Region {
        number: RegionNumber(row.try_get("number")?),
        code: RegionCode::parse(&code).ok_or_else(|| StoreError::Row {
            id: 0,
            what: format!("region code {code}"),
        })?,
        name: row.try_get("name")?,
        last_change_set: row.try_get("last_change_set")?,
    })
}

/// Polygons as WKT, metres.
pub(super) fn well_known_text(polygons: &[Vec<Vec<Coordinate>>]) -> String {
    let position = |c: &Coordinate| {
        let [x, y, _] = c.metres();
        format!("{x} {y}")
    };
    let ring = |ring: &Vec<Coordinate>| {
        let positions: Vec<_> = ring.iter().map(position).collect();
        format!("({})", positions.join(","))
    };
    let polygon = |rings: &Vec<Vec<Coordinate>>| {
        let rings: Vec<_> = rings.iter().map(ring).collect();
        format!("({})", rings.join(","))
    };
    let polygons: Vec<_> = polygons.iter().map(polygon).collect();
    format!("MULTIPOLYGON({})", polygons.join(","))
}
