//! Writer of JVF DTM files of generation 1 (1.4.x), the inverse of the reader.
//!
//! It writes as a stream: nothing is kept but a buffer of some kilobytes, so memory does not depend on the number of
//! records. Records that follow each other and are of one type share one element of `Data`; the schema lets a type come
//! again, so that a caller sorts as much as it likes to hold. One record is one line.

mod change;
mod geometry;
mod layout;
mod text;

use std::io::{self, Write};

use chrono::NaiveDateTime;
use thiserror::Error;

use crate::model::catalogue::Catalogue;
use crate::model::value::format_local_time;
use crate::model::{AttributeId, Record};
pub use change::Change;
use geometry::Identifiers;
use layout::Layout;

/// Bytes after which the buffer goes out.
const BUFFER: usize = 64 * 1024;

/// What stands before the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// `DatumZapisu`, Czech local time.
    pub written_at: NaiveDateTime,
    /// `TypZapisu`.
    pub kind: Kind,
}

/// Whether a file tells a state or changes of it (`TypZapisu`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `kompletní zápis`.
    Full,
    /// `změnové věty`.
    Changes,
}

impl Kind {
    /// The value of `TypZapisu`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Full => "kompletní zápis",
            Self::Changes => "změnové věty",
        }
    }
}

/// Why a record cannot be written.
#[derive(Debug, Error)]
pub enum WriteError {
    /// The file does not take bytes.
    #[error("the JVF file cannot be written; look whether its disk is full")]
    Io(#[from] io::Error),
    /// Another structure of records.
    #[error("JVF DTM {0} has records of the second generation; write version 1.4.3")]
    Generation(String),
    /// An index outside the catalogue.
    #[error(
        "there is no object type number {0} in the catalogue; take records and writer from one catalogue"
    )]
    UnknownType(u16),
    /// The schema does not let the type have this attribute.
    #[error("`{element}` has no attribute `{attribute}`; leave it out")]
    Attribute {
        /// Element name of the type.
        element: String,
        /// Name of the attribute, or its number when the catalogue does not know it.
        attribute: String,
    },
    /// The geometry is missing or of another kind.
    #[error("`{element}` needs {expected} as its geometry")]
    Geometry {
        /// Element name of the type.
        element: String,
        /// What the schema wants.
        expected: &'static str,
    },
    /// A character that no XML 1.0 file may hold.
    #[error("the text `{0}` holds a control character, which XML does not allow; take it out")]
    Character(String),
}

/// Writes one file, record by record.
#[derive(Debug)]
pub struct Writer<'a, W: Write> {
    out: W,
    buffer: Vec<u8>,
    catalogue: &'a Catalogue,
    layouts: Vec<Option<Layout>>,
    open: Option<u16>,
    records: u64,
}

impl<'a, W: Write> Writer<'a, W> {
    /// Starts a file.
    ///
    /// # Errors
    /// [`WriteError::Generation`] for a catalogue of the second generation, [`WriteError::Io`].
    pub fn new(out: W, catalogue: &'a Catalogue, header: &Header) -> Result<Self, WriteError> {
        if catalogue.generation != 1 {
            return Err(WriteError::Generation(catalogue.version.clone()));
        }
        let mut writer = Self {
            out,
            buffer: Vec::with_capacity(2 * BUFFER),
            catalogue,
            layouts: catalogue.object_types.iter().map(|_| None).collect(),
            open: None,
            records: 0,
        };
        let time = format_local_time(header.written_at);
        let lines = [
            r#"<?xml version="1.0" encoding="utf-8"?>"#,
            r#"<o:JVFDTM xmlns:o="objtyp" xmlns:c="cmn" xmlns:a="atr" xmlns:g="http://www.opengis.net/gml/3.2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">"#,
            "<o:DataJVFDTM>",
            &format!("<c:VerzeJVFDTM>{}</c:VerzeJVFDTM>", catalogue.version),
            &format!("<c:DatumZapisu>{time}</c:DatumZapisu>"),
            &format!("<c:TypZapisu>{}</c:TypZapisu>", header.kind.as_str()),
            "<o:Data>\n",
        ];
        writer.buffer.extend_from_slice(lines.join("\n").as_bytes());
        Ok(writer)
    }

    /// Writes a record; a change of the object type ends the element of the last type and starts another.
    ///
    /// A record without `gml_id` gets one: `ID`, its identifier, `_` and the suffix of its kind as in official files, or
    /// `R` and its number in the file when it has no identifier.
    ///
    /// # Errors
    /// [`WriteError`] when the record does not fit its type; nothing of it has been written then.
    pub fn record(&mut self, record: &Record) -> Result<(), WriteError> {
        let before = self.buffer.len();
        let open = self.open;
        let written = self.append(record);
        if written.is_err() {
            self.buffer.truncate(before);
            self.open = open;
            return written;
        }
        self.records += 1;
        if self.buffer.len() >= BUFFER {
            self.out.write_all(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }

    /// How many records have been written.
    pub fn records(&self) -> u64 {
        self.records
    }

    /// Ends the file and gives back what it was written to, flushed.
    ///
    /// # Errors
    /// [`WriteError::Io`].
    pub fn finish(self) -> Result<W, WriteError> {
        self.end(None)
    }

    /// Ends the file with the record of the change that its records make.
    ///
    /// # Errors
    /// [`WriteError::Character`] for a text that XML cannot hold, [`WriteError::Io`].
    pub fn finish_change(self, change: &Change) -> Result<W, WriteError> {
        self.end(Some(change))
    }

    fn end(mut self, change: Option<&Change>) -> Result<W, WriteError> {
        self.close_type();
        self.buffer.extend_from_slice(b"</o:Data>\n");
        if let Some(change) = change {
            change::write(change, &mut self.buffer)?;
        }
        self.buffer.extend_from_slice(b"</o:DataJVFDTM>\n</o:JVFDTM>\n");
        self.out.write_all(&self.buffer)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn append(&mut self, record: &Record) -> Result<(), WriteError> {
        let index = usize::from(record.object_type);
        let unknown = || WriteError::UnknownType(record.object_type);
        let object_type = self.catalogue.object_types.get(index).ok_or_else(unknown)?;
        if self.open != Some(record.object_type) {
            self.close_type();
            layout::open(object_type, &mut self.buffer)?;
            self.open = Some(record.object_type);
        }
        let slot = self.layouts.get_mut(index).ok_or_else(unknown)?;
        let layout = slot.get_or_insert_with(|| Layout::new(self.catalogue, object_type));
        let out = &mut self.buffer;
        let letter = record.operation.letter();
        out.extend_from_slice(b"<ZaznamObjektu><c:ZapisObjektu>");
        out.push(letter as u8);
        out.extend_from_slice(b"</c:ZapisObjektu><AtributyObjektu>");
        layout.attributes(self.catalogue, object_type, record, out)?;
        out.extend_from_slice(b"</AtributyObjektu>");
        let identifiers = Identifiers::new(record, self.records + 1, object_type.geometry);
        geometry::write(object_type, record, &identifiers, out)?;
        out.extend_from_slice(b"</ZaznamObjektu>\n");
        Ok(())
    }

    fn close_type(&mut self) {
        let open = self.open.take().map(usize::from);
        if let Some(object_type) = open.and_then(|index| self.catalogue.object_types.get(index)) {
            layout::close(object_type, &mut self.buffer);
        }
    }
}

/// The name of an attribute for a message.
fn attribute_name(catalogue: &Catalogue, id: AttributeId) -> String {
    catalogue
        .attribute(id)
        .map_or_else(|| format!("number {}", id.0), |a| a.name.clone())
}

#[cfg(test)]
mod tests {
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
        assert!(text.contains(
            r#"<ObjektovyTypNazev code_base="0100000162" code_suffix="02">plot</ObjektovyTypNazev>"#
        ));
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
}
