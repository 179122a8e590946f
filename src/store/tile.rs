//! What lies on a tile: one query over the partitions of all regions, in EPSG:5514.
//!
//! The rows are handed over in chunks with their geometry as PostGIS wrote it (EWKB); reading it is work for a thread that
//! may be busy, not for one that serves connections.

use std::time::Duration;

use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use sqlx::postgres::{PgPoolOptions, PgRow, PgValueFormat};
use sqlx::{PgPool, Row, ValueRef};

use super::view::OWN;
use super::{Store, StoreError, View};
use crate::model::RegionNumber;
use crate::model::audience::Others;

/// Reads tiles, with connections of its own: they have a statement timeout, and an import that holds the others does not
/// stop the map.
#[derive(Clone, Debug)]
pub struct TileReader {
    pool: PgPool,
}

/// What is asked for: made once for a tile set and a level, used for every tile.
#[derive(Clone, Debug)]
pub struct TileQuery {
    sql: String,
    smallest_metres: f64,
    subject: bool,
}

impl TileQuery {
    /// Features of the types with these [keys](crate::model::ObjectType::key) that an audience sees; lines and areas measure
    /// at least `smallest_metres` across. Rows of the types in `with_attributes` carry the type's own attributes. For an
    /// owner the query is the same whoever it is.
    pub fn new(view: &View, types: &[i32], with_attributes: &[i32], smallest_metres: f64) -> Self {
        // Keys are numbers of the catalogue. Written out, the server compares by a hash table that is made once.
        let list = |keys: &[i32]| {
            let digits: Vec<String> = keys.iter().map(i32::to_string).collect();
            if digits.is_empty() {
                "-1".to_owned()
            } else {
                digits.join(", ")
            }
        };
        let size = "and (st_geometrytype(geometry) = 'ST_Point'
                    or st_xmax(geometry) - st_xmin(geometry) >= $5 or st_ymax(geometry) - st_ymin(geometry) >= $5)";
        let big = smallest_metres > 0.0;
        let subject = view.disclosure().subject().is_some();
        let sql = format!(
            "select id, object_type, level, geometry,
                    case when object_type in ({}) then attributes end
             from feature
             where geometry && st_makeenvelope($1, $2, $3, $4, 5514)
               {}
               {}",
            list(with_attributes),
            seen(view, types, subject.then_some(if big { 6 } else { 5 }), list),
            if big { size } else { "" },
        );
        Self {
            sql,
            smallest_metres,
            subject,
        }
    }
}

/// The condition on the types of rows: what the audience sees of each, and one's own where the parameter of this number
/// names a subject.
fn seen(view: &View, types: &[i32], subject: Option<u8>, list: impl Fn(&[i32]) -> String) -> String {
    let of = |wanted: Others| -> Vec<i32> {
        let others = |key: &i32| view.others(*key);
        types
            .iter()
            .copied()
            .filter(|key| others(key) == wanted)
            .collect()
    };
    let (all, uncritical) = (of(Others::All), of(Others::Uncritical));
    let mut seen = vec![format!("object_type in ({})", list(&all))];
    if !uncritical.is_empty() {
        seen.push(format!(
            "object_type in ({}) and critical is not true",
            list(&uncritical)
        ));
    }
    if let Some(number) = subject {
        seen.push(format!("object_type in ({}) and ${number}{OWN}", list(types)));
    }
    format!("and ({})", seen.join(" or "))
}

/// A row of a chunk.
#[derive(Clone, Copy, Debug)]
pub struct TileRow<'a> {
    /// Identifier.
    pub id: i64,
    /// [Key](crate::model::ObjectType::key) of the type.
    pub object_type: i32,
    /// Level over or under the ground.
    pub level: Option<i16>,
    /// Geometry as EWKB.
    pub geometry: &'a [u8],
    /// The type's own attributes as JSON, where asked for.
    pub attributes: Option<&'a [u8]>,
}

#[derive(Clone, Copy, Debug)]
struct Head {
    id: i64,
    object_type: i32,
    level: Option<i16>,
    geometry_end: usize,
    attributes_end: usize,
}

/// Rows in one piece of memory.
#[derive(Debug, Default)]
pub struct TileChunk {
    heads: Vec<Head>,
    bytes: Vec<u8>,
}

impl TileChunk {
    /// The rows in the order of the answer.
    pub fn rows(&self) -> impl Iterator<Item = TileRow<'_>> {
        let mut start = 0;
        self.heads.iter().map(move |head| {
            let geometry = &self.bytes[start..head.geometry_end];
            let attributes = &self.bytes[head.geometry_end..head.attributes_end];
            start = head.attributes_end;
            TileRow {
                id: head.id,
                object_type: head.object_type,
                level: head.level,
                geometry,
                attributes: (!attributes.is_empty()).then_some(attributes),
            }
        })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.heads.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    fn push(&mut self, row: &PgRow) -> Result<(), StoreError> {
        let (id, object_type, level) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let geometry = row.try_get_raw(3)?;
        if geometry.is_null() {
            return Ok(());
        }
        let not_bytes = |what: &str| StoreError::Row {
            id,
            what: what.to_owned(),
        };
        if geometry.format() != PgValueFormat::Binary {
            return Err(not_bytes("geometry"));
        }
        let bytes = geometry.as_bytes().map_err(|_| not_bytes("geometry"))?;
        self.bytes.extend_from_slice(bytes);
        let geometry_end = self.bytes.len();
        let attributes = row.try_get_raw(4)?;
        if !attributes.is_null() {
            let json = attributes.as_bytes().map_err(|_| not_bytes("attributes"))?;
            // The binary form of jsonb is a version number and the text.
            self.bytes.extend_from_slice(json.get(1..).unwrap_or_default());
        }
        self.heads.push(Head {
            id,
            object_type,
            level,
            geometry_end,
            attributes_end: self.bytes.len(),
        });
        Ok(())
    }
}

/// The rows of a tile while they arrive.
pub struct TileRows<'a> {
    rows: BoxStream<'a, Result<PgRow, sqlx::Error>>,
}

impl TileRows<'_> {
    /// The next rows, at most `most`; fewer only at the end.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the statement failed or took too long.
    pub async fn next_chunk(&mut self, most: usize) -> Result<TileChunk, StoreError> {
        let mut chunk = TileChunk::default();
        while chunk.len() < most {
            match self.rows.try_next().await? {
                Some(row) => chunk.push(&row)?,
                None => break,
            }
        }
        Ok(chunk)
    }
}

impl Store {
    /// A reader of tiles with at most `connections` connections; a statement that runs longer than `timeout` is ended.
    pub fn tile_reader(&self, connections: u32, timeout: Duration) -> TileReader {
        let options = self.reading().connect_options();
        // The shape of the query never changes, so planning it again for every tile would be lost time.
        let options = options.as_ref().clone().options([
            ("statement_timeout", timeout.as_millis().to_string()),
            ("plan_cache_mode", "force_generic_plan".to_owned()),
        ]);
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(timeout)
            .test_before_acquire(false)
            .connect_lazy_with(options);
        TileReader { pool }
    }
}

impl TileReader {
    /// The features in a box: west, south, east, north in metres of EPSG:5514; for an owner, those of this subject among them.
    pub fn rows<'a>(
        &'a self,
        query: &'a TileQuery,
        bounds: [f64; 4],
        subject: Option<&'a str>,
    ) -> TileRows<'a> {
        let mut statement = sqlx::query(&query.sql);
        for edge in bounds {
            statement = statement.bind(edge);
        }
        if query.smallest_metres > 0.0 {
            statement = statement.bind(query.smallest_metres);
        }
        if query.subject {
            statement = statement.bind(subject.unwrap_or_default());
        }
        TileRows {
            rows: statement.fetch(&self.pool).boxed(),
        }
    }

    /// The number of the last change set of every region: what a tile shows is settled by these.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the query fails.
    pub async fn versions(&self) -> Result<Vec<(RegionNumber, i32)>, StoreError> {
        let rows: Vec<(i16, i32)> =
            sqlx::query_as("select number, last_change_set from region order by number")
                .fetch_all(&self.pool)
                .await?;
        Ok(rows.into_iter().map(|(n, v)| (RegionNumber(n), v)).collect())
    }
}
