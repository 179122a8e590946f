//! Polygons of the accompanying information, in whole centimetres.
//!
//! The reference system and the precision of the coordinates are matters of checks 1.4 to 1.6; here a polygon is only
//! read, or it is told why it cannot be.

use super::tree::Node;
use crate::check::Texts;
use crate::jvf::read::decimal::{DecimalError, centimetres};
use crate::model::{Coordinate, Position};

/// A polygon of the accompanying information.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// Where the record that holds it starts.
    pub position: Position,
    /// `gml:id` of the polygon.
    pub gml_id: Option<String>,
    /// What it covers.
    pub ground: Ground,
}

/// What an [`Area`] covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ground {
    /// The element is there but holds no polygon, or one without rings, as in an official sample.
    Empty,
    /// Rings in centimetres of EPSG:5514, each closed; the first is the exterior. `z` is 0 in a polygon of two dimensions.
    Polygon(Vec<Vec<Coordinate>>),
    /// It cannot be read: what is wrong and what to do.
    Unreadable(Texts),
}

impl Area {
    /// The rings, unless it is empty or unreadable.
    pub fn rings(&self) -> Option<&[Vec<Coordinate>]> {
        match &self.ground {
            Ground::Polygon(rings) => Some(rings),
            Ground::Empty | Ground::Unreadable(_) => None,
        }
    }
}

/// The polygons inside of an element such as `OblastZmeny`; one empty area when there are none.
pub(super) fn read(holder: &Node, position: Position) -> Vec<Area> {
    let mut polygons = Vec::new();
    holder.collect(&["Polygon", "PolygonPatch"], &mut polygons);
    if polygons.is_empty() {
        return vec![Area {
            position,
            gml_id: None,
            ground: without_polygon(holder),
        }];
    }
    let dimension = declared(holder);
    let one = |polygon: &Node| Area {
        position,
        gml_id: polygon.attribute("id").map(str::to_owned),
        ground: ground(polygon, dimension),
    };
    polygons.into_iter().map(one).collect()
}

/// The dimension that the outermost element declares which declares any.
fn declared(node: &Node) -> Option<usize> {
    let own = node
        .attribute("srsDimension")
        .and_then(|value| value.trim().parse().ok());
    own.or_else(|| {
        let mut inner = node.children.iter().filter(|child| child.name != "Polygon");
        inner.find_map(declared)
    })
}

fn without_polygon(holder: &Node) -> Ground {
    let mut geometries = Vec::new();
    holder.collect(&["surfaceProperty", "Plocha2D", "Plocha3D"], &mut geometries);
    let foreign = geometries
        .iter()
        .flat_map(|property| &property.children)
        .find(|child| child.name != "surfaceProperty");
    match foreign {
        None => Ground::Empty,
        Some(child) => Ground::Unreadable(Texts::new(
            format!(
                "místo polygonu je {}; zapište oblast jako gml:Polygon",
                shorten(&child.name)
            ),
            format!(
                "there is {} in place of a polygon; write the area as gml:Polygon",
                shorten(&child.name)
            ),
        )),
    }
}

fn ground(polygon: &Node, outer: Option<usize>) -> Ground {
    let dimension = declared(polygon).or(outer);
    let mut rings = Vec::new();
    for name in ["exterior", "interior"] {
        for boundary in polygon.children.iter().filter(|child| child.name == name) {
            match ring(boundary, dimension) {
                Ok(ring) if ring.is_empty() => {}
                Ok(ring) => rings.push(ring),
                Err(texts) => return Ground::Unreadable(texts),
            }
        }
    }
    if rings.is_empty() {
        Ground::Empty
    } else {
        Ground::Polygon(rings)
    }
}

/// The positions of a ring; none when it holds no numbers.
fn ring(boundary: &Node, dimension: Option<usize>) -> Result<Vec<Coordinate>, Texts> {
    let mut lists = Vec::new();
    boundary.collect(&["posList", "pos"], &mut lists);
    let mut numbers = Vec::new();
    let mut dimension = dimension;
    for list in lists {
        dimension = declared(list).or(dimension);
        for word in list.text.split_ascii_whitespace() {
            numbers.push(centimetres(word.as_bytes()).map_err(|error| number_fault(error, word))?);
        }
    }
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let closed = |step: usize| {
        numbers.len() % step == 0
            && numbers.len() >= 4 * step
            && numbers[..2] == numbers[numbers.len() - step..][..2]
    };
    let step = match dimension {
        Some(step @ (2 | 3)) => step,
        _ if !closed(2) && closed(3) => 3,
        _ => 2,
    };
    if !closed(step) {
        return Err(Texts::new(
            "kruh polygonu není uzavřený nebo má méně než čtyři body; zopakujte na jeho konci první bod",
            "a ring of the polygon is not closed or has fewer than four positions; repeat its first position at its end",
        ));
    }
    let coordinate =
        |position: &[i32]| Coordinate::new(position[0], position[1], position.get(2).copied().unwrap_or(0));
    Ok(numbers.chunks_exact(step).map(coordinate).collect())
}

fn number_fault(error: DecimalError, word: &str) -> Texts {
    let word = shorten(word);
    match error {
        DecimalError::NotANumber => Texts::new(
            format!("„{word}“ není souřadnice; zapište ji v metrech jako desetinné číslo"),
            format!("\"{word}\" is no coordinate; write it in metres as a decimal number"),
        ),
        DecimalError::TooPrecise => Texts::new(
            format!("souřadnice {word} má více než dvě desetinná místa; zaokrouhlete ji na centimetry"),
            format!("coordinate {word} has more than two decimals; round it to centimetres"),
        ),
    }
}

fn shorten(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn areas(content: &str) -> Vec<Area> {
        let content = format!("<OblastZmeny>{content}</OblastZmeny>");
        read(
            &Node::parse(&content, "OblastZmeny").unwrap(),
            Position::default(),
        )
    }

    fn polygon(attributes: &str, positions: &str) -> Ground {
        let mut areas = areas(&format!(
            "<surfaceProperty><Polygon {attributes}><exterior><LinearRing>{positions}</LinearRing></exterior></Polygon></surfaceProperty>"
        ));
        assert_eq!(areas.len(), 1);
        areas.remove(0).ground
    }

    const SQUARE: &str = "-700000 -1000000 -699999.5 -1000000 -699999.5 -999999.25 -700000 -1000000";

    #[test]
    fn a_polygon_is_read_in_centimetres() {
        let Ground::Polygon(rings) = polygon("srsDimension=\"2\"", &format!("<posList> {SQUARE} </posList>"))
        else {
            panic!("no polygon")
        };
        assert_eq!(rings.len(), 1);
        assert_eq!(rings[0][2], Coordinate::new(-69_999_950, -99_999_925, 0));
    }

    #[test]
    fn heights_and_single_positions_are_read_too() {
        let single = "<pos>-700000 -1000000</pos><pos>-699999.5 -1000000</pos><pos>-699999.5 -999999.25</pos>\
                      <pos>-700000 -1000000</pos>";
        let high = "-700000 -1000000 1 -699999.5 -1000000 2 -699999.5 -999999.25 3 -700000 -1000000 1";
        assert_eq!(
            polygon("", single),
            polygon("srsDimension=\"2\"", &format!("<posList>{SQUARE}</posList>"))
        );
        for text in [
            format!("<posList>{high}</posList>"),
            format!("<posList srsDimension=\"3\">{high}</posList>"),
        ] {
            let Ground::Polygon(rings) = polygon("", &text) else {
                panic!("no polygon")
            };
            assert_eq!(rings[0][2], Coordinate::new(-69_999_950, -99_999_925, 300));
        }
    }

    #[test]
    fn an_area_without_positions_is_empty() {
        for content in [
            "",
            "<surfaceProperty/>",
            "<surfaceProperty><Polygon id=\"ID1_02\" srsDimension=\"2\" srsName=\"EPSG:5514\"/></surfaceProperty>",
            "<surfaceProperty><Polygon><exterior><LinearRing><posList> </posList></LinearRing></exterior></Polygon></surfaceProperty>",
            "<Plocha2D><surfaceProperty/></Plocha2D>",
        ] {
            assert_eq!(areas(content).remove(0).ground, Ground::Empty, "{content}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let open =
            "<posList>-700000 -1000000 -699999.5 -1000000 -699999.5 -999999.25 -700001 -1000000</posList>";
        let precise = format!("<posList>{}</posList>", SQUARE.replace("999.5", "999.501"));
        let word = format!("<posList>{}</posList>", SQUARE.replace("-700000", "NaN"));
        let short = "<posList>-700000 -1000000 -699999.5 -1000000 -700000 -1000000</posList>";
        for text in [open, &precise, &word, short] {
            assert!(matches!(polygon("", text), Ground::Unreadable(_)), "{text}");
        }
        let surface = areas("<surfaceProperty><Surface/></surfaceProperty>").remove(0);
        assert!(matches!(surface.ground, Ground::Unreadable(_)));
    }

    #[test]
    fn holes_and_several_polygons_are_kept() {
        let ring = format!("<LinearRing><posList>{SQUARE}</posList></LinearRing>");
        let polygon = format!("<Polygon><exterior>{ring}</exterior><interior>{ring}</interior></Polygon>");
        let areas = areas(&format!(
            "<surfaceProperty>{polygon}</surfaceProperty><surfaceProperty>{polygon}</surfaceProperty>"
        ));
        assert_eq!(areas.len(), 2);
        assert_eq!(areas[1].rings().map(<[_]>::len), Some(2));
    }
}
