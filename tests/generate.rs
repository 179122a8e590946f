//! Synthetic municipalities, judged by others: xmllint knows the schema, PostGIS knows the topology.

use std::path::{Path, PathBuf};
use std::process::Command;

use dtm::generate::{Generator, Plan};
use dtm::jvf::read::{Entry, Reader};
use dtm::jvf::write::{Header, Kind, Writer};
use dtm::model::catalogue::GeometryKind;
use dtm::model::{Catalogue, Coordinate, Geometry, Operation, Outline, Record, Shape};
use sqlx::PgConnection;

use crate::kit::{self, Database};

const REGIONS: [&str; 6] = ["CZ042", "CZ063", "CZ053", "CZ031", "CZ052", "CZ080"];

fn outline(code: &str) -> Outline {
    let all = Outline::embedded().unwrap();
    all.into_iter()
        .find(|outline| outline.code.as_str() == code)
        .unwrap()
}

fn plan(code: &str, objects: u64, seed: i64) -> Plan {
    Plan {
        objects,
        seed,
        outline: outline(code),
        areas: true,
        operation: Operation::Reference,
    }
}

fn records(plan: Plan) -> Vec<Record> {
    let mut generator = Generator::new(Catalogue::embedded("1.4.3").unwrap(), plan).unwrap();
    let mut records = Vec::new();
    while let Some(batch) = generator.next_batch().unwrap() {
        records.extend(batch);
    }
    assert_eq!(generator.made(), records.len() as u64);
    records
}

/// Runs the built binary and gives the bytes of the file.
fn generated(directory: &Path, arguments: &[&str]) -> Vec<u8> {
    let file = directory.join("generated.xml");
    let output = Command::new(env!("CARGO_BIN_EXE_dtm"))
        .arg("generate")
        .args(arguments)
        .arg("-o")
        .arg(&file)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    std::fs::read(file).unwrap()
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_does_not() {
    let directory = tempfile::tempdir().unwrap();
    let make = |seed| {
        generated(
            directory.path(),
            &[
                "--objects",
                "3000",
                "--seed",
                seed,
                "--region",
                "CZ063",
                "--areas",
            ],
        )
    };
    let first = make("5");
    assert!(first == make("5"));
    assert!(first != make("6"));
}

#[test]
fn the_number_of_objects_is_met() {
    for objects in [150, 400, 1_000, 1_999, 2_000, 2_500, 10_000] {
        for (seed, code) in (1..).zip(REGIONS) {
            let made = records(plan(code, objects, seed)).len() as u64;
            assert!(
                made == objects || made + 1 == objects,
                "{made} instead of {objects} in {code}"
            );
        }
    }
}

#[test]
fn a_region_that_is_full_says_so() {
    let catalogue = Catalogue::embedded("1.4.3").unwrap();
    let square =
        "[[-700000,-1000000],[-699400,-1000000],[-699400,-999400],[-700000,-999400],[-700000,-1000000]]";
    let text = format!(
        r#"{{"features":[{{"properties":{{"code":"CZ042","name":"malý"}},"geometry":{{"type":"Polygon","coordinates":[{square}]}}}}]}}"#
    );
    let outline = Outline::read(&text).unwrap().remove(0);
    let mut generator = Generator::new(
        catalogue,
        Plan {
            outline,
            ..plan("CZ042", 1_000_000, 1)
        },
    )
    .unwrap();
    let told = loop {
        match generator.next_batch() {
            Ok(batch) => assert!(batch.is_some(), "a million objects in 36 hectares"),
            Err(error) => break error.to_string(),
        }
    };
    assert!(told.contains("room for") && told.contains("CZ042"), "{told}");
}

#[test]
fn values_are_in_their_code_lists() {
    let catalogue = Catalogue::embedded("1.4.3").unwrap();
    for record in records(plan("CZ080", 5_000, 8)) {
        for attribute in record.attributes.iter() {
            let known = catalogue.attribute(attribute.id).unwrap();
            let listed = known.codes.iter().any(|code| code.value == attribute.text);
            assert!(
                listed || known.codes.is_empty(),
                "{} is never {}",
                known.name,
                attribute.text
            );
        }
    }
}

#[test]
fn files_are_valid_by_the_official_schema() {
    let Some(schema) = Schema::unpack() else { return };
    let directory = tempfile::tempdir().unwrap();
    let cases: [&[&str]; 3] = [
        &["--objects", "4000", "--seed", "3", "--region", "CZ080", "--areas"],
        &["--objects", "20000", "--seed", "4", "--region", "CZ031"],
        &[
            "--objects",
            "600",
            "--seed",
            "5",
            "--region",
            "CZ053",
            "--operation",
            "i",
        ],
    ];
    for arguments in cases {
        generated(directory.path(), arguments);
        schema.accepts(&directory.path().join("generated.xml"));
    }
    for code in REGIONS {
        schema.accepts(&demo(code));
    }
}

#[test]
fn records_come_back_from_the_file_as_they_were_written() {
    let catalogue = Catalogue::embedded("1.4.3").unwrap();
    let written = records(plan("CZ052", 2_500, 11));
    let header = Header {
        written_at: "2026-01-01T08:00:00".parse().unwrap(),
        kind: Kind::Full,
    };
    let mut writer = Writer::new(Vec::new(), catalogue, &header).unwrap();
    for record in &written {
        writer.record(record).unwrap();
    }
    let bytes = writer.finish().unwrap();
    let read = read(&bytes);
    assert_eq!(read.len(), written.len());
    for (mut read, written) in read.into_iter().zip(written) {
        assert!(read.gml_id.take().is_some() && read.position.record > 0);
        read.position = written.position;
        assert_eq!(read, written);
    }
}

fn read(bytes: &[u8]) -> Vec<Record> {
    let mut reader = Reader::open(bytes).unwrap();
    let mut records = Vec::new();
    while let Some(entry) = reader.next_entry().unwrap() {
        match entry {
            Entry::Record(record) => records.push(*record),
            other => panic!("{other:?}"),
        }
    }
    records
}

fn demo(code: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/demo/{code}.jvf.xml"))
}

#[test]
fn the_demo_deliveries_are_what_the_generator_makes_today() {
    let script = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/demo")).unwrap();
    let directory = tempfile::tempdir().unwrap();
    for code in REGIONS {
        let line = script.lines().find(|line| line.starts_with(code)).unwrap();
        let [_, objects, seed] = line.split_whitespace().collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let made = generated(
            directory.path(),
            &["--objects", objects, "--seed", seed, "--region", code, "--areas"],
        );
        assert!(made.len() < 300_000, "{code} has {} bytes", made.len());
        assert!(
            made == std::fs::read(demo(code)).unwrap(),
            "run scripts/demo: {code} differs"
        );
    }
}

#[test]
fn new_objects_come_without_identifiers_in_the_area_of_a_change() {
    let directory = tempfile::tempdir().unwrap();
    let bytes = generated(
        directory.path(),
        &[
            "--objects",
            "500",
            "--seed",
            "2",
            "--region",
            "CZ063",
            "--operation",
            "i",
        ],
    );
    let text = String::from_utf8(bytes.clone()).unwrap();
    let area = text.split("<OblastZmeny>").nth(1).unwrap();
    let area = area
        .split("<g:posList>")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap();
    let corners: Vec<f64> = area.split(' ').map(|value| value.parse().unwrap()).collect();
    let mut reader = Reader::open(&bytes[..]).unwrap();
    let mut count = 0;
    while let Some(entry) = reader.next_entry().unwrap() {
        let Entry::Record(record) = entry else { continue };
        count += 1;
        assert_eq!((record.operation, record.id), (Operation::Insert, None));
        for place in record.geometry.unwrap().coordinates() {
            let [x, y, _] = place.metres();
            assert!(
                corners[0] <= x && x <= corners[2] && corners[1] <= y && y <= corners[5],
                "{place:?}"
            );
        }
    }
    assert!(count >= 499, "{count}");
}

#[test]
fn municipalities_of_two_seeds_share_no_identifier() {
    let ids = |seed| {
        let records = records(plan("CZ052", 1_000, seed)).into_iter();
        records
            .map(|record| record.id.unwrap().to_string())
            .collect::<std::collections::HashSet<_>>()
    };
    let (first, second) = (ids(1), ids(2));
    assert!(first.len() >= 999 && first.is_disjoint(&second));
    assert!(first.iter().all(|id| id.len() == 17 && id.starts_with("52")));
}

/// The judge sees what is wrong: every kind of defect, planted in a clean municipality, is found by its check.
#[tokio::test]
async fn planted_defects_are_seen_by_the_judge() {
    let database = Database::new().await;
    let catalogue = Catalogue::embedded("1.4.3").unwrap();
    let clean = records(plan("CZ042", 600, 12));
    let find = |records: &[Record], element: &str| {
        let is = |record: &Record| catalogue.object_types[usize::from(record.object_type)].element == element;
        records.iter().position(is).unwrap()
    };
    type Defect = fn(&mut Record);
    let cases: [(&str, &str, Defect); 7] = [
        ("3.1", "HraniceBudovy", |record| each(record, &mut |c| c.z += 1)),
        ("3.11", "PodrobnyBodZPS", |record| {
            each(record, &mut |c| c.x += 700)
        }),
        ("3.2, 3.3", "HraniceBudovy", |record| {
            each(record, &mut |c| c.x += 4_000)
        }),
        ("3.4", "HranicePrirodnihoPoloprirodnihoObjektu", |record| {
            if let Some(Geometry {
                shape: Shape::Line(line),
                ..
            }) = &mut record.geometry
            {
                line.swap(2, 5);
            }
        }),
        ("4.2, 4.3", "ZahradaDefinicniBod", |record| {
            each(record, &mut |c| c.x += 20_000)
        }),
        ("4.7", "ZahradaDefinicniBod", |record| {
            each(record, &mut |c| c.y += 90_000)
        }),
        ("outlines have the heights", "BudovaPlocha", |record| {
            if let Some(Geometry {
                shape: Shape::MultiLine(lines),
                ..
            }) = &mut record.outline
            {
                lines[0][1].z += 3;
            }
        }),
    ];
    for (check, element, defect) in cases {
        let mut records = clean.clone();
        let place = find(&records, element);
        defect(&mut records[place]);
        let found = violations(&mut database.connection().await, &records, &outline("CZ042")).await;
        assert!(
            found.iter().any(|told| told.starts_with(check)),
            "{check}: {found:?}"
        );
    }
}

fn each(record: &mut Record, change: &mut dyn FnMut(&mut Coordinate)) {
    match record.geometry.as_mut().map(|geometry| &mut geometry.shape) {
        Some(Shape::Point(place)) => change(place),
        Some(Shape::Line(line)) => line.iter_mut().for_each(change),
        _ => panic!("points and lines only"),
    }
}

#[tokio::test]
async fn the_demo_deliveries_are_topologically_clean() {
    let database = Database::new().await;
    for code in REGIONS {
        let records = read(&std::fs::read(demo(code)).unwrap());
        judge(&mut database.connection().await, &records, &outline(code), code).await;
    }
}

#[tokio::test]
async fn municipalities_of_any_seed_are_topologically_clean() {
    let database = Database::new().await;
    for (seed, code) in (100..).zip(REGIONS.iter().cycle().take(6)) {
        let objects = if seed % 2 == 0 { 3_000 } else { 1_200 };
        let records = records(plan(code, objects, seed));
        let name = format!("seed {seed} in {code}");
        judge(&mut database.connection().await, &records, &outline(code), &name).await;
    }
}

/// The official schema, unpacked.
struct Schema(tempfile::TempDir);

impl Schema {
    fn unpack() -> Option<Self> {
        let package = kit::shared()?.join("jvf/xsd/jvf-dtm-1.4.3-xsd.zip");
        if Command::new("xmllint").arg("--version").output().is_err() {
            kit::skip("xmllint is not here; install libxml2-utils");
            return None;
        }
        let directory = tempfile::tempdir().unwrap();
        zip::ZipArchive::new(std::fs::File::open(package).unwrap())
            .unwrap()
            .extract(directory.path())
            .unwrap();
        Some(Self(directory))
    }

    fn accepts(&self, file: &Path) {
        let output = Command::new("xmllint")
            .args(["--noout", "--stream", "--nonet", "--schema"])
            .arg(self.0.path().join("xsd/index/index_data.xsd"))
            .arg(file)
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "{}",
            told.lines().rev().take(5).collect::<String>()
        );
    }
}

/// What is wrong by the official checks, each a query that gives the places of violations.
const CHECKS: [(&str, &str); 22] = [
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
           and not exists (select from detail d where d.x = st_x(v.geom) and d.y = st_y(v.geom) and d.z = st_z(v.geom))",
    ),
    (
        "3.2, 3.3 lines meet in their ends only",
        "select b.geom from lines a join lines b on a.net = b.net and a.number < b.number and a.geom && b.geom
          where not st_relate(a.geom, b.geom, 'FF*F*****')",
    ),
    ("3.4 no line crosses itself", "select geom from lines where not st_issimple(geom)"),
    (
        "3.5, 3.10 no segment under 5 cm",
        "select segment.geom from lines, st_dumpsegments(geom) segment where st_length(segment.geom) < 0.05",
    ),
    (
        "3.7 no free ends",
        "select e.geom from ends e where (select count(*) from ends o where o.geom = e.geom) < 2",
    ),
    (
        "3.8 detail points are unique",
        "select st_makepoint(x, y) from detail group by x, y having count(*) > 1",
    ),
    (
        "3.8 definition points are unique",
        "select st_force2d(geom) from made where kind = 'definition-point' group by 1 having count(*) > 1",
    ),
    (
        "3.8 point objects are unique",
        "select geom from made where kind = 'point' group by element, geom having count(*) > 1",
    ),
    (
        "3.9 no detail points within 5 cm of each other",
        "select a.geom from made a join made b on a.element = b.element and a.number < b.number
            and st_dwithin(a.geom, b.geom, 0.05) where a.kind = 'point'",
    ),
    (
        "3.11 every detail point is used",
        "select geom from detail d where not exists (select from vertices v where v.part = 'ZPS'
            and v.kind in ('point', 'line') and v.element <> 'PodrobnyBodZPS'
            and st_x(v.geom) = d.x and st_y(v.geom) = d.y and st_z(v.geom) = d.z)",
    ),
    (
        "3.13 no detail point within 5 cm of a line that does not use it",
        "select d.geom from detail d join lines l on l.net = 'ZPS' and st_dwithin(l.geom, d.geom, 0.05)
          where not st_intersects(st_points(l.geom), d.geom)",
    ),
    ("4.1 faces are larger than 0.07 m2", "select geom from faces where st_area(geom) <= 0.07"),
    (
        "4.2, 4.3 every face has one definition point",
        "select f.geom from faces f left join made m on m.kind = 'definition-point' and st_contains(f.geom, m.geom)
          group by f.geom having count(m.number) <> 1",
    ),
    (
        "4.7 every definition point lies in a face",
        "select geom from made m where kind = 'definition-point'
            and not exists (select from faces f where st_contains(f.geom, m.geom))",
    ),
    (
        "4.6 no gaps between the faces",
        "select st_union(geom) from faces having st_numinteriorrings(st_union(geom)) is distinct from 0",
    ),
    (
        "areas are the faces around their definition points",
        "select a.geom from made a where kind = 'area' and not exists (select from faces f join made p
            on p.kind = 'definition-point' and st_contains(f.geom, p.geom)
          where st_equals(f.geom, a.geom) and replace(p.element, 'DefinicniBod', 'Plocha') = a.element)",
    ),
    (
        "every face has its area",
        "select f.geom from faces f where not exists (select from made a where kind = 'area' and a.geom ~= f.geom)",
    ),
    (
        "4.11 areas are valid and run counter-clockwise",
        "select geom from made where kind = 'area' and not (st_isvalid(geom) and st_ispolygonccw(geom))",
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
];

const PREPARE: &str = "
    create temp table made (number int, element text, part text, net text, kind text, geom geometry, outline geometry);
    create temp table outline (ring geometry);";

const DERIVE: &str = "
    create index on made using gist (geom);
    create temp table vertices as select element, part, kind, (st_dumppoints(geom)).geom from made;
    create temp table detail as select st_x(geom) x, st_y(geom) y, st_z(geom) z, st_force2d(geom) geom
        from made where element = 'PodrobnyBodZPS';
    create index on detail (x, y);
    create index on detail using gist (geom);
    create temp table lines as select number, net, st_force2d(geom) geom from made where kind = 'line';
    create index on lines using gist (geom);
    create temp table ends as select st_startpoint(geom) geom from made where part = 'ZPS' and kind = 'line'
        union all select st_endpoint(geom) from made where part = 'ZPS' and kind = 'line';
    create temp table faces as select (st_dump(st_polygonize(geom))).geom from lines where net = 'ZPS';
    create index on faces using gist (geom);
    create index on vertices (st_x(geom), st_y(geom));
    analyze made; analyze vertices; analyze detail; analyze lines; analyze faces; analyze ends;";

/// Asks PostGIS about every check; `name` tells which municipality failed.
async fn judge(connection: &mut PgConnection, records: &[Record], outline: &Outline, name: &str) {
    let found = violations(connection, records, outline).await;
    assert!(found.is_empty(), "{name}: {found:#?}");
}

/// The checks that fail, with places.
async fn violations(connection: &mut PgConnection, records: &[Record], outline: &Outline) -> Vec<String> {
    let catalogue = Catalogue::embedded("1.4.3").unwrap();
    sqlx::raw_sql(PREPARE).execute(&mut *connection).await.unwrap();
    let ring = Geometry::new(
        dtm::model::Dimension::Two,
        Shape::Polygon(outline.polygons[0].clone()),
    );
    sqlx::query("insert into outline values (st_force2d(st_geomfromtext($1)))")
        .bind(text(&ring))
        .execute(&mut *connection)
        .await
        .unwrap();
    let types: Vec<_> = records
        .iter()
        .map(|record| &catalogue.object_types[usize::from(record.object_type)])
        .collect();
    // Lines of the situation are one net; of the infrastructure, every network is one of its own.
    let nets = types.iter().map(|t| {
        if t.part.as_str() == "ZPS" {
            "ZPS"
        } else {
            &t.element
        }
    });
    let kind = |kind| match kind {
        GeometryKind::Point => "point",
        GeometryKind::Line => "line",
        GeometryKind::Area => "area",
        GeometryKind::DefinitionPoint => "definition-point",
    };
    sqlx::query(
        "insert into made select number, element, part, net, kind,
            case kind when 'area' then st_force2d(st_geomfromtext(geom)) else st_geomfromtext(geom) end, st_geomfromtext(outline)
         from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
            as given (number, element, part, net, kind, geom, outline)",
    )
    .bind((0..i32::try_from(records.len()).unwrap()).collect::<Vec<_>>())
    .bind(types.iter().map(|t| t.element.as_str()).collect::<Vec<_>>())
    .bind(types.iter().map(|t| t.part.as_str()).collect::<Vec<_>>())
    .bind(nets.collect::<Vec<_>>())
    .bind(types.iter().map(|t| kind(t.geometry)).collect::<Vec<_>>())
    .bind(records.iter().map(|r| r.geometry.as_ref().map(text)).collect::<Vec<_>>())
    .bind(records.iter().map(|r| r.outline.as_ref().map(text)).collect::<Vec<_>>())
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
