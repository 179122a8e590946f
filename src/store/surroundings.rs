//! What is around a change, for the checks: objects of ZPS in force and areas of complete ZPS, of one moment.

use std::sync::{Mutex, PoisonError};

use futures_util::TryStreamExt as _;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use tokio::runtime::Handle;
use tokio::sync::OwnedSemaphorePermit;

use super::pool::{Viewer, run};
use super::snapshot::Snapshot;
use super::{Store, StoreError};
use crate::geom::ewkb;
use crate::model::{
    AreaRole, BoundingBox, Coordinate, Family, FeatureId, KnownArea, KnownFace, Neighbour, Region,
    RegionNumber, Shape, Surroundings, Unanswered, Wanted,
};

/// Small places are looked for along indexes, however many there are; no question takes longer than a minute.
const ALONG_INDEXES: &str = "set local enable_seqscan = off; set local max_parallel_workers_per_gather = 0;
    set local statement_timeout = '60s'";

/// The state of one region, of the moment of the first question. Whoever asks waits for the answer, on a thread that may.
pub struct RegionState {
    store: Store,
    region: RegionNumber,
    viewer: Viewer,
    runtime: Handle,
    held: Mutex<Option<Held>>,
}

/// A snapshot with the permit to hold its connection.
struct Held {
    snapshot: Snapshot,
    _permit: OwnedSemaphorePermit,
}

impl std::fmt::Debug for RegionState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RegionState")
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// The state of a region, of the primary: a delivery is judged by what it will change. To be called where there is a
    /// runtime.
    pub fn state_of(&self, region: &Region, viewer: Viewer) -> RegionState {
        RegionState {
            viewer,
            store: self.clone(),
            region: region.number,
            runtime: Handle::current(),
            held: Mutex::new(None),
        }
    }
}

impl Surroundings for RegionState {
    fn by_id(
        &self,
        wanted: Wanted<'_>,
        ids: &[FeatureId],
        take: &mut dyn FnMut(Neighbour),
    ) -> Result<(), Unanswered> {
        let ids: Vec<i64> = ids.iter().map(|id| id.number()).collect();
        let from = "unnest($4::bigint[]) as asked (id) join feature f on f.id = asked.id";
        let query = query("with these identifiers ($4)", from);
        self.read(async |snapshot| {
            let asked = self.ask(&query, wanted).bind(&ids);
            let mut rows = asked.fetch(snapshot.connection()?);
            while let Some(row) = rows.try_next().await? {
                take(neighbour(&row)?);
            }
            Ok(())
        })
    }

    fn within(
        &self,
        wanted: Wanted<'_>,
        boxes: &[BoundingBox],
        take: &mut dyn FnMut(Neighbour),
    ) -> Result<(), Unanswered> {
        let [x1, y1, x2, y2] = edges(boxes);
        let query = query(
            "whose boxes meet one of those between $4, $5 and $6, $7",
            &in_boxes("$1", 4),
        );
        self.read(async |snapshot| {
            let asked = self.ask(&query, wanted).bind(&x1).bind(&y1).bind(&x2).bind(&y2);
            let mut rows = asked.fetch(snapshot.connection()?);
            while let Some(row) = rows.try_next().await? {
                take(neighbour(&row)?);
            }
            Ok(())
        })
    }

    fn complete_areas(&self, boxes: &[BoundingBox]) -> Result<Vec<KnownArea>, Unanswered> {
        let [x1, y1, x2, y2] = edges(boxes);
        let mut areas = Vec::new();
        self.read(async |snapshot| {
            let asked = sqlx::query(include_str!("sql/completeness.sql"));
            let asked = asked.bind(self.region.0).bind(&x1).bind(&y1).bind(&x2).bind(&y2);
            let mut rows = asked.fetch(snapshot.connection()?);
            while let Some(row) = rows.try_next().await? {
                areas.extend(area(&row)?);
            }
            Ok(())
        })?;
        Ok(areas)
    }

    fn faces(&self, boxes: &[BoundingBox], take: &mut dyn FnMut(KnownFace)) -> Result<bool, Unanswered> {
        let [x1, y1, x2, y2] = edges(boxes);
        let mut are_derived = false;
        self.read(async |snapshot| {
            let derived = sqlx::query_scalar(include_str!("sql/are_derived.sql"));
            let derived: Option<bool> = derived
                .bind(self.region.0)
                .bind(&x1)
                .bind(&y1)
                .bind(&x2)
                .bind(&y2)
                .fetch_optional(snapshot.connection()?)
                .await?;
            are_derived = derived.unwrap_or(false);
            if are_derived {
                let asked = sqlx::query(include_str!("sql/derived_faces.sql"));
                let asked = asked.bind(self.region.0).bind(&x1).bind(&y1).bind(&x2).bind(&y2);
                let mut rows = asked.fetch(snapshot.connection()?);
                while let Some(row) = rows.try_next().await? {
                    take(face(&row)?);
                }
            }
            Ok(())
        })?;
        Ok(are_derived)
    }

    fn keeps(&self, id: FeatureId) -> bool {
        // Shorter ones are of old data and tell no region.
        id.series().is_none() || id.is_of(self.region)
    }

    fn release(&self) {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(held) = held {
            // A connection that cannot be given back is closed.
            let _ = self.runtime.block_on(held.snapshot.end());
        }
    }
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Postgres, sqlx::postgres::PgArguments>;

impl RegionState {
    fn ask<'q>(&self, query: &'q str, wanted: Wanted<'q>) -> Query<'q> {
        sqlx::query(query)
            .bind(self.region.0)
            .bind(wanted.object_types)
            .bind(wanted.attributes)
    }

    fn read(
        &self,
        work: impl AsyncFnOnce(&mut Snapshot) -> Result<(), StoreError>,
    ) -> Result<(), Unanswered> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let read = async {
            let held = match &mut *held {
                Some(known) => known,
                unknown => unknown.insert(self.begin().await?),
            };
            work(&mut held.snapshot).await
        };
        Ok(self.runtime.block_on(read)?)
    }

    async fn begin(&self) -> Result<Held, StoreError> {
        let (pool, permits) = self.store.views(self.viewer);
        let permit = permits.clone().acquire_owned().await;
        let permit = permit.map_err(|_| sqlx::Error::PoolClosed)?;
        let mut snapshot = Snapshot::begin(pool).await?;
        run(snapshot.connection()?, ALONG_INDEXES).await?;
        Ok(Held {
            snapshot,
            _permit: permit,
        })
    }
}

fn query(which: &str, from: &str) -> String {
    let query = include_str!("sql/surroundings.sql");
    query.replace("{which}", which).replace("{from}", from)
}

/// Objects `f` of a region whose boxes meet one of those whose [edges] are the parameters from `first` on.
pub(super) fn in_boxes(region: &str, first: u32) -> String {
    let edges: Vec<String> = (first..first + 4)
        .map(|number| format!("${number}::double precision[]"))
        .collect();
    format!(
        "(
         select distinct near.id
         from unnest({}) as b (x1, y1, x2, y2)
         join feature near on near.region = {region} and near.geometry && ST_MakeEnvelope(x1, y1, x2, y2, 5514)
     ) asked
     join feature f on f.id = asked.id",
        edges.join(", ")
    )
}

/// The edges of boxes in metres, axis by axis.
pub(super) fn edges(boxes: &[BoundingBox]) -> [Vec<f64>; 4] {
    let mut edges: [Vec<f64>; 4] = Default::default();
    for one in boxes {
        edges
            .iter_mut()
            .zip(one.metres())
            .for_each(|(edge, value)| edge.push(value));
    }
    edges
}

fn neighbour(row: &PgRow) -> Result<Neighbour, StoreError> {
    let id: i64 = row.try_get("id")?;
    let bytes: &[u8] = row.try_get("geometry")?;
    Ok(Neighbour {
        id: FeatureId::from_number(id).ok_or_else(|| StoreError::Row {
            id,
            what: "identifier".to_owned(),
        })?,
        object_type: row.try_get("object_type")?,
        level: row.try_get("level")?,
        values: row.try_get("told")?,
        geometry: ewkb::read(bytes).map_err(|source| StoreError::Geometry { id, source })?,
    })
}

pub(super) fn area(row: &PgRow) -> Result<Option<KnownArea>, StoreError> {
    let rings = rings(row, "area")?;
    if rings.is_empty() {
        return Ok(None);
    }
    Ok(Some(KnownArea {
        level: row.try_get("level")?,
        role: match row.try_get("is_gone")? {
            true => AreaRole::Delete,
            false => AreaRole::Reference,
        },
        rings,
    }))
}

/// A face as it is kept.
pub(super) fn face(row: &PgRow) -> Result<KnownFace, StoreError> {
    Ok(KnownFace {
        number: row.try_get("number")?,
        level: row.try_get("level")?,
        family: family(row.try_get("family")?),
        rings: rings(row, "geometry")?,
        point: row.try_get("point")?,
        objects: row.try_get("objects")?,
    })
}

/// The rings of a polygon in a column; none of any other geometry.
pub(super) fn rings(row: &PgRow, column: &str) -> Result<Vec<Vec<Coordinate>>, StoreError> {
    let bytes: &[u8] = row.try_get(column)?;
    let geometry = ewkb::read(bytes).map_err(|source| StoreError::Geometry { id: 0, source })?;
    match geometry.shape {
        Shape::Polygon(rings) => Ok(rings),
        _ => Ok(Vec::new()),
    }
}

pub(super) fn family(name: &str) -> Family {
    let mut all = Family::ALL.into_iter();
    all.find(|family| family.name() == name).unwrap_or(Family::Ground)
}
