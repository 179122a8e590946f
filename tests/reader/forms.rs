//! Forms of JVF that mean the same and must be read alike.

use dtm::jvf::read::Section;
use dtm::model::{AttributeId, Catalogue, Coordinate, Dimension, Operation, Record, Shape};

use super::{POINT, delivery, line, read, record};

fn only(text: &str) -> Record {
    let mut contents = read(text.as_bytes()).unwrap();
    assert_eq!(contents.faults, []);
    assert_eq!(contents.records.len(), 1);
    contents.records.remove(0)
}

fn at(x: i32, y: i32, z: i32) -> Coordinate {
    Coordinate::new(x, y, z)
}

fn attribute(name: &str) -> AttributeId {
    Catalogue::embedded("1.4.3").unwrap().attribute_id(name).unwrap()
}

#[test]
fn a_record_is_read_whole() {
    let attributes = "<a:SpolecneAtributyVsechObjektu><a:PopisObjektu>dům &amp; <![CDATA[dvůr]]> &#269;. 1</a:PopisObjektu>\
                      <a:ID>42000000000000007</a:ID></a:SpolecneAtributyVsechObjektu><a:CisloBodu>12</a:CisloBodu>";
    let read = only(&delivery("PodrobnyBodZPS", &record("r", attributes, POINT)));
    assert_eq!(read.operation, Operation::Reference);
    assert_eq!(read.id.unwrap().number(), 42_000_000_000_000_007);
    assert_eq!(
        read.attributes.get(attribute("PopisObjektu")),
        Some("dům & dvůr č. 1")
    );
    assert_eq!(read.attributes.get(attribute("CisloBodu")), Some("12"));
    assert_eq!(read.gml_id.as_deref(), Some("P1"));
    let geometry = read.geometry.unwrap();
    assert_eq!(geometry.dimension, Dimension::Three);
    assert_eq!(
        geometry.shape,
        Shape::Point(at(-70_000_025, -100_000_050, 30_000))
    );
}

#[test]
fn prefixes_do_not_matter() {
    let plain = delivery(
        "PodrobnyBodZPS",
        &record("i", "<a:CisloBodu>1</a:CisloBodu>", POINT),
    );
    let other = plain
        .replace("<gml:", "<")
        .replace("</gml:", "</")
        .replace(
            "<pointProperty>",
            "<pointProperty xmlns=\"http://www.opengis.net/gml/3.2\">",
        )
        .replace("xmlns:a=", "xmlns:attribute=")
        .replace("a:CisloBodu", "attribute:CisloBodu");
    let (mut a, mut b) = (only(&plain), only(&other));
    assert_ne!(a.position, dtm::model::Position::default());
    a.position = b.position;
    assert_eq!(a, b);
    b.gml_id = None;
    assert_ne!(a, b);
}

#[test]
fn the_position_of_a_record_counts_lines_and_bytes_with_the_mark_of_byte_order() {
    let text = delivery(
        "PodrobnyBodZPS",
        &format!("{}\n{}", record("i", "", POINT), record("i", "", POINT)),
    );
    for text in [
        text.clone(),
        format!("\u{feff}{text}"),
        text.replace('\n', "\r\n"),
    ] {
        let contents = read(text.as_bytes()).unwrap();
        let starts: Vec<_> = text.match_indices("<ZaznamObjektu>").map(|(at, _)| at).collect();
        for (record, (number, start)) in contents.records.iter().zip((1..).zip(starts)) {
            assert_eq!(record.position.record, number);
            assert_eq!(record.position.byte, start as u64);
            assert_eq!(
                record.position.line,
                1 + text[..start].matches('\n').count() as u64
            );
        }
        assert_eq!(contents.records.len(), 2);
    }
}

#[test]
fn all_forms_of_a_line_give_the_same_positions() {
    let expected = Shape::Line(vec![
        at(-70_000_000, -100_000_000, 100),
        at(-70_000_010, -100_000_025, 200),
        at(-70_000_000, -100_000_000, 100),
    ]);
    let numbers = "-700000 -1000000.0 1 -700000.1 -1000000.25 2 -700000 -1000000 1.00";
    for form in [
        format!(
            r#"<gml:LineString srsName="EPSG:5514" srsDimension="3"><gml:posList>{numbers}</gml:posList></gml:LineString>"#
        ),
        format!(
            r#"<gml:LinearRing srsName="urn:ogc:def:crs:EPSG::5514" srsDimension="3"><gml:posList>{numbers}</gml:posList></gml:LinearRing>"#
        ),
        format!(r#"<gml:LineString><gml:posList srsDimension="3">{numbers}</gml:posList></gml:LineString>"#),
        format!(
            "<gml:LineString><gml:posList>\n {}\n</gml:posList></gml:LineString>",
            numbers.replace(' ', "\n\t")
        ),
        "<gml:LineString><gml:pos>-700000 -1000000 1</gml:pos><gml:pos>-700000.10 -1000000.25 2</gml:pos>\
         <gml:pos>-700000 -1000000 1</gml:pos></gml:LineString>"
            .to_owned(),
    ] {
        let read = only(&delivery("Plot", &record("i", "", &line(&form))));
        assert_eq!(read.geometry.unwrap().shape, expected, "{form}");
    }
}

#[test]
fn a_derived_area_keeps_its_polygon_and_its_outline() {
    let ring = "-700000 -1000000 -700000 -1000010 -700010 -1000010 -700000 -1000000";
    let hole = "-700001 -1000002 -700001 -1000003 -700002 -1000003 -700001 -1000002";
    let geometry = format!(
        r#"<gml:surfaceProperty><gml:Polygon srsDimension="2"><gml:exterior><gml:LinearRing><gml:posList>{ring}</gml:posList>
           </gml:LinearRing></gml:exterior><gml:interior><gml:LinearRing><gml:posList>{hole}</gml:posList></gml:LinearRing></gml:interior>
           </gml:Polygon></gml:surfaceProperty>
           <gml:multiCurveProperty><gml:MultiCurve srsDimension="3"><gml:curveMember><gml:LineString>
           <gml:posList>-700000 -1000000 1 -700000 -1000010 2</gml:posList></gml:LineString></gml:curveMember><gml:curveMember>
           <gml:LineString><gml:posList>-700000 -1000010 2 -700010 -1000010 3</gml:posList></gml:LineString></gml:curveMember>
           </gml:MultiCurve></gml:multiCurveProperty>"#
    );
    let read = only(&delivery("BudovaPlocha", &record("r", "", &geometry)));
    let polygon = read.geometry.unwrap();
    let outline = read.outline.unwrap();
    assert!(matches!(polygon.shape, Shape::Polygon(rings) if rings.len() == 2));
    assert_eq!(
        (polygon.dimension, outline.dimension),
        (Dimension::Two, Dimension::Three)
    );
    assert!(matches!(outline.shape, Shape::MultiLine(lines) if lines.len() == 2 && lines[1][1].z == 300));
}

#[test]
fn a_definition_point_is_read_in_two_and_in_three_dimensions() {
    for (position, dimension) in [
        ("-700000 -1000000", Dimension::Two),
        ("-700000 -1000000 0", Dimension::Three),
    ] {
        let point = format!(
            "<gml:pointProperty><gml:Point><gml:pos>{position}</gml:pos></gml:Point></gml:pointProperty>"
        );
        let read = only(&delivery("BudovaDefinicniBod", &record("i", "", &point)));
        assert_eq!(read.geometry.unwrap().dimension, dimension);
    }
}

#[test]
fn what_is_no_object_is_kept_as_xml_that_stands_alone() {
    let text = delivery("PodrobnyBodZPS", &record("i", "", POINT)).replace(
        "</Data>\n</DataJVFDTM>",
        r#"</Data><d:DoprovodneInformace xmlns:d="dopinf"><d:UdajeOZmenach><d:ZaznamZmeny><d:AZI>9 &lt; 10</d:AZI><gml:Point gml:id="x"/>
           </d:ZaznamZmeny></d:UdajeOZmenach></d:DoprovodneInformace></DataJVFDTM>
           <ServisJVFDTM xmlns="servis"><RelaceIDObjektu><VerzeRelace>1.0</VerzeRelace></RelaceIDObjektu></ServisJVFDTM>
           <ExtenzeJVFDTM xmlns="ext"><cokoliv xmlns="http://example.org/x">text</cokoliv></ExtenzeJVFDTM>"#,
    );
    let contents = read(text.as_bytes()).unwrap();
    assert_eq!(contents.faults, []);
    let seen: Vec<_> = contents
        .fragments
        .iter()
        .map(|f| (f.section, f.parent.as_str(), f.element.as_str()))
        .collect();
    assert_eq!(
        seen,
        [
            (Section::Accompanying, "UdajeOZmenach", "ZaznamZmeny"),
            (Section::Service, "RelaceIDObjektu", "VerzeRelace"),
            (Section::Extension, "ExtenzeJVFDTM", "cokoliv"),
        ]
    );
    let change = &contents.fragments[0].content;
    assert!(change.starts_with("<ZaznamZmeny xmlns=\"dopinf\"><AZI>9 &lt; 10</AZI><Point xmlns=\"http://www.opengis.net/gml/3.2\""), "{change}");
    assert_eq!(
        contents.fragments[2].content,
        "<cokoliv xmlns=\"http://example.org/x\">text</cokoliv>"
    );
}
