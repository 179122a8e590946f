//! The map as areas are derived from it, within the transaction that changes it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::TryStreamExt as _;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::{PgTransaction, Postgres, Row as _};
use tokio::runtime::Handle;

use crate::derive::roles::{self, Types};
use crate::derive::{
    CompleteArea, Coverage, Gathered, Hierarchy, Layer, Object, State, Touched, Updated, What,
};
use crate::geom::ewkb;
use crate::model::{
    AreaRole, BoundingBox, Coordinate, FeatureId, Geometry, KnownArea, KnownFace, Neighbour, RegionNumber,
    Shape, Unanswered,
};
use crate::store::StoreError;
use crate::store::surroundings::{self, area, edges, in_boxes};

/// Identifiers and boxes that are asked for at once.
const AT_ONCE: usize = 4_096;

/// Small places are looked for along indexes, however many there are.
const ALONG_INDEXES: &str = "set local enable_seqscan = off; set local max_parallel_workers_per_gather = 0";
pub(super) const ANYHOW: &str = "set local enable_seqscan = on";

/// Edges of areas of complete ZPS that are looked at, at most.
const STEPS: u64 = 2_000_000_000;

/// The map within a transaction. Whoever asks waits for the answer, on a thread that may.
pub(super) struct MapState {
    transaction: RefCell<PgTransaction<'static>>,
    region: RegionNumber,
    hierarchy: Arc<Hierarchy>,
    runtime: Handle,
    attributes: Vec<String>,
}

/// An object with what it is to the derivation.
type Held = (i64, What, Vec<Coordinate>);

impl MapState {
    pub(super) fn new(
        transaction: PgTransaction<'static>,
        region: RegionNumber,
        hierarchy: Arc<Hierarchy>,
        runtime: Handle,
    ) -> Self {
        Self {
            transaction: RefCell::new(transaction),
            region,
            attributes: roles::telling(&hierarchy),
            hierarchy,
            runtime,
        }
    }

    /// Gives the transaction back.
    pub(super) fn end(self) -> PgTransaction<'static> {
        self.transaction.into_inner()
    }

    /// Where a change set changed something that areas are derived from, or areas.
    pub(super) fn touched(&self, change_set: i32) -> Result<Touched, Unanswered> {
        let mut touched = Touched::default();
        let types = Types::new(&self.hierarchy);
        let keys = types.area_forming();
        self.set(ALONG_INDEXES)?;
        let sql = self.sql(include_str!("../sql/derivation_changed.sql"));
        let query = sqlx::query(&sql)
            .bind(&keys)
            .bind(&self.attributes)
            .bind(change_set);
        self.read(query, |row| {
            if touched.places.len() > super::MOST_PLACES {
                // Everything is derived then, whatever else is touched.
                return Ok(());
            }
            if let Some((_, what, positions)) = self.object(&types, row)? {
                let layer = what.layer();
                let mut places = Vec::new();
                match &positions[..] {
                    [at] => places.extend(BoundingBox::around([*at])),
                    line => places.extend(
                        line.windows(2)
                            .filter_map(|pair| BoundingBox::around(pair.iter().copied())),
                    ),
                }
                touched
                    .places
                    .extend(places.into_iter().map(|place| (layer, place)));
            }
            Ok(())
        })?;
        let query = sqlx::query(include_str!("../sql/derivation_areas.sql"));
        self.read(query.bind(self.region.0).bind(change_set), |row| {
            touched
                .areas
                .extend(area(row)?.map(|area| (area.level, area.rings)));
            Ok(())
        })?;
        let derived: Vec<(Layer, BoundingBox)> = self.touched_areas(&types, change_set)?;
        touched.places.extend(derived);
        Ok(touched)
    }

    /// Where a change set changed areas that are derived, or brought some in their places: they become again what they are derived as.
    fn touched_areas(
        &self,
        types: &Types<'_>,
        change_set: i32,
    ) -> Result<Vec<(Layer, BoundingBox)>, Unanswered> {
        let sql = self.sql(include_str!("../sql/touched_areas.sql"));
        let areas: Vec<i32> = definition_points(types).iter().map(|point| point - 1).collect();
        let mut places = Vec::new();
        self.read(sqlx::query(&sql).bind(change_set).bind(&areas), |row| {
            let layer = Layer {
                level: row.try_get("level")?,
                family: surroundings::family(row.try_get("family")?),
            };
            let rings = surroundings::rings(row, "geometry")?;
            // One place on the boundary is enough.
            let place = rings.first().and_then(|ring| ring.first());
            places.extend(
                place
                    .and_then(|place| BoundingBox::around([*place]))
                    .map(|place| (layer, place)),
            );
            Ok(())
        })?;
        Ok(places)
    }

    /// Derives everything.
    pub(super) fn derive_all(&self, hierarchy: &Hierarchy, threads: usize) -> Result<Updated, Unanswered> {
        self.set(ANYHOW)?;
        let complete = self.complete_areas(&[EVERYWHERE])?;
        let mut gathered = Gathered::default();
        // Without complete ZPS nothing is derived.
        if !complete.is_empty() {
            let types = Types::new(&self.hierarchy);
            let sql = self.objects_sql("in the order of identifiers", "feature f");
            let keys = types.area_forming();
            let query = sqlx::query(&sql).bind(&keys).bind(&self.attributes);
            self.read(query, |row| {
                if let Some((id, what, positions)) = self.object(&types, row)? {
                    gathered.take(Object {
                        id,
                        what,
                        positions: &positions,
                    });
                }
                Ok(())
            })?;
        }
        let areas = complete.iter().map(|area| CompleteArea {
            level: area.level,
            is_complete: area.role != AreaRole::Delete,
            rings: &area.rings,
        });
        let coverage = Coverage::new(areas, STEPS);
        Ok(Updated {
            replaced: Vec::new(),
            derived: gathered.derive(coverage.as_ref(), hierarchy, threads),
            gathered,
            coverage,
        })
    }

    fn sql(&self, template: &str) -> String {
        template.replace("{region}", &self.region.0.to_string())
    }

    fn objects_sql(&self, which: &str, from: &str) -> String {
        let sql = include_str!("../sql/derivation_objects.sql");
        self.sql(&sql.replace("{which}", which).replace("{from}", from))
    }

    fn set(&self, setting: &str) -> Result<(), Unanswered> {
        let mut transaction = self.transaction.borrow_mut();
        let set = async { crate::store::pool::run(&mut transaction, setting).await };
        self.runtime.block_on(set).map_err(StoreError::from)?;
        Ok(())
    }

    fn read<'q>(
        &self,
        query: Query<'q, Postgres, PgArguments>,
        mut take: impl FnMut(&PgRow) -> Result<(), StoreError>,
    ) -> Result<(), Unanswered> {
        let mut transaction = self.transaction.borrow_mut();
        let read = async {
            let mut rows = query.fetch(&mut **transaction);
            while let Some(row) = rows.try_next().await? {
                take(&row)?;
            }
            Ok::<(), StoreError>(())
        };
        Ok(self.runtime.block_on(read)?)
    }

    fn take_all(
        &self,
        query: Query<'_, Postgres, PgArguments>,
        types: &Types<'_>,
        take: &mut dyn FnMut(Object<'_>),
    ) -> Result<(), Unanswered> {
        self.read(query, |row| {
            if let Some((id, what, positions)) = self.object(types, row)? {
                take(Object {
                    id,
                    what,
                    positions: &positions,
                });
            }
            Ok(())
        })
    }

    fn object(&self, types: &Types<'_>, row: &PgRow) -> Result<Option<Held>, StoreError> {
        let id: i64 = row.try_get("id")?;
        let bytes: &[u8] = row.try_get("geometry")?;
        let neighbour = Neighbour {
            id: FeatureId::from_number(id).ok_or_else(|| StoreError::Row {
                id,
                what: "identifier".to_owned(),
            })?,
            object_type: row.try_get("object_type")?,
            level: row.try_get("level")?,
            values: row.try_get("told")?,
            geometry: ewkb::read(bytes).map_err(|source| StoreError::Geometry { id, source })?,
        };
        let attributes: Vec<&str> = self.attributes.iter().map(String::as_str).collect();
        let Some(known) = types.known(&attributes, &neighbour) else {
            return Ok(None);
        };
        let Some(mut what) = What::of(known.kind, known.group, neighbour.level.unwrap_or(0)) else {
            return Ok(None);
        };
        if let What::Line(line) = &mut what {
            let number = |name| row.try_get::<Option<i16>, _>(name).map(Option::unwrap_or_default);
            line.classes = [number("position_accuracy")?, number("height_accuracy")?];
            line.acquisition = number("acquisition")?;
        }
        Ok(match neighbour.geometry {
            Geometry {
                shape: Shape::Line(positions),
                ..
            } => Some((id, what, positions)),
            Geometry {
                shape: Shape::Point(at),
                ..
            } => Some((id, what, vec![at])),
            _ => None,
        })
    }
}

impl State for MapState {
    fn by_id(&self, ids: &[i64], take: &mut dyn FnMut(Object<'_>)) -> Result<(), Unanswered> {
        let types = Types::new(&self.hierarchy);
        let from = "unnest($3::bigint[]) as asked (id) join feature f on f.id = asked.id";
        let sql = self.objects_sql("with these identifiers ($3)", from);
        let keys = types.area_forming();
        for some in ids.chunks(AT_ONCE) {
            let query = sqlx::query(&sql).bind(&keys).bind(&self.attributes).bind(some);
            self.take_all(query, &types, take)?;
        }
        Ok(())
    }

    fn within(&self, boxes: &[BoundingBox], take: &mut dyn FnMut(Object<'_>)) -> Result<(), Unanswered> {
        let types = Types::new(&self.hierarchy);
        let from = in_boxes("{region}", 3);
        let sql = self.objects_sql("whose boxes meet one of those between $3, $4 and $5, $6", &from);
        let keys = types.area_forming();
        for some in boxes.chunks(AT_ONCE) {
            let [x1, y1, x2, y2] = edges(some);
            let query = sqlx::query(&sql).bind(&keys).bind(&self.attributes);
            let query = query.bind(&x1).bind(&y1).bind(&x2).bind(&y2);
            self.take_all(query, &types, take)?;
        }
        Ok(())
    }

    fn faces(&self, boxes: &[BoundingBox]) -> Result<Vec<KnownFace>, Unanswered> {
        let mut faces = BTreeMap::new();
        for some in boxes.chunks(AT_ONCE) {
            let [x1, y1, x2, y2] = edges(some);
            let query = sqlx::query(include_str!("../sql/derived_faces.sql"));
            let query = query.bind(self.region.0).bind(&x1).bind(&y1).bind(&x2).bind(&y2);
            self.read(query, |row| {
                let face = surroundings::face(row)?;
                faces.insert(face.number, face);
                Ok(())
            })?;
        }
        Ok(faces.into_values().collect())
    }

    fn complete_areas(&self, boxes: &[BoundingBox]) -> Result<Vec<KnownArea>, Unanswered> {
        let [x1, y1, x2, y2] = edges(boxes);
        let mut areas = Vec::new();
        let query = sqlx::query(include_str!("../sql/completeness.sql"));
        let query = query.bind(self.region.0).bind(&x1).bind(&y1).bind(&x2).bind(&y2);
        self.read(query, |row| {
            areas.extend(area(row)?);
            Ok(())
        })?;
        Ok(areas)
    }
}

const EVERYWHERE: BoundingBox = BoundingBox {
    min_x: i32::MIN,
    min_y: i32::MIN,
    max_x: i32::MAX,
    max_y: i32::MAX,
};

/// Keys of the types of definition points that areas are derived from. The types of the areas differ in the suffix of their codes
/// only, 03 for 04.
pub(in crate::store) fn definition_points(types: &Types<'_>) -> Vec<i32> {
    let forming = types.area_forming();
    let mut keys = types.definitions();
    keys.retain(|key| forming.contains(key));
    keys
}
