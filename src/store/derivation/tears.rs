//! Where outlines of complete ZPS cross, so that changes there are derived with everything only.

use std::ops::ControlFlow;

use sqlx::{PgConnection, Row as _};

use crate::derive::{Tear, Touched};
use crate::geom::tree::{Bounded, BoxTree};
use crate::model::{BoundingBox, Coordinate, Family, RegionNumber};
use crate::store::StoreError;

/// All of a region.
pub(in crate::store) struct Tears(BoxTree<Tear>);

impl Bounded for Tear {
    fn bounds(&self) -> BoundingBox {
        self.reach
    }
}

impl Tears {
    /// Those that are kept.
    pub(in crate::store) async fn read(
        connection: &mut PgConnection,
        region: RegionNumber,
    ) -> Result<Self, StoreError> {
        let rows = sqlx::query(
            "select level, ST_X(place) as x, ST_Y(place) as y,
                    ST_XMin(reach) as west, ST_YMin(reach) as south, ST_XMax(reach) as east, ST_YMax(reach) as north
             from derived_tear
             where region = $1
             order by number",
        )
        .bind(region.0)
        .fetch_all(connection)
        .await?;
        let tears = rows.iter().map(|row| {
            let centimetres = |name| {
                row.try_get::<f64, _>(name)
                    .map(|metres| (metres * 100.0).round() as i32)
            };
            Ok(Tear {
                level: row.try_get("level")?,
                at: Coordinate::new(centimetres("x")?, centimetres("y")?, 0),
                reach: BoundingBox {
                    min_x: centimetres("west")?,
                    min_y: centimetres("south")?,
                    max_x: centimetres("east")?,
                    max_y: centimetres("north")?,
                },
            })
        });
        Ok(Self(BoxTree::new(tears.collect::<Result<Vec<_>, StoreError>>()?)))
    }

    /// Puts those that were derived in the place of those that are kept.
    pub(super) async fn keep(
        connection: &mut PgConnection,
        region: RegionNumber,
        tears: &[Tear],
    ) -> Result<(), StoreError> {
        sqlx::query("delete from derived_tear where region = $1")
            .bind(region.0)
            .execute(&mut *connection)
            .await?;
        let metres = |of: fn(&Tear) -> i32| -> Vec<f64> {
            tears.iter().map(|tear| f64::from(of(tear)) / 100.0).collect()
        };
        sqlx::query(
            "insert into derived_tear (region, number, level, place, reach)
             select $1, number, level, ST_SetSRID(ST_MakePoint(x, y), 5514), ST_MakeEnvelope(x1, y1, x2, y2, 5514)
             from unnest($2::smallint[], $3::double precision[], $4::double precision[], $5::double precision[],
                         $6::double precision[], $7::double precision[], $8::double precision[])
                  with ordinality as tear (level, x, y, x1, y1, x2, y2, number)",
        )
        .bind(region.0)
        .bind(tears.iter().map(|tear| tear.level).collect::<Vec<_>>())
        .bind(metres(|tear| tear.at.x))
        .bind(metres(|tear| tear.at.y))
        .bind(metres(|tear| tear.reach.min_x))
        .bind(metres(|tear| tear.reach.min_y))
        .bind(metres(|tear| tear.reach.max_x))
        .bind(metres(|tear| tear.reach.max_y))
        .execute(connection)
        .await?;
        Ok(())
    }

    /// Where outlines cross, from west to east.
    pub(in crate::store) fn places(&self) -> Vec<Coordinate> {
        let mut places: Vec<Coordinate> = self.0.items().iter().map(|tear| tear.at).collect();
        places.sort_unstable();
        places
    }

    /// Whether a change reaches into what is not parted.
    pub(super) fn meet(&self, touched: &Touched) -> bool {
        let ground = touched
            .places
            .iter()
            .filter(|(layer, _)| layer.family == Family::Ground);
        let mut places = ground.map(|(layer, place)| (layer.level, *place));
        let mut areas = touched.areas.iter().filter_map(|(level, rings)| {
            Some((*level, BoundingBox::around(rings.iter().flatten().copied())?))
        });
        places.any(|(level, place)| self.has(level, place))
            || areas.any(|(level, place)| self.has(level, place))
    }

    /// Whether a place where outlines cross is known.
    pub(super) fn know(&self, tear: &Tear) -> bool {
        BoundingBox::around([tear.at]).is_some_and(|at| self.has(tear.level, at))
    }

    fn has(&self, level: i16, place: BoundingBox) -> bool {
        let found = self.0.visit(place, |tear| match tear.level == level {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        });
        found.is_break()
    }
}
