//! The judge of topology: PostGIS, with a query for every official check that concerns geometry (checks 1.3 to 4.11).

use dtm::model::catalogue::{GeometryKind, ObjectType};
use dtm::model::{Catalogue, Coordinate, Dimension, Geometry, Outline, Record, Shape};
use sqlx::PgConnection;

/// What is wrong by the official checks, each a query that gives the places of violations.
const CHECKS: [(&str, &str); 27] = [
    (
        "1.3 everything lies in the region",
        "select geom from made, outline where not st_within(st_force2d(made.geom), outline.ring)",
    ),
    (
        "1.5 heights of the situation",
        "select geom from vertices where part = 'ZPS' and st_z(geom) not between 1 and 1620",
    ),
    (
        "3.1 every vertex has a detail point",
        "select geom from vertices v where part = 'ZPS' and kind in ('point', 'line') and element <> 'PodrobnyBodZPS'
           and not exists (select from detail d where d.level = v.level
             and d.x = st_x(v.geom) and d.y = st_y(v.geom) and d.z = st_z(v.geom))",
    ),
    (
        "3.2, 3.3 lines meet in their ends only, unless they are a double edge",
        "select b.geom from lines a join lines b on a.net = b.net and a.number < b.number and a.geom && b.geom
          where not st_relate(a.geom, b.geom, 'FF*F*****') and not (st_equals(a.geom, b.geom) and 0.115 < (
            select max(abs(st_z(p.geom) - st_z(q.geom))) from st_dumppoints(a.high) p
              join st_dumppoints(b.high) q on st_force2d(p.geom) = st_force2d(q.geom)))",
    ),
    (
        "3.3 lines are broken at vertical edges",
        "select v.geom from verticals v join lines l on l.net = v.net and st_intersects(l.geom, v.geom)
          where not (v.geom = st_startpoint(l.geom) or v.geom = st_endpoint(l.geom))",
    ),
    ("3.4 no line crosses itself", "select geom from lines where not st_issimple(geom)"),
    (
        "3.5, 3.10 no segment under 5 cm",
        "select segment.geom from made, st_dumpsegments(made.geom) segment
          where part = 'ZPS' and kind = 'line' and st_3dlength(segment.geom) < 0.05",
    ),
    (
        "3.7 no free ends",
        "select e.geom from ends e where (select count(*) from ends o where o.level = e.level and o.geom = e.geom) < 2",
    ),
    (
        "3.8 detail points are unique",
        "select st_makepoint(x, y, z) from detail group by x, y, z having count(*) > 1",
    ),
    (
        "3.8 definition points are unique",
        "select st_force2d(geom) from made where kind = 'definition-point' group by 1, level having count(*) > 1",
    ),
    (
        "3.8 point objects are unique",
        "select geom from made where kind = 'point' group by element, geom having count(*) > 1",
    ),
    (
        "3.9 no detail points within 5 cm of each other",
        "select a.geom from made a join made b on a.element = b.element and a.number < b.number
            and a.level = b.level and st_3ddwithin(a.geom, b.geom, 0.05) where a.kind = 'point'",
    ),
    (
        "3.11 every detail point is used",
        "select geom from detail d where not exists (select from vertices v where v.part = 'ZPS'
            and v.kind in ('point', 'line') and v.element <> 'PodrobnyBodZPS'
            and st_x(v.geom) = d.x and st_y(v.geom) = d.y and st_z(v.geom) = d.z)",
    ),
    (
        "3.12 the outline of the area of complete ZPS consists of segments of lines",
        "select side.geom from complete, st_dumpsegments(complete.geom) side where not exists
            (select from sides s where s.level = complete.level and s.geom = st_normalize(side.geom))",
    ),
    (
        "3.13 no detail point within 5 cm of a line that does not use it",
        "select d.geom from detail d join lines l on l.part = 'ZPS' and l.level = d.level and st_dwithin(l.geom, d.geom, 0.05)
          where not st_intersects(st_points(l.geom), d.geom)",
    ),
    ("4.1 faces are larger than 0.07 m2", "select geom from faces where st_area(geom) <= 0.07"),
    (
        "4.2, 4.3 every face has one definition point",
        "select f.geom from faces f left join made m on m.kind = 'definition-point' and m.net = f.net and st_contains(f.geom, m.geom)
          group by f.geom, f.net having count(m.number) <> 1",
    ),
    (
        "4.7 every definition point lies in a face",
        "select geom from made m where kind = 'definition-point'
            and not exists (select from faces f where f.net = m.net and st_contains(f.geom, m.geom))",
    ),
    (
        "4.6 no gaps between the faces",
        "select st_union(geom) from faces where net = 'ZPS 0 ground' having st_numinteriorrings(st_union(geom)) is distinct from 0",
    ),
    (
        "4.6 the faces cover the area of complete ZPS and nothing else",
        "select coalesce(st_symdifference(c.geom, f.geom), c.geom)
           from (select level, st_union(geom) geom from complete group by level) c
           left join (select net, st_union(geom) geom from faces group by net) f on f.net = 'ZPS ' || c.level || ' ground'
          where st_equals(c.geom, f.geom) is distinct from true",
    ),
    (
        "4.9 vertical edges do not overlap",
        "select a.geom from verticals a join verticals b on a.net = b.net and a.number < b.number and a.geom = b.geom
            and a.low < b.high and b.low < a.high",
    ),
    (
        "areas are the faces around their definition points",
        "select a.geom from made a where kind = 'area' and not exists (select from faces f join made p
            on p.kind = 'definition-point' and p.net = f.net and st_contains(f.geom, p.geom)
          where a.net = f.net and st_equals(f.geom, a.geom) and replace(p.element, 'DefinicniBod', 'Plocha') = a.element)",
    ),
    (
        "every face has its area",
        "select f.geom from faces f where not exists (select from made a where kind = 'area' and a.net = f.net and a.geom ~= f.geom)",
    ),
    (
        "areas are valid and run clockwise, as in version 1.4.3",
        "select geom from made where kind = 'area' and not (st_isvalid(geom) and st_ispolygoncw(geom))",
    ),
    (
        "outlines follow the boundaries of the areas",
        "select geom from made where kind = 'area' and not st_equals(st_force2d(outline), st_boundary(geom))",
    ),
    (
        "outlines have the heights of the detail points",
        "select p.geom from made, st_dumppoints(outline) p where kind = 'area' and not exists
            (select from detail d where d.x = st_x(p.geom) and d.y = st_y(p.geom) and d.z = st_z(p.geom))",
    ),
    (
        "outlines consist of segments of lines, vertical edges included",
        "select side.geom from made, st_dumpsegments(outline) side where kind = 'area' and not exists
            (select from high_sides s where s.geom = side.geom or s.geom = st_reverse(side.geom))",
    ),
];

const PREPARE: &str = "
    create temp table made (number int, element text, part text, level int, net text, kind text, geom geometry, outline geometry);
    create temp table outline (ring geometry);
    create temp table complete (level int, geom geometry);";

const DERIVE: &str = "
    create index on made using gist (geom);
    create temp table vertices as select element, part, level, kind, (st_dumppoints(geom)).geom from made;
    create temp table detail as select level, st_x(geom) x, st_y(geom) y, st_z(geom) z, st_force2d(geom) geom
        from made where element = 'PodrobnyBodZPS';
    create index on detail (x, y);
    create index on detail using gist (geom);
    create temp table lines as select number, part, level, net, st_force2d(geom) geom, geom high
        from made where kind = 'line' and st_length(geom) > 0;
    create index on lines using gist (geom);
    create temp table verticals as select number, net, st_force2d(st_startpoint(geom)) geom, st_zmin(geom) low, st_zmax(geom) high
        from made where kind = 'line' and st_length(geom) = 0;
    create temp table high_sides as select (st_dumpsegments(geom)).geom from made where part = 'ZPS' and kind = 'line';
    create index on high_sides (geom);
    create temp table sides as select distinct level, net, st_normalize(segment.geom) geom
        from lines, st_dumpsegments(lines.geom) segment where part = 'ZPS';
    create index on sides (geom);
    create temp table ends as select level, st_startpoint(geom) geom from made where part = 'ZPS' and kind = 'line'
        union all select level, st_endpoint(geom) from made where part = 'ZPS' and kind = 'line';
    create index on ends (geom);
    create temp table faces as select net, (st_dump(st_polygonize(geom))).geom from sides group by net;
    create index on faces using gist (geom);
    create index on vertices (st_x(geom), st_y(geom));
    analyze made; analyze vertices; analyze detail; analyze lines; analyze sides; analyze faces; analyze ends;
    analyze high_sides; analyze verticals;";

/// The polygons of areas of complete ZPS, each with its level.
pub type Complete = Vec<(i8, Vec<Vec<Coordinate>>)>;

/// Asks PostGIS about every check; `name` tells which municipality failed.
pub async fn judge(
    connection: &mut PgConnection,
    (records, complete): &(Vec<Record>, Complete),
    outline: &Outline,
    name: &str,
) {
    let found = violations(connection, records, complete, outline).await;
    assert!(found.is_empty(), "{name}: {found:#?}");
}

/// The checks that fail, with places.
pub async fn violations(
    connection: &mut PgConnection,
    records: &[Record],
    complete: &Complete,
    outline: &Outline,
) -> Vec<String> {
    let catalogue = Catalogue::embedded("1.4.3").unwrap();
    sqlx::raw_sql(PREPARE).execute(&mut *connection).await.unwrap();
    let ring = Geometry::new(Dimension::Two, Shape::Polygon(outline.polygons[0].clone()));
    sqlx::query("insert into outline values (st_force2d(st_geomfromtext($1)))")
        .bind(text(&ring))
        .execute(&mut *connection)
        .await
        .unwrap();
    for (level, rings) in complete {
        let polygon = Geometry::new(Dimension::Two, Shape::Polygon(rings.clone()));
        sqlx::query("insert into complete values ($1, st_force2d(st_geomfromtext($2)))")
            .bind(i32::from(*level))
            .bind(text(&polygon))
            .execute(&mut *connection)
            .await
            .unwrap();
    }
    let types: Vec<_> = records
        .iter()
        .map(|record| &catalogue.object_types[usize::from(record.object_type)])
        .collect();
    let nets: Vec<_> = records
        .iter()
        .zip(&types)
        .map(|(record, object_type)| net(record, object_type))
        .collect();
    let kind = |kind| match kind {
        GeometryKind::Point => "point",
        GeometryKind::Line => "line",
        GeometryKind::Area => "area",
        GeometryKind::DefinitionPoint => "definition-point",
    };
    sqlx::query(
        "insert into made select number, element, part, level, net, kind,
            case kind when 'area' then st_force2d(st_geomfromtext(geom)) else st_geomfromtext(geom) end, st_geomfromtext(outline)
         from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[])
            as given (number, element, part, net, kind, geom, outline, level)",
    )
    .bind((0..i32::try_from(records.len()).unwrap()).collect::<Vec<_>>())
    .bind(types.iter().map(|t| t.element.as_str()).collect::<Vec<_>>())
    .bind(types.iter().map(|t| t.part.as_str()).collect::<Vec<_>>())
    .bind(nets.iter().map(|(_, net)| net.clone()).collect::<Vec<_>>())
    .bind(types.iter().map(|t| kind(t.geometry)).collect::<Vec<_>>())
    .bind(records.iter().map(|r| r.geometry.as_ref().map(text)).collect::<Vec<_>>())
    .bind(records.iter().map(|r| r.outline.as_ref().map(text)).collect::<Vec<_>>())
    .bind(nets.iter().map(|(level, _)| *level).collect::<Vec<_>>())
    .execute(&mut *connection)
    .await
    .unwrap();
    sqlx::raw_sql(DERIVE).execute(&mut *connection).await.unwrap();
    let faces: i64 = sqlx::query_scalar("select count(*) from faces")
        .fetch_one(&mut *connection)
        .await
        .unwrap();
    assert!(faces > 20, "there are {faces} faces only");
    let mut found = Vec::new();
    for (check, query) in CHECKS {
        let places: Vec<String> = sqlx::query_scalar(&format!(
            "select st_astext(geom) from ({query} limit 3) bad (geom)"
        ))
        .fetch_all(&mut *connection)
        .await
        // Some defects leave geometries that PostGIS refuses to work with: that is a finding, too.
        .unwrap_or_else(|error| vec![error.to_string()]);
        if !places.is_empty() {
            found.push(format!("{check}: {places:?}"));
        }
    }
    found
}

/// The level of an object, and the net of lines that it belongs to: in the situation those of one level and family, in the
/// infrastructure those of one type.
fn net(record: &Record, object_type: &ObjectType) -> (i32, String) {
    let catalogue = Catalogue::embedded("1.4.3").unwrap();
    let value = |name| {
        let id = catalogue.attribute_id(name);
        let mut all = record.attributes.iter();
        all.find(|attribute| Some(attribute.id) == id)
            .map(|attribute| attribute.text.to_string())
    };
    if object_type.part.as_str() != "ZPS" {
        return (0, object_type.element.clone());
    }
    let level = value("UrovenUmisteniObjektuZPS").map_or(0, |level| level.parse().unwrap());
    let deck = value("TypDopravniStavbyNeboPlochy").as_deref() == Some("16");
    let family = match &object_type.code_base[7..] {
        "197" | "309" => "underground",
        "058" => "bridge",
        "304" if deck => "bridge",
        _ => "ground",
    };
    (level, format!("ZPS {level} {family}"))
}

/// Well-known text with heights, in metres.
fn text(geometry: &Geometry) -> String {
    let position = |c: &Coordinate| {
        let [x, y, z] = c.metres();
        format!("{x} {y} {z}")
    };
    let line =
        |line: &Vec<Coordinate>| format!("({})", line.iter().map(position).collect::<Vec<_>>().join(","));
    let lines = |lines: &[Vec<Coordinate>]| lines.iter().map(line).collect::<Vec<_>>().join(",");
    match &geometry.shape {
        Shape::Point(c) => format!("POINT Z ({})", position(c)),
        Shape::Line(part) => format!("LINESTRING Z {}", line(part)),
        Shape::Polygon(rings) => format!("POLYGON Z ({})", lines(rings)),
        Shape::MultiLine(parts) => format!("MULTILINESTRING Z ({})", lines(parts)),
    }
}
