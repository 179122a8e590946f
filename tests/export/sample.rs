//! Features of several types, made by hand, and what a reader must find of them.

use std::sync::OnceLock;

use dtm::model::catalogue::ValueKind;
use dtm::model::value;
use dtm::model::{
    Attributes, Catalogue, Coordinate, Dimension, Feature, FeatureId, Geometry, RegionNumber, Shape,
};
use serde_json::{Map, Value, json};

/// The catalogue of 1.4.3, with `Dimenze` made a decimal number: no version has one.
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| {
        let mut catalogue: Value =
            serde_json::from_str(include_str!("../../schemas/jvf/1.4.3.json")).unwrap();
        let attributes = catalogue["attributes"].as_array_mut().unwrap();
        let dimension = attributes.iter_mut().find(|a| a["name"] == "Dimenze").unwrap();
        dimension["kind"] = json!("decimal");
        Catalogue::from_json("1.4.3", &catalogue.to_string()).unwrap()
    })
}

pub fn feature(
    element: &str,
    id: &str,
    geometry: Option<Geometry>,
    attributes: &[(&str, Option<&str>)],
) -> Feature {
    let mut written = Attributes::default();
    for (name, text) in attributes {
        let id = catalogue().attribute_id(name).unwrap();
        written.push(id, text.unwrap_or_default(), text.is_none());
    }
    Feature {
        region: RegionNumber(42),
        id: FeatureId::parse(id).unwrap(),
        object_type: catalogue().object_type(element).unwrap().1.key(),
        since: 17,
        until: None,
        attributes: written,
        geometry,
        outline: None,
        critical_area: None,
    }
}

pub fn at(x: i32, y: i32, z: i32) -> Coordinate {
    Coordinate::new(-74_297_418 + x, -104_302_551 + y, z)
}

fn three(shape: Shape) -> Geometry {
    Geometry::new(Dimension::Three, shape)
}

fn two(shape: Shape) -> Geometry {
    Geometry::new(Dimension::Two, shape)
}

pub fn ring(x: i32, size: i32, z: i32) -> Vec<Coordinate> {
    vec![
        at(x, x, z),
        at(x + size, x, z),
        at(x + size, x + size, z),
        at(x, x + size, z),
        at(x, x, z),
    ]
}

/// Every kind of geometry and of value, in no order.
pub fn features() -> Vec<Feature> {
    let mut building = feature(
        "BudovaPlocha",
        "42002990000000009",
        Some(two(Shape::Polygon(vec![ring(0, 1_001, 0), ring(100, 50, 0)]))),
        &[("UrovenUmisteniObjektuZPS", Some("0"))],
    );
    building.outline = Some(three(Shape::MultiLine(vec![
        ring(0, 1_001, 20_007),
        ring(100, 50, 20_011),
    ])));
    let mut pipe = feature(
        "TrasaVodovodniSite",
        "42000000000000001",
        Some(three(Shape::Line(vec![
            at(0, 0, 19_900),
            at(333, -777, -5),
            at(500, 1, 0),
        ]))),
        &[
            ("KritickaTI", Some("true")),
            ("NeuplnaData", Some("0")),
            ("Dimenze", Some("+012.50")),
            ("Material", Some("PE \"100\" — ďábelské 'ódy'\n\t\\;")),
            ("TypMediaVodovodniSite", None),
        ],
    );
    pipe.critical_area = Some(two(Shape::Polygon(vec![ring(-5_000, 10_000, 0)])));
    vec![
        feature(
            "PodrobnyBodZPS",
            "5",
            Some(three(Shape::Point(at(7, 8, 20_007)))),
            &[
                ("IDZmeny", Some("žádost č. 7")),
                ("DatumVkladu", Some("2024-03-01T10:00:00")),
                ("DatumZmeny", Some("2024-07-01T08:30:00.25")),
                ("UrovenUmisteniObjektuZPS", Some("-1")),
                ("TridaPresnostiPoloha", Some("3")),
                ("CisloBodu", Some("")),
            ],
        ),
        feature(
            "Plot",
            "42002050000000003",
            Some(three(Shape::Line(vec![at(0, 0, 1), at(1, 1, 2)]))),
            &[("HraniceJinehoObjektu", Some("false")), ("DruhPlotu", Some("2"))],
        ),
        building,
        feature(
            "BudovaDefinicniBod",
            "42000000000000077",
            Some(two(Shape::Point(at(55, 56, 0)))),
            &[("ICS", Some("123"))],
        ),
        feature("Plot", "42002050000000004", None, &[("PopisObjektu", None)]),
        pipe,
        feature(
            "SkladkaOdpaduPlocha",
            "42000000000000008",
            Some(three(Shape::Polygon(vec![
                ring(0, 10_000, 30_000),
                ring(10, 20, 30_001),
            ]))),
            &[("DatumRekultivace", Some("2024-02-29"))],
        ),
        feature(
            "PodrobnyBodZPS",
            "6",
            Some(three(Shape::Point(at(-900_000, 900_000, -7)))),
            &[("DatumVkladu", Some("0001-01-01T00:00:00"))],
        ),
    ]
}

/// How a format tells times and dates.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// Czech local time, dates with a time (FlatGeobuf).
    Local,
    /// Universal time (GeoPackage).
    Universal,
}

/// Names of the layers of features, ordered.
pub fn layers(features: &[Feature]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for feature in features {
        let element = element(feature);
        names.push(element.to_owned());
        if feature.outline.is_some() {
            names.push(format!("{element}_obvod"));
        }
        if feature.critical_area.is_some() {
            names.push(format!("{element}_oblast_ki"));
        }
    }
    names.sort();
    names.dedup();
    names
}

pub fn element(feature: &Feature) -> &'static str {
    &catalogue()
        .object_type_by_key(feature.object_type)
        .unwrap()
        .element
}

/// What is expected in a layer: identifier to values and geometry.
pub fn expected(features: &[Feature], layer: &str, times: Times) -> Map<String, Value> {
    let mut rows = Map::new();
    for feature in features {
        let element = element(feature);
        let (values, shape) = if layer == element {
            (values(feature, times), feature.geometry.as_ref())
        } else if layer == format!("{element}_obvod") && feature.outline.is_some() {
            (json!({"id": feature.id.to_string()}), feature.outline.as_ref())
        } else if layer == format!("{element}_oblast_ki") && feature.critical_area.is_some() {
            (
                json!({"id": feature.id.to_string()}),
                feature.critical_area.as_ref(),
            )
        } else {
            continue;
        };
        let row = json!({"values": values, "geometry": shape.map(geometry)});
        rows.insert(feature.id.to_string(), row);
    }
    rows
}

fn geometry(geometry: &Geometry) -> Value {
    let heights = geometry.dimension == Dimension::Three;
    let (kind, parts): (_, Vec<Vec<Coordinate>>) = match &geometry.shape {
        Shape::Point(position) => ("Point", vec![vec![*position]]),
        Shape::Line(line) => ("Line String", vec![line.clone()]),
        Shape::Polygon(rings) => ("Polygon", rings.clone()),
        Shape::MultiLine(lines) => ("Multi Line String", lines.clone()),
    };
    let position = |c: &Coordinate| {
        if heights {
            vec![c.x, c.y, c.z]
        } else {
            vec![c.x, c.y]
        }
    };
    let parts: Vec<Vec<Vec<i32>>> = parts
        .iter()
        .map(|part| part.iter().map(position).collect())
        .collect();
    let kind = if heights {
        format!("3D {kind}")
    } else {
        kind.to_owned()
    };
    json!({"kind": kind, "parts": parts})
}

fn values(feature: &Feature, times: Times) -> Value {
    let object_type = catalogue().object_type_by_key(feature.object_type).unwrap();
    let mut values = Map::new();
    values.insert("id".to_owned(), json!(feature.id.to_string()));
    values.insert("region".to_owned(), json!(super::REGION));
    values.insert("since".to_owned(), json!(feature.since));
    for used in catalogue().attributes_of(object_type) {
        if used.name == "ID" {
            continue;
        }
        let id = catalogue().attribute_id(&used.name).unwrap();
        let text = feature.attributes.get(id);
        let kind = catalogue().attribute(id).unwrap().kind;
        let value = text.map_or(Value::Null, |text| match kind {
            ValueKind::Integer => json!(text.parse::<i64>().unwrap()),
            ValueKind::Decimal => json!(text.parse::<f64>().unwrap()),
            ValueKind::Boolean => json!(value::boolean(text).unwrap()),
            ValueKind::DateTime => time(text, times),
            // FlatGeobuf has no date without a time.
            ValueKind::Date if times == Times::Local => json!(format!("{text}T00:00:00.000")),
            ValueKind::Date | ValueKind::String | ValueKind::Complex => json!(text),
        });
        values.insert(used.name.clone(), value);
    }
    Value::Object(values)
}

/// Times of the sample, and of the random features, which are all in January.
fn time(text: &str, times: Times) -> Value {
    json!(match (text, times) {
        ("2024-03-01T10:00:00", Times::Universal) => "2024-03-01T09:00:00.000Z".to_owned(),
        ("2024-07-01T08:30:00.25", Times::Universal) => "2024-07-01T06:30:00.250Z".to_owned(),
        ("0001-01-01T00:00:00", Times::Universal) => "0001-01-01T00:00:00.000Z".to_owned(),
        ("2024-07-01T08:30:00.25", Times::Local) => "2024-07-01T08:30:00.250".to_owned(),
        (text, Times::Local) => format!("{text}.000"),
        (text, Times::Universal) => panic!("say what {text} is in universal time"),
    })
}
