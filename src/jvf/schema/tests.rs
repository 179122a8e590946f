//! Packages made here, as small as packages can be: what is compiled from them, and what is refused.

use std::io::Write as _;
use std::path::PathBuf;

use tempfile::TempDir;
use zip::write::SimpleFileOptions;

use super::*;
use crate::model::ObjectType;
use crate::model::catalogue::{AttributeUse, GeometryKind, Part, ValueKind};

const SCHEMA: &str = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:atr="atr" xmlns:cmn="cmn"
    xmlns:gml="http://www.opengis.net/gml/3.2" elementFormDefault="qualified""#;

const ATTRIBUTES: &str = r#"
  <xs:element name="Vsechny"><xs:complexType><xs:all>
    <xs:element ref="atr:ID" minOccurs="0"/><xs:element ref="atr:VkladOsoba" minOccurs="0"/>
  </xs:all></xs:complexType></xs:element>
  <xs:element name="ID" type="xs:string"/>
  <xs:element name="VkladOsoba" type="xs:string"/>
  <xs:element name="Druh"><xs:annotation><xs:documentation>Druh
      &amp; způsob</xs:documentation></xs:annotation>
    <xs:simpleType><xs:restriction base="xs:integer">
      <xs:enumeration value="1"><xs:annotation><xs:documentation>živý</xs:documentation></xs:annotation></xs:enumeration>
      <xs:enumeration value="7"/>
    </xs:restriction></xs:simpleType></xs:element>
  <xs:element name="Stav"><xs:simpleType><xs:restriction base="xs:integer">
      <xs:enumeration value="0"><xs:annotation><xs:documentation>neveřejný údaj</xs:documentation></xs:annotation></xs:enumeration>
    </xs:restriction></xs:simpleType></xs:element>
  <xs:element name="Dimenze" type="xs:nonNegativeInteger"><xs:annotation>
      <xs:documentation>Dimenze</xs:documentation><xs:documentation>Hodnota 0 = neveřejný údaj</xs:documentation>
    </xs:annotation></xs:element>
  <xs:element name="Popis" type="atr:Text50" nillable="true"/>
  <xs:simpleType name="Text50"><xs:restriction base="xs:string"><xs:maxLength value="50"/></xs:restriction></xs:simpleType>
  <xs:element name="OblastObjektuKI"><xs:complexType><xs:sequence>
    <xs:element ref="gml:surfaceProperty"/></xs:sequence></xs:complexType></xs:element>
  <xs:complexType name="VsechnyRefType"><xs:all><xs:element ref="atr:ID"/><xs:element ref="atr:VkladOsoba"/></xs:all></xs:complexType>
  <xs:complexType name="VsechnyInsType"><xs:all><xs:element ref="atr:Popis" minOccurs="0"/></xs:all></xs:complexType>"#;

const GEOMETRY: &str = r#"<xs:element name="curveProperty"/><xs:element name="surfaceProperty"/>"#;

/// The head of an object type's file, up to its records.
fn head(part: &str, suffix: &str, more: &str) -> String {
    format!(
        r#"<xs:element name="ObjektovyTypNazev" fixed="plot"><xs:complexType><xs:simpleContent><xs:extension base="xs:string">
          <xs:attribute name="code_base" fixed="0100000162"/><xs:attribute name="code_suffix" fixed="{suffix}"/>{more}
        </xs:extension></xs:simpleContent></xs:complexType></xs:element>
        <xs:element name="KategorieObjektu" fixed="Kategorie"/><xs:element name="SkupinaObjektu" fixed="Skupina"/>
        <xs:element name="ObsahovaCast" fixed="{part}"/>"#
    )
}

/// A type of generation 1 with the given part, suffix, attributes and geometry.
fn generation1(part: &str, suffix: &str, attributes: &str, geometry: &str) -> String {
    format!(
        r#"<xs:complexType name="PlotType"><xs:sequence>{}<xs:element name="ZaznamyObjektu"><xs:complexType><xs:sequence>
        <xs:element name="ZaznamObjektu" maxOccurs="unbounded"><xs:complexType><xs:sequence>
          <xs:element name="AtributyObjektu"><xs:complexType><xs:all>{attributes}</xs:all></xs:complexType></xs:element>
          {geometry}
        </xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
        </xs:sequence></xs:complexType>"#,
        head(part, suffix, "")
    )
}

const FENCE: &str = r#"<xs:element ref="atr:Vsechny"/><xs:element ref="atr:Druh"/><xs:element ref="atr:Stav" minOccurs="0"/>
    <xs:element ref="atr:Dimenze"/>"#;
const CURVE: &str = r#"<xs:element name="GeometrieObjektu"><xs:complexType><xs:sequence>
    <xs:element ref="gml:curveProperty"/></xs:sequence></xs:complexType></xs:element>"#;

/// The files of a package whose only type is made of `object`.
fn files(version: &str, object: &str) -> Vec<(String, String)> {
    let schema = |namespace: &str, content: &str| {
        format!(r#"{SCHEMA} targetNamespace="{namespace}" xmlns="{namespace}">{content}</xs:schema>"#)
    };
    let common = format!(
        r#"<xs:element name="VerzeJVFDTM"><xs:simpleType><xs:restriction base="xs:string">
          <xs:enumeration value="{version}"/></xs:restriction></xs:simpleType></xs:element>
        <xs:complexType name="LinieType"><xs:sequence><xs:element name="Linie3D"><xs:complexType><xs:sequence>
          <xs:element ref="gml:curveProperty"/></xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType>"#
    );
    let index = r#"<xs:import schemaLocation="../common/atributy.xsd" namespace="atr"/>
        <xs:import schemaLocation="../common/common.xsd" namespace="cmn"/>
        <xs:import schemaLocation="../objekty/plot-linie.xsd" namespace="plotli"/>
        <xs:import schemaLocation="../ext/gml.xsd" namespace="http://www.opengis.net/gml/3.2"/>
        <xs:element name="ObjektJVFDTM" abstract="true"/>
        <xs:element name="Plot" xmlns:p="plotli" type="p:PlotType" substitutionGroup="ObjektJVFDTM"/>"#;
    let file = |path: &str, text: String| (path.to_owned(), text);
    vec![
        file("xsd/index/index_data.xsd", schema("objtyp", index)),
        file("xsd/common/atributy.xsd", schema("atr", ATTRIBUTES)),
        file(
            "xsd/ext/gml.xsd",
            schema("http://www.opengis.net/gml/3.2", GEOMETRY),
        ),
        file("xsd/common/common.xsd", schema("cmn", &common)),
        file("xsd/objekty/plot-linie.xsd", schema("plotli", object)),
    ]
}

struct Zipped {
    path: PathBuf,
    _directory: TempDir,
}

fn zipped(files: &[(String, impl AsRef<[u8]>)]) -> Zipped {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("package.zip");
    let mut writer = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    for (name, content) in files {
        writer
            .start_file(name.as_str(), SimpleFileOptions::default())
            .unwrap();
        writer.write_all(content.as_ref()).unwrap();
    }
    writer.finish().unwrap();
    Zipped {
        path,
        _directory: directory,
    }
}

fn compiled(files: &[(String, String)]) -> Compiled {
    compile(&zipped(files).path).unwrap()
}

fn refused(files: &[(String, impl AsRef<[u8]>)]) -> String {
    let error = compile(&zipped(files).path).unwrap_err();
    let cause = std::error::Error::source(&error).map(ToString::to_string);
    [error.to_string(), cause.unwrap_or_default()].join(": ")
}

fn only(catalogue: &Catalogue) -> &ObjectType {
    assert_eq!(catalogue.object_types.len(), 1);
    &catalogue.object_types[0]
}

fn public<'a>(uses: impl IntoIterator<Item = &'a AttributeUse>) -> Vec<(&'a str, bool)> {
    uses.into_iter().map(|u| (u.name.as_str(), u.public)).collect()
}

#[test]
fn a_type_of_generation_1_is_compiled() {
    let compiled = compiled(&files("1.4.3", &generation1("ZPS", "02", FENCE, CURVE)));
    let catalogue = &compiled.catalogue;
    assert_eq!((catalogue.version.as_str(), catalogue.generation), ("1.4.3", 1));
    let plot = only(catalogue);
    assert_eq!(
        (plot.element.as_str(), plot.namespace.as_str()),
        ("Plot", "plotli")
    );
    assert_eq!(
        (plot.key(), plot.geometry, plot.part),
        (10_016_202, GeometryKind::Line, Part::Zps)
    );
    assert_eq!(
        (plot.name.as_str(), plot.category.as_str(), plot.group.as_str()),
        ("plot", "Kategorie", "Skupina")
    );
    assert_eq!(
        (
            plot.dimension,
            plot.derived,
            plot.critical_area,
            plot.geometry_optional
        ),
        (3, false, false, false)
    );
    let required: Vec<_> = plot.attributes.iter().map(|u| u.required["*"]).collect();
    assert_eq!(required, [true, true, false, true]);

    let group = &catalogue.groups[0];
    assert_eq!(
        (group.name.as_str(), group.namespace.as_deref()),
        ("Vsechny", Some("atr"))
    );
    assert_eq!(
        public(&group.attributes),
        [("ID", true), ("VkladOsoba", false)],
        "names of persons stay inside"
    );

    let druh = &catalogue.attributes[catalogue.attribute_id("Druh").unwrap().0 as usize];
    assert_eq!(
        (druh.kind, druh.title.as_str()),
        (ValueKind::Integer, "Druh & způsob")
    );
    let codes: Vec<_> = druh
        .codes
        .iter()
        .map(|c| (c.value.as_str(), c.title.as_str()))
        .collect();
    assert_eq!(
        codes,
        [("1", "živý"), ("7", "7")],
        "a value without a text is its own text"
    );
    let dimenze = &catalogue.attributes[catalogue.attribute_id("Dimenze").unwrap().0 as usize];
    assert!(dimenze.non_negative);
    assert!(compiled.unused.is_empty());
}

#[test]
fn values_that_stand_for_hidden_ones_hide_the_attribute_outside_the_spatial_situation() {
    let all = |part| compiled(&files("1.4.3", &generation1(part, "02", FENCE, CURVE))).catalogue;
    let ti = all("TI");
    let expected = [
        ("Vsechny", true),
        ("Druh", true),
        ("Stav", false),
        ("Dimenze", false),
    ];
    assert_eq!(public(&only(&ti).attributes), expected);
    assert!(only(&all("ZPS")).attributes.iter().all(|used| used.public));
}

#[test]
fn record_kinds_of_generation_2_have_their_own_demands() {
    let body = |name: &str, attributes: &str, geometry: &str| {
        format!(
            r#"<xs:element name="ZaznamObjektu{name}" type="{name}" substitutionGroup="ZaznamObjektu"/>
            <xs:complexType name="{name}"><xs:sequence><xs:element name="AtributyObjektu"><xs:complexType><xs:all>
              {attributes}</xs:all></xs:complexType></xs:element>{geometry}</xs:sequence></xs:complexType>"#
        )
    };
    let area = r#"<xs:element ref="atr:OblastObjektuKI"/>"#;
    let line = r#"<xs:element name="GeometrieObjektu" type="cmn:LinieType" MIN/>"#;
    let object = [
        format!(
            r#"<xs:complexType name="PlotType"><xs:sequence>{}<xs:element name="ZaznamyObjektu"><xs:complexType><xs:sequence>
            <xs:element ref="ZaznamObjektu" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element>
            </xs:sequence></xs:complexType><xs:element name="ZaznamObjektu" abstract="true"/>"#,
            head(
                "TI",
                "02",
                r#"<xs:attribute name="dim" fixed="2"/><xs:attribute name="gia" fixed="1"/>"#
            )
        ),
        body(
            "RefV",
            r#"<xs:element name="Vsechny" type="atr:VsechnyRefType"/><xs:element ref="atr:Druh"/>"#,
            &format!("<xs:choice>{}{area}</xs:choice>", line.replace("MIN", "")),
        ),
        body(
            "Ins",
            r#"<xs:element name="Vsechny" type="atr:VsechnyInsType" minOccurs="0"/><xs:element ref="atr:Stav"/>
               <xs:element ref="atr:Druh" minOccurs="0"/>"#,
            &line.replace("MIN", ""),
        ),
        body(
            "Del",
            r#"<xs:element name="Vsechny" type="atr:VsechnyRefType"/>"#,
            &line.replace("MIN", r#"minOccurs="0""#),
        ),
    ];
    let catalogue = compiled(&files("1.5.0.1", &object.concat())).catalogue;
    assert_eq!((catalogue.version.as_str(), catalogue.generation), ("1.5.0.1", 2));
    let plot = only(&catalogue);
    assert_eq!((plot.dimension, plot.gia, plot.public), (2, true, true));
    assert_eq!(plot.geometry_wrapper.as_deref(), Some("Linie3D"));
    let forms: Vec<_> = plot
        .records
        .iter()
        .map(|(k, f)| (k.as_str(), f.geometry_required, f.critical_area))
        .collect();
    assert_eq!(
        forms,
        [("Del", false, false), ("Ins", true, false), ("RefV", false, true)]
    );
    assert_eq!(
        public(&plot.attributes),
        [("Vsechny", true), ("Stav", false), ("Druh", true)]
    );
    let group = &catalogue.groups[0];
    assert_eq!(group.namespace, None, "the element is the object type's own");
    let of = |name: &str| group.attributes.iter().find(|u| u.name == name).unwrap();
    assert_eq!(of("ID").required.keys().collect::<Vec<_>>(), ["Del", "RefV"]);
    assert!(!of("Popis").required["Ins"]);
    let popis = &catalogue.attributes[catalogue.attribute_id("Popis").unwrap().0 as usize];
    assert_eq!(
        (popis.kind, popis.nillable, popis.max_length),
        (ValueKind::String, true, Some(50))
    );
}

#[test]
fn the_same_package_gives_the_same_bytes_however_it_is_zipped() {
    let mut files = files("1.4.3", &generation1("ZPS", "02", FENCE, CURVE));
    let first = to_json(&compiled(&files).catalogue).unwrap();
    files.reverse();
    for (path, _) in &mut files {
        path.insert_str(0, "JVF_DTM/");
    }
    files.push(("JVF_DTM/xsd/objekty/navic.xsd".to_owned(), "<odd/>".to_owned()));
    let again = compiled(&files);
    assert_eq!(to_json(&again.catalogue).unwrap(), first);
    assert_eq!(again.unused, ["JVF_DTM/xsd/objekty/navic.xsd"]);
    let read = Catalogue::from_json("1.4.3", &first).unwrap();
    assert_eq!(to_json(&read).unwrap(), first);
    assert_eq!(read.object_types, again.catalogue.object_types);
}

#[test]
fn packages_that_are_not_whole_are_refused_by_the_name_of_the_file() {
    let whole = files("1.4.3", &generation1("ZPS", "02", FENCE, CURVE));
    let with = |path: &str, text: &str| {
        let mut files = whole.clone();
        files.retain(|(name, _)| name != path);
        if !text.is_empty() {
            files.push((path.to_owned(), text.to_owned()));
        }
        refused(&files)
    };
    let object = "xsd/objekty/plot-linie.xsd";
    let cases = [
        (
            with("xsd/index/index_data.xsd", ""),
            "has no `xsd/index/index_data.xsd`",
        ),
        (with(object, ""), "`xsd/objekty/plot-linie.xsd` is imported, but"),
        (
            with(object, "<a>\n<b>\n</a>"),
            "`xsd/objekty/plot-linie.xsd` is not well-formed at line 3",
        ),
        (with(object, "<a><b>"), "`xsd/objekty/plot-linie.xsd` ends before"),
        (
            with(object, "<a>&nbsp;</a>"),
            "`xsd/objekty/plot-linie.xsd` is not well-formed",
        ),
        (
            with(object, "<a/>"),
            "the complexType `PlotType` of namespace `plotli`",
        ),
        (with(object, &"<a>".repeat(70)), "nested deeper than 64"),
    ];
    for (message, expected) in cases {
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn types_of_another_structure_are_refused_not_guessed() {
    let refuse = |object: &str| refused(&files("1.4.3", object));
    let line = |part, suffix| generation1(part, suffix, FENCE, CURVE);
    let cases = [
        (
            refuse(&line("ZPS", "01")),
            "`code_suffix` does not agree with the geometry (curveProperty)",
        ),
        (
            refuse(&line("ZPS", "05")),
            "`code_suffix` is not 01, 02, 03 or 04",
        ),
        (refuse(&line("XY", "02")), "`ObsahovaCast` is not ZPS, DI or TI"),
        (
            refuse(&line("ZPS", "02").replace("0100000162", "162")),
            "`code_base` does not have ten digits",
        ),
        (
            refuse(&line("ZPS", "02").replace("code_base", "code")),
            "no `code_base` and `code_suffix`",
        ),
        (
            refuse(&line("ZPS", "02").replace("ZaznamyObjektu", "Zaznamy")),
            "no `ZaznamyObjektu`",
        ),
        (
            refuse(&line("ZPS", "02").replace("atr:Druh", "atr:Chybi")),
            "the element `Chybi` of namespace `atr`",
        ),
    ];
    for (message, expected) in cases {
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn hostile_zips_are_refused_before_they_fill_the_memory() {
    let bomb = [("xsd/index/index_data.xsd".to_owned(), vec![b' '; 9 << 20])];
    assert!(refused(&bomb).contains("unpacks to more than the 8388608 bytes"));
    let chunk = vec![b' '; 8 << 20];
    let many: Vec<_> = (0..9).map(|n| (format!("xsd/{n}.xsd"), chunk.clone())).collect();
    assert!(refused(&many).contains("`xsd/8.xsd` unpacks to more than the 67108864 bytes"));
    let crowd: Vec<_> = (0..5_001).map(|n| (format!("{n}.txt"), "")).collect();
    assert!(refused(&crowd).contains("has 5001 entries, at most 5000"));
    assert!(
        refused(&[("xsd/a.xsd".to_owned(), [0xff, 0xfe])]).contains("`xsd/a.xsd` is not written in UTF-8")
    );

    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("plain.zip");
    std::fs::write(&path, "no zip").unwrap();
    assert!(
        compile(&path)
            .unwrap_err()
            .to_string()
            .contains("is not a readable zip")
    );
    assert!(
        compile(&directory.path().join("none.zip"))
            .unwrap_err()
            .to_string()
            .contains("cannot be read")
    );
}
