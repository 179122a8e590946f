//! How far areas of a region are derived, and its gaps: faces that became no area, and definition points that are those of none
//! (`docs/areas.md`). Only of the current state, as faces are kept of no other.

use std::fmt::Write as _;

use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};

use super::derivation::{Tears, definition_points};
use super::snapshot::Snapshot;
use super::window::Window;
use super::{Store, StoreError, View};
use crate::derive::roles::Types;
use crate::geom::ewkb;
use crate::model::{Coordinate, FeatureId, Geometry, RegionNumber};

/// Faces and points that are given at most, of each.
pub const MOST_GAPS: usize = 5_000;

/// Nobody waits longer for a page of features either.
const LONGEST: &str = "set local statement_timeout = '20s'";

/// How far areas are derived, and what became of the faces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DerivationState {
    /// Up to which change set; `None` before the first derivation.
    pub change_set: Option<i32>,
    /// Whether what a change touches can be derived without all the rest.
    pub is_whole: Option<bool>,
    /// Faces that are areas.
    pub areas: i64,
    /// Faces that an edge in conflict lies in or bounds.
    pub crossed: i64,
    /// Faces with an edge along which no line runs.
    pub open: i64,
    /// Faces without a definition point.
    pub unnamed: i64,
    /// Faces with several definition points.
    pub ambiguous: i64,
    /// Definition points that are those of no area, of whatever audience.
    pub points_without_area: i64,
    /// Where outlines of complete ZPS cross between their vertices: changes around are derived with everything.
    pub crossings: Vec<Coordinate>,
}

/// A face that is no area.
#[derive(Clone, Debug, PartialEq)]
pub struct GapFace {
    /// Why it is none: `crossed`, `open`, `unnamed` or `ambiguous`.
    pub fate: String,
    /// Level.
    pub level: i16,
    /// Family of the lines around it.
    pub family: String,
    /// Its polygon.
    pub geometry: Geometry,
}

/// A definition point without an area.
#[derive(Clone, Debug, PartialEq)]
pub struct GapPoint {
    /// Identifier.
    pub id: FeatureId,
    /// [Key](crate::model::ObjectType::key) of its type.
    pub object_type: i32,
    /// Level.
    pub level: i16,
    /// Where it is.
    pub geometry: Geometry,
}

/// What is no area at a place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gaps {
    /// Faces, [`MOST_GAPS`] at most.
    pub faces: Vec<GapFace>,
    /// Definition points, as many at most.
    pub points: Vec<GapPoint>,
    /// Whether there are more.
    pub has_more: bool,
}

impl Store {
    /// How far areas of a region are derived; nothing where that was never done.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer in time.
    pub async fn derivation_state(&self, region: RegionNumber) -> Result<DerivationState, StoreError> {
        let mut snapshot = Snapshot::begin(self.reading()).await?;
        let connection = snapshot.connection()?;
        let row = sqlx::query(include_str!("sql/derivation.sql"))
            .bind(region.0)
            .fetch_optional(&mut *connection)
            .await?;
        let crossings = Tears::read(connection, region).await?.places();
        snapshot.end().await?;
        let Some(row) = row else {
            return Ok(DerivationState::default());
        };
        Ok(DerivationState {
            crossings,
            change_set: row.try_get("change_set")?,
            is_whole: row.try_get("is_whole")?,
            areas: row.try_get("areas")?,
            crossed: row.try_get("crossed")?,
            open: row.try_get("open")?,
            unnamed: row.try_get("unnamed")?,
            ambiguous: row.try_get("ambiguous")?,
            points_without_area: row.try_get("points_without_area")?,
        })
    }

    /// The gaps of a region that meet a place, faces and points of one state.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer in time.
    pub async fn gaps(&self, view: &View, region: RegionNumber, window: &Window) -> Result<Gaps, StoreError> {
        let mut snapshot = Snapshot::begin(self.reading()).await?;
        let connection = snapshot.connection()?;
        super::pool::run(connection, LONGEST).await?;
        let place = of_place(window);
        let faces = of_region(include_str!("sql/gap_faces.sql"), region).replace("{place}", &place);
        let (faces, more_faces) = read(connection, &faces, None, face).await?;
        let points = of_region(include_str!("sql/gap_points.sql"), region)
            .replace("{place}", &place)
            .replace("{seen}", &view.any_rows());
        let (points, more_points) = read(connection, &points, Some(self.definition_points()), point).await?;
        snapshot.end().await?;
        Ok(Gaps {
            faces,
            points,
            has_more: more_faces || more_points,
        })
    }

    /// Keys of the types of definition points that areas are derived from.
    fn definition_points(&self) -> Vec<i32> {
        let types = Types::new(self.hierarchy());
        definition_points(&types)
    }
}

fn of_region(sql: &str, region: RegionNumber) -> String {
    sql.replace("{region}", &region.0.to_string())
}

/// ` and …`, the condition on what meets a window. It stands in the text, so that it is planned for the box that is asked for.
fn of_place(window: &Window) -> String {
    let mut condition = String::from(" and geometry is not null");
    if let Window::Parts(parts) = window {
        let place = format!("ST_GeomFromEWKT('{}')", Window::ewkt(parts));
        let _ = write!(
            condition,
            " and geometry && {place} and ST_Intersects(geometry, {place})"
        );
    }
    condition
}

/// The first rows, and whether there are more than are given.
async fn read<T>(
    connection: &mut PgConnection,
    sql: &str,
    types: Option<Vec<i32>>,
    read: fn(&PgRow) -> Result<T, StoreError>,
) -> Result<(Vec<T>, bool), StoreError> {
    // The text is another one for each box: nothing is gained by keeping it prepared.
    let mut query = sqlx::query(sql).persistent(false).bind(MOST_GAPS as i64 + 1);
    if let Some(types) = types {
        query = query.bind(types);
    }
    let rows = query.fetch_all(connection).await?;
    let given = rows.iter().take(MOST_GAPS).map(read);
    Ok((given.collect::<Result<_, _>>()?, rows.len() > MOST_GAPS))
}

fn face(row: &PgRow) -> Result<GapFace, StoreError> {
    Ok(GapFace {
        fate: row.try_get("fate")?,
        level: row.try_get("level")?,
        family: row.try_get("family")?,
        geometry: geometry(row, 0)?,
    })
}

fn point(row: &PgRow) -> Result<GapPoint, StoreError> {
    let id: i64 = row.try_get("id")?;
    Ok(GapPoint {
        id: FeatureId::from_number(id).ok_or_else(|| StoreError::Row {
            id,
            what: "identifier".to_owned(),
        })?,
        object_type: row.try_get("object_type")?,
        level: row.try_get("level")?,
        geometry: geometry(row, id)?,
    })
}

fn geometry(row: &PgRow, id: i64) -> Result<Geometry, StoreError> {
    let bytes: &[u8] = row.try_get("geometry")?;
    ewkb::read(bytes).map_err(|source| StoreError::Geometry { id, source })
}
