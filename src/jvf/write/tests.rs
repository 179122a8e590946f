//! The writer: what stands where in a file.

mod issued;

use super::*;
use crate::model::{Attributes, Coordinate, Dimension, FeatureId, Geometry, Operation, Position, Shape};

/// Two types are enough to see groups, own attributes and a change of type.
const CATALOGUE: &str = r#"{"version":"1.4.3","generation":1,
  "attributes":[{"name":"DruhPlotu","title":"","kind":"integer"},{"name":"ID","title":"","kind":"string"},
    {"name":"PopisObjektu","title":"","kind":"string"},{"name":"Uroven","title":"","kind":"integer"}],
  "groups":[{"name":"Vsech","attributes":[{"name":"ID","required":{"*":false},"public":true},
      {"name":"PopisObjektu","required":{"*":false},"public":true}]},
    {"name":"ZPS","attributes":[{"name":"Uroven","required":{"*":true},"public":true}]}],
  "object_types":[
    {"element":"Bod","namespace":"bod","code_base":"0100000218","geometry":"point","name":"bod","category":"K","group":"S",
     "part":"ZPS","dimension":3,"public":true,"attributes":[{"name":"Vsech","required":{"*":true},"public":true}]},
    {"element":"Plot","namespace":"plotli","code_base":"0100000162","geometry":"line","name":"plot","category":"K","group":"S",
     "part":"ZPS","dimension":3,"public":true,"attributes":[{"name":"Vsech","required":{"*":true},"public":true},
     {"name":"ZPS","required":{"*":true},"public":true},{"name":"DruhPlotu","required":{"*":true},"public":true}]}]}"#;

fn catalogue() -> Catalogue {
    Catalogue::from_json("1.4.3", CATALOGUE).unwrap()
}

fn record(object_type: u16, attributes: &[(u16, &str, bool)], shape: Shape) -> Record {
    let mut given = Attributes::default();
    for (id, text, nil) in attributes {
        given.push(AttributeId(*id), text, *nil);
    }
    Record {
        position: Position::default(),
        object_type,
        operation: Operation::Reference,
        kind: crate::model::RecordKind::Plain,
        id: given.get(AttributeId(1)).map(|id| FeatureId::parse(id).unwrap()),
        attributes: given,
        geometry: Some(Geometry::new(Dimension::Three, shape)),
        outline: None,
        critical_area: None,
        gml_id: None,
    }
}

fn at(x: i32) -> Coordinate {
    Coordinate::new(x, -105_000_005, 30_000)
}

fn header() -> Header {
    Header {
        written_at: chrono::NaiveDate::from_ymd_opt(2026, 1, 1)
            .and_then(|day| day.and_hms_opt(8, 0, 0))
            .unwrap(),
        kind: Kind::Full,
    }
}

fn lines(records: &[Record]) -> Vec<String> {
    let catalogue = catalogue();
    let mut writer = Writer::new(Vec::new(), &catalogue, &header()).unwrap();
    for record in records {
        writer.record(record).unwrap();
    }
    assert_eq!(writer.records(), records.len() as u64);
    let bytes = writer.finish().unwrap();
    String::from_utf8(bytes)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect()
}

#[test]
fn attributes_stand_in_their_groups_in_the_order_of_the_record() {
    let fence = record(
        1,
        &[
            (0, "1", false),
            (2, "a & b", false),
            (3, "0", false),
            (1, "42", false),
        ],
        Shape::Line(vec![at(-74_000_000), at(-74_000_100)]),
    );
    let lines = lines(&[fence]);
    assert_eq!(
        lines[13],
        "<ZaznamObjektu><c:ZapisObjektu>r</c:ZapisObjektu><AtributyObjektu><a:DruhPlotu>1</a:DruhPlotu>\
         <a:Vsech><a:PopisObjektu>a &amp; b</a:PopisObjektu><a:ID>42</a:ID></a:Vsech><a:ZPS><a:Uroven>0</a:Uroven></a:ZPS>\
         </AtributyObjektu><GeometrieObjektu><g:curveProperty><g:LineString g:id=\"ID42_02\" srsName=\"EPSG:5514\" \
         srsDimension=\"3\"><g:posList>-740000.00 -1050000.05 300.00 -740001.00 -1050000.05 300.00</g:posList>\
         </g:LineString></g:curveProperty></GeometrieObjektu></ZaznamObjektu>"
    );
}

#[test]
fn a_demanded_group_without_members_is_written_empty_and_nil_is_kept() {
    let point = record(0, &[], Shape::Point(at(-1)));
    let nil = record(0, &[(1, "7", false), (2, "", true)], Shape::Point(at(-2)));
    let text = lines(&[point, nil]).join("\n");
    assert!(
        text.contains("<AtributyObjektu><a:Vsech/></AtributyObjektu>"),
        "{text}"
    );
    assert!(text.contains(r#"<a:PopisObjektu xsi:nil="true"/>"#) && text.contains(r#"g:id="R1_01""#));
}

#[test]
fn a_type_without_a_code_is_written_by_its_name_only() {
    let catalogue = Catalogue::embedded("1.4.3").unwrap();
    let (index, _) = catalogue.object_type("O6").unwrap();
    let ring = vec![at(-1), at(-200), Coordinate::new(-1, -105_000_900, 0), at(-1)];
    let mut writer = Writer::new(Vec::new(), catalogue, &header()).unwrap();
    let mut area = record(index, &[], Shape::Polygon(vec![ring]));
    area.geometry = area.geometry.map(|g| Geometry::new(Dimension::Two, g.shape));
    writer.record(&area).unwrap();
    let text = String::from_utf8(writer.finish().unwrap()).unwrap();
    let head = "<o:O6 xmlns=\"o6\">\n<ObjektovyTypNazev>o6</ObjektovyTypNazev>\n<ZaznamyObjektu>\n";
    assert!(text.contains(head), "{text}");
}

#[test]
fn neighbours_of_one_type_share_an_element() {
    let point = || record(0, &[], Shape::Point(at(-1)));
    let fence = record(1, &[], Shape::Line(vec![at(-1), at(-200)]));
    let text = lines(&[point(), point(), fence, point()]).join("\n");
    assert_eq!(text.matches("<o:Bod xmlns=\"bod\">").count(), 2);
    assert_eq!(text.matches("</o:Bod>").count(), 2);
    assert_eq!(text.matches("</o:Plot>").count(), 1);
    assert!(
        text.contains(
            r#"<ObjektovyTypNazev code_base="0100000162" code_suffix="02">plot</ObjektovyTypNazev>"#
        )
    );
}

#[test]
fn what_does_not_fit_the_type_is_refused_and_leaves_the_file_whole() {
    let catalogue = catalogue();
    let mut writer = Writer::new(Vec::new(), &catalogue, &header()).unwrap();
    let point = record(0, &[], Shape::Point(at(-1)));
    writer.record(&point).unwrap();
    let wrong = [
        record(0, &[], Shape::Line(vec![at(-1), at(-2)])),
        record(0, &[(0, "1", false)], Shape::Point(at(-1))),
        record(1, &[(0, "\u{1}", false)], Shape::Line(vec![at(-1), at(-2)])),
        record(9, &[], Shape::Point(at(-1))),
        Record {
            geometry: None,
            ..point.clone()
        },
        Record {
            outline: point.geometry.clone(),
            ..point.clone()
        },
        Record {
            critical_area: point.geometry.clone(),
            ..point.clone()
        },
    ];
    for record in &wrong {
        assert!(writer.record(record).is_err(), "{record:?}");
    }
    writer.record(&point).unwrap();
    let text = String::from_utf8(writer.finish().unwrap()).unwrap();
    assert_eq!(text.matches("<ZaznamObjektu>").count(), 2);
    assert_eq!(
        (text.matches("<o:Bod").count(), text.matches("<o:Plot").count()),
        (1, 0)
    );
}
