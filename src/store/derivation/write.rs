//! Faces and areas on their way into the database.

use bytes::Bytes;
use chrono::NaiveDateTime;
use sqlx::PgConnection;
use uuid::Uuid;

use super::Difference;
use super::known::{self, Fates};
use crate::derive::{Area, Face, Fate, Updated};
use crate::geom::ewkb;
use crate::model::{Dimension, Geometry, RegionNumber, Shape};
use crate::store::StoreError;
use crate::store::columns::{Layout, write_field, write_null};
use crate::store::pool::run;
use crate::store::staging::{self, CHANGE_COLUMNS};

/// Bytes of rows that go to the database at once.
const CHUNK: usize = 256 << 10;

/// `ZpusobPorizeniZPS` of what no line tells: not found out.
const UNKNOWN_ACQUISITION: i16 = 99;

/// Tables of one derivation.
pub(super) struct Writer {
    region: RegionNumber,
    /// The change set that is followed.
    change_set: i32,
    /// Faces, and which area belongs to which definition point.
    faces: String,
    areas: String,
    /// Derived areas with their definition points.
    derived: String,
    /// Definition points whose areas may have ended.
    ended: String,
    /// Areas in force that are those of no definition point, though they take the places of such.
    brought: String,
    /// Areas that end although their definition points have areas.
    superseded: String,
    staging: String,
}

impl Writer {
    pub(super) fn new(region: RegionNumber, change_set: i32) -> Self {
        let name = Uuid::new_v4().simple();
        Self {
            region,
            change_set,
            faces: "derived_face".to_owned(),
            areas: "derived_area".to_owned(),
            derived: format!("derived_{name}"),
            ended: format!("ended_{name}"),
            brought: format!("brought_{name}"),
            superseded: format!("superseded_{name}"),
            staging: format!("staging_{name}"),
        }
    }

    /// Tables beside those that are kept, so that what is kept stays as it is and nobody waits.
    pub(super) fn aside(region: RegionNumber) -> Self {
        let writer = Self::new(region, 0);
        Self {
            faces: format!("{}_faces", writer.derived),
            areas: format!("{}_areas", writer.derived),
            ..writer
        }
    }

    fn sql(&self, template: &str) -> String {
        template
            .replace("{faces}", &self.faces)
            .replace("{areas}", &self.areas)
            .replace("{derived}", &self.derived)
            .replace("{brought}", &self.brought)
            .replace("{superseded}", &self.superseded)
            .replace("{change_set}", &self.change_set.to_string())
            .replace("{ended}", &self.ended)
            .replace("{staging}", &self.staging)
            .replace("{region}", &self.region.0.to_string())
            .replace("{columns}", &Layout::names())
            .replace("{f_columns}", &Layout::names_of("f."))
            .replace("{compared}", &Layout::compared())
            .replace("{begun}", &Layout::begun())
    }

    /// Puts derived faces in the place of those that they replace; with `is_full` of all. Answers with how many there are then, or how
    /// many more than before.
    pub(super) async fn faces(
        &self,
        connection: &mut PgConnection,
        updated: &Updated,
        is_full: bool,
    ) -> Result<Fates, StoreError> {
        let mut fates = Fates::default();
        let ended = "create temporary table {ended} (point bigint primary key) on commit drop";
        run(connection, &self.sql(ended)).await?;
        if is_full {
            let all = "insert into {ended} select point from {areas} where region = {region};
                       delete from {faces} where region = {region}";
            run(connection, &self.sql(all)).await?;
        } else {
            let replaced = self.sql(
                "with replaced as (
                     delete from {faces} where region = {region} and number = any($1) returning point, fate
                 ),
                 ended as (
                     insert into {ended} select point from replaced where point is not null
                 )
                 select fate, count(*) from replaced group by fate",
            );
            let replaced: Vec<(String, i64)> = sqlx::query_as(&replaced)
                .bind(&updated.replaced)
                .fetch_all(&mut *connection)
                .await?;
            replaced.iter().for_each(|(fate, count)| fates.add(fate, -count));
        }
        updated
            .derived
            .faces
            .iter()
            .for_each(|face| fates.add(known::name(&face.fate), 1));
        let columns = format!(
            "{} (region, level, family, fate, point, objects, geometry)",
            self.faces
        );
        let faces = updated.derived.faces.iter();
        copy(connection, &columns, faces, |face, out| {
            self.face(updated, face, out)
        })
        .await?;
        if !is_full {
            let ended = self.sql(include_str!("../sql/ended_areas.sql"));
            run(connection, &ended).await?;
        }
        self.derived(connection, updated).await?;
        Ok(fates)
    }

    /// How many definition points (`types`) there are, or without `is_full` how many more than before the change set.
    pub(super) async fn points(
        &self,
        connection: &mut PgConnection,
        types: &[i32],
        is_full: bool,
    ) -> Result<i64, StoreError> {
        let all = "select count(*) from feature
                   where region = {region} and object_type = any($1::integer[]) and geometry is not null and since <= $2";
        let count = self.sql(if is_full {
            all
        } else {
            include_str!("../sql/more_points.sql")
        });
        let count = sqlx::query_scalar(&count).bind(types).bind(self.change_set);
        Ok(count.fetch_one(connection).await?)
    }

    /// Fills the table of derived areas.
    async fn derived(&self, connection: &mut PgConnection, updated: &Updated) -> Result<(), StoreError> {
        let create = self.sql(
            "create temporary table {derived} (
                 point bigint not null, position_accuracy smallint, height_accuracy smallint, acquisition smallint,
                 geometry geometry, outline geometry, object_type integer
             ) on commit drop",
        );
        run(connection, &create).await?;
        let columns = format!(
            "{} (point, position_accuracy, height_accuracy, acquisition, geometry, outline)",
            self.derived
        );
        let areas = updated.derived.faces.iter().filter_map(|face| match &face.fate {
            Fate::Area(area) => Some((face, area)),
            _ => None,
        });
        copy(connection, &columns, areas, |(face, area), out| {
            area_row(updated, face, area, out)
        })
        .await?;
        // The types of an area and of its definition point differ in the suffix of their codes only: 03 and 04.
        let types = self.sql(
            "update {derived} derived set object_type = p.object_type - 1
             from feature p where p.region = {region} and p.id = derived.point;
             create unique index on {derived} (point);
             analyze {derived}",
        );
        run(connection, &types).await?;
        Ok(())
    }

    /// Stages what becomes of areas; answers with how many are not as they are in force.
    pub(super) async fn stage(
        &self,
        connection: &mut PgConnection,
        number: i32,
        now: NaiveDateTime,
    ) -> Result<i64, StoreError> {
        for step in [
            include_str!("../sql/return_areas.sql"),
            include_str!("../sql/adopt_areas.sql"),
        ] {
            run(connection, &self.sql(step)).await?;
        }
        let create = self.sql(&format!(
            "create temporary table {{staging}} ({CHANGE_COLUMNS}, like feature_columns) on commit drop;
             alter table {{staging}} alter id drop not null"
        ));
        run(connection, &create).await?;
        let stage = self.sql(include_str!("../sql/stage_areas.sql"));
        sqlx::query(&stage)
            .bind(number)
            .bind(now)
            .execute(&mut *connection)
            .await?;
        let index = self.sql("create index on {staging} (id); analyze {staging} (id, operation)");
        run(connection, &index).await?;
        run(connection, &self.sql(include_str!("../sql/keep.sql"))).await?;
        let changing = self.sql(include_str!("../sql/changing_areas.sql"));
        Ok(sqlx::query_scalar(&changing).fetch_one(connection).await?)
    }

    /// Puts the staged areas in force; answers with the box around those that change, in metres.
    pub(super) async fn begin(
        &self,
        connection: &mut PgConnection,
        number: i32,
        now: NaiveDateTime,
    ) -> Result<Option<[f64; 4]>, StoreError> {
        for step in [
            include_str!("../sql/raise_series.sql"),
            include_str!("../sql/give_identifiers.sql"),
            include_str!("../sql/give_free_identifiers.sql"),
            include_str!("../sql/raise_series.sql"),
            include_str!("../sql/remember_areas.sql"),
        ] {
            run(connection, &self.sql(step)).await?;
        }
        let end = self.sql(include_str!("../sql/end_versions.sql"));
        sqlx::query(&end).bind(number).execute(&mut *connection).await?;
        let begin = self.sql(include_str!("../sql/begin_versions.sql"));
        sqlx::query(&begin)
            .bind(number)
            .bind(now)
            .bind(None::<&str>)
            .execute(&mut *connection)
            .await?;
        let around = self.sql(
            "select array[ST_XMin(around), ST_YMin(around), ST_XMax(around), ST_YMax(around)]
             from (
                 select ST_Extent(geometry) as around
                 from (
                     select geometry from feature where region = {region} and since = $1
                     union all
                     select geometry from feature_history where region = {region} and until = $1
                 ) changed
             ) box
             where around is not null",
        );
        let around: Option<Vec<f64>> = sqlx::query_scalar(&around)
            .bind(number)
            .fetch_optional(connection)
            .await?;
        Ok(around.and_then(|around| around.try_into().ok()))
    }

    /// Compares what was derived with what is kept.
    pub(super) async fn compare(
        &self,
        connection: &mut PgConnection,
        updated: &Updated,
    ) -> Result<Difference, StoreError> {
        let aside = self.sql(
            "create temporary table {faces} (like derived_face including identity) on commit drop;
             create temporary table {areas} (like derived_area including indexes) on commit drop;
             insert into {areas} select * from derived_area where region = {region};
             analyze {areas}",
        );
        run(connection, &aside).await?;
        self.faces(connection, updated, true).await?;
        let differing = self.sql(
            "with derived as (
                 select level, family, fate, point, array(select unnest(objects) order by 1) as objects, ST_AsEWKB(geometry) as geometry
                 from {faces}
             ),
             kept as (
                 select level, family, fate, point, array(select unnest(objects) order by 1) as objects, ST_AsEWKB(geometry) as geometry
                 from derived_face where region = {region}
             )
             select (select count(*) from (table derived except all table kept) missing)
                  + (select count(*) from (table kept except all table derived) stale)",
        );
        let differing: i64 = sqlx::query_scalar(&differing).fetch_one(&mut *connection).await?;
        let now = chrono::Local::now().naive_local();
        let areas = self.stage(connection, 0, now).await?;
        Ok(Difference {
            faces: updated.derived.faces.len() as u64,
            differing: differing.unsigned_abs(),
            areas: areas.unsigned_abs(),
            left: None,
        })
    }

    fn face(&self, updated: &Updated, face: &Face, out: &mut Vec<u8>) {
        let gathered = &updated.gathered;
        out.extend_from_slice(&7_i16.to_be_bytes());
        write_field(out, |out| out.extend_from_slice(&self.region.0.to_be_bytes()));
        write_field(out, |out| out.extend_from_slice(&face.layer.level.to_be_bytes()));
        write_field(out, |out| {
            out.extend_from_slice(face.layer.family.name().as_bytes())
        });
        write_field(out, |out| {
            out.extend_from_slice(known::name(&face.fate).as_bytes())
        });
        match (&face.fate, face.points.first()) {
            (Fate::Area(_), Some(point)) => {
                let point = gathered.point_ids[*point as usize];
                write_field(out, |out| out.extend_from_slice(&point.to_be_bytes()));
            }
            _ => write_null(out),
        }
        let lines = face.lines.iter().map(|line| gathered.line_ids[*line as usize]);
        let points = face.points.iter().chain(&face.beside);
        let points = points.map(|point| gathered.point_ids[*point as usize]);
        let objects: Vec<i64> = lines.chain(points).collect();
        write_field(out, |out| write_array(&objects, out));
        write_field(out, |out| ewkb::write(&polygon(face), out));
    }
}

fn polygon(face: &Face) -> Geometry {
    Geometry::new(Dimension::Two, Shape::Polygon(face.rings.clone()))
}

fn area_row(updated: &Updated, face: &Face, area: &Area, out: &mut Vec<u8>) {
    let point = face
        .points
        .first()
        .map(|point| updated.gathered.point_ids[*point as usize]);
    let acquisition = match area.acquisition {
        0 => UNKNOWN_ACQUISITION,
        acquisition => acquisition,
    };
    out.extend_from_slice(&6_i16.to_be_bytes());
    write_field(out, |out| {
        out.extend_from_slice(&point.unwrap_or_default().to_be_bytes())
    });
    for number in [area.classes[0], area.classes[1], acquisition] {
        write_field(out, |out| out.extend_from_slice(&number.to_be_bytes()));
    }
    write_field(out, |out| ewkb::write(&polygon(face), out));
    let outline = Geometry::new(Dimension::Three, Shape::MultiLine(area.outline.clone()));
    write_field(out, |out| ewkb::write(&outline, out));
}

/// Appends the binary form of an array of `bigint`.
fn write_array(numbers: &[i64], out: &mut Vec<u8>) {
    const BIGINT: i32 = 20;
    let count = i32::try_from(numbers.len()).unwrap_or(i32::MAX);
    let head = match numbers {
        [] => vec![0, 0, BIGINT],
        _ => vec![1, 0, BIGINT, count, 1],
    };
    head.iter()
        .for_each(|word| out.extend_from_slice(&word.to_be_bytes()));
    for number in numbers {
        write_field(out, |out| out.extend_from_slice(&number.to_be_bytes()));
    }
}

/// Copies rows into columns of a table.
async fn copy<T>(
    connection: &mut PgConnection,
    columns: &str,
    rows: impl Iterator<Item = T>,
    encode: impl Fn(T, &mut Vec<u8>),
) -> Result<(), StoreError> {
    let mut copy = staging::Copy::begin(connection, columns).await?;
    let mut chunk = Vec::with_capacity(CHUNK);
    for row in rows {
        encode(row, &mut chunk);
        if chunk.len() >= CHUNK {
            copy.send(Bytes::from(std::mem::take(&mut chunk))).await?;
        }
    }
    copy.send(Bytes::from(chunk)).await?;
    copy.end().await?;
    Ok(())
}
