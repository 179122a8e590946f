//! Writer of JVF DTM files of both generations (1.4.x and 1.5.x), the inverse of the reader.
//!
//! It writes as a stream: nothing is kept but a buffer of some kilobytes, so memory does not depend on the number of
//! records. Records that follow each other and are of one type share one element of `Data`; the schema lets a type come
//! again, so that a caller sorts as much as it likes to hold. One record is one line.
//!
//! A writer either writes [what it is given](Writer::new) and refuses what does not fit, or it [issues](Writer::issue) data of
//! the map: attributes that the record's kind does not allow are left out, demanded ones that are missing are
//! [filled in](Writer::issue). In generation 2 the record's kind is its element; [`record_kind`] chooses it. After the
//! records comes what accompanies them: a [`Change`] or an [`Issue`]. A file of identifiers alone is written by
//! [`write_relations`].

mod area;
mod attributes;
mod change;
mod error;
mod fill;
mod fragment;
mod geometry;
mod gml;
mod issue;
mod kind;
mod layout;
mod list;
mod object;
mod parts;
mod relations;
#[cfg(test)]
mod tests;
mod text;

use std::io::Write;

use chrono::NaiveDateTime;

use crate::model::catalogue::Catalogue;
use crate::model::value::format_local_time;
use crate::model::{AttributeId, Record, RecordKind};
pub use area::complete_area;
use attributes::Entry;
pub use change::{CHANGE_AREA, Change};
pub use error::WriteError;
use fill::Fills;
pub use fragment::kept_id;
use geometry::Rules;
use gml::Stem;
pub use gml::main_id;
pub use issue::{Issue, check_note, fitted};
pub use kind::{View, record_kind};
use layout::Layout;
use list::Output;
pub use list::{Give, List};
pub use relations::{Relation, RelationKind, RelationWriter, write_relations};
use text::tag;

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

/// Writes one file, record by record.
#[derive(Debug)]
pub struct Writer<'a, W: Write> {
    out: W,
    buffer: Vec<u8>,
    catalogue: &'a Catalogue,
    layouts: Vec<Option<Layout>>,
    fills: Fills,
    issued: bool,
    open: Option<u16>,
    records: u64,
}

impl<'a, W: Write> Writer<'a, W> {
    /// Starts a file of records that are written as they are.
    ///
    /// # Errors
    /// [`WriteError::Generation`] for a catalogue of an unknown generation, [`WriteError::Io`].
    pub fn new(out: W, catalogue: &'a Catalogue, header: &Header) -> Result<Self, WriteError> {
        if !matches!(catalogue.generation, 1 | 2) {
            let version = catalogue.version.clone();
            return Err(WriteError::Generation(version, catalogue.generation));
        }
        let mut writer = Self {
            out,
            buffer: Vec::with_capacity(2 * BUFFER),
            catalogue,
            layouts: catalogue.object_types.iter().map(|_| None).collect(),
            fills: Fills::default(),
            issued: false,
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

    /// Starts a file of issued data. What a record's kind does not allow is left out: attributes, and the place of an object
    /// where its area of critical infrastructure stands for it. Attributes that the schema demands and the record lacks are
    /// filled in: by nil, the value for what is hidden, the empty text or the value for what is not known, in this order and as
    /// far as the catalogue has them (`docs/exports.md`). Codes 0 and 99 of generation 1 count as missing where the version does
    /// not have them.
    ///
    /// # Errors
    /// As [`Writer::new`].
    pub fn issue(out: W, catalogue: &'a Catalogue, header: &Header) -> Result<Self, WriteError> {
        let mut writer = Self::new(out, catalogue, header)?;
        writer.issued = true;
        Ok(writer)
    }

    /// Says what issued data shall have for an attribute that the schema demands and a record lacks, before all that the
    /// catalogue knows. It is the caller who answers for it; the text is not checked.
    pub fn assume(&mut self, attribute: AttributeId, text: &str) {
        self.fills.assume(attribute, text);
        self.layouts.fill_with(|| None);
    }

    /// Writes a record; a change of the object type ends the element of the last type and starts another.
    ///
    /// In generation 2 the record's kind says what it does and its operation says nothing more. A record without `gml_id` gets one: `ID`, its identifier, `_` and the suffix of its kind as in official files, or
    /// `R` and its number in the file when it has no identifier.
    ///
    /// # Errors
    /// [`WriteError`] when the record does not fit its type; nothing of it has been written then.
    pub fn record(&mut self, record: &Record) -> Result<(), WriteError> {
        self.append_or_nothing(record)?;
        self.count()
    }

    /// Writes a record whose text is altered before it goes out: for files that shall be wrong in a way that no record can be.
    /// The end of the last type's element and the start of another's may stand before it.
    ///
    /// # Errors
    /// As [`record`](Self::record).
    pub fn record_altered(
        &mut self,
        record: &Record,
        alter: impl FnOnce(&str) -> String,
    ) -> Result<(), WriteError> {
        let before = self.buffer.len();
        self.append_or_nothing(record)?;
        let altered = alter(&String::from_utf8_lossy(&self.buffer[before..]));
        self.buffer.truncate(before);
        self.buffer.extend_from_slice(altered.as_bytes());
        self.count()
    }

    fn append_or_nothing(&mut self, record: &Record) -> Result<(), WriteError> {
        let before = self.buffer.len();
        let open = self.open;
        let written = self.append(record);
        if written.is_err() {
            self.buffer.truncate(before);
            self.open = open;
        }
        written
    }

    fn count(&mut self) -> Result<(), WriteError> {
        self.records += 1;
        drained(&mut self.buffer, &mut self.out)
    }

    /// How many records have been written.
    pub fn records(&self) -> u64 {
        self.records
    }

    /// Ends the file and gives back what it was written to, flushed.
    ///
    /// # Errors
    /// [`WriteError::Io`].
    pub fn finish(mut self) -> Result<W, WriteError> {
        self.close_data();
        self.close()
    }

    /// Ends the file with the record of the change that its records make.
    ///
    /// # Errors
    /// [`WriteError::Character`] for a text that XML cannot hold, [`WriteError::Io`].
    pub fn finish_change(self, change: &Change) -> Result<W, WriteError> {
        self.finish_delivery(Some(change), &[])
    }

    /// Ends the file with the record of the change, when there is one, and areas of complete ZPS ([`complete_area`]), whose
    /// `gml:id`s become `DOP1`, `DOP2` and so on ([`kept_id`]).
    ///
    /// # Errors
    /// As [`finish_change`](Self::finish_change); [`WriteError::Part`] when the version has no place for areas,
    /// [`WriteError::Fragment`] when one is no such area.
    pub fn finish_delivery(
        mut self,
        change: Option<&Change>,
        complete_areas: &[String],
    ) -> Result<W, WriteError> {
        self.close_data();
        let catalogue = self.catalogue;
        let (out, buffer) = (&mut self.out, &mut self.buffer);
        let mut drain = |buffer: &mut Vec<u8>| drained(buffer, out);
        let mut output = Output {
            buffer,
            drain: &mut drain,
        };
        change::write(change, complete_areas, catalogue, &mut output)?;
        self.close()
    }

    /// Ends the file with what accompanies issued data, whether its records tell a state or changes.
    ///
    /// # Errors
    /// [`WriteError`] when the version cannot tell it ([`Issue::check`] says so before), [`WriteError::Io`]. The file is not whole then.
    pub fn finish_issue(self, issue: &Issue) -> Result<W, WriteError> {
        self.finish_issue_with(issue, |_, _| Ok(()))
    }

    /// The same with lists too long to be held: `more` is asked for each list that the version has, in its order, and gives one
    /// element after another, which follow those of the issue.
    ///
    /// # Errors
    /// As [`finish_issue`](Self::finish_issue), and whatever `more` fails with.
    pub fn finish_issue_with<E: From<WriteError>>(
        mut self,
        issue: &Issue,
        mut more: impl FnMut(List, Give<'_>) -> Result<(), E>,
    ) -> Result<W, E> {
        self.close_data();
        let out = &mut self.out;
        let mut drain = |buffer: &mut Vec<u8>| drained(buffer, out);
        let output = Output {
            buffer: &mut self.buffer,
            drain: &mut drain,
        };
        issue::write(issue, self.catalogue, output, &mut more)?;
        Ok(self.close()?)
    }

    fn close_data(&mut self) {
        self.close_type();
        self.buffer.extend_from_slice(b"</o:Data>\n");
    }

    fn close(mut self) -> Result<W, WriteError> {
        self.buffer.extend_from_slice(b"</o:DataJVFDTM>\n</o:JVFDTM>\n");
        self.out.write_all(&self.buffer)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn append(&mut self, record: &Record) -> Result<(), WriteError> {
        let index = usize::from(record.object_type);
        let unknown = || WriteError::UnknownType(record.object_type);
        let object_type = self.catalogue.object_types.get(index).ok_or_else(unknown)?;
        let slot = self.layouts.get_mut(index).ok_or_else(unknown)?;
        if slot.is_none() {
            *slot = Some(Layout::new(self.catalogue, object_type, &mut self.fills));
        }
        if self.open != Some(record.object_type) {
            self.close_type();
        }
        let layout = self
            .layouts
            .get(index)
            .and_then(Option::as_ref)
            .ok_or_else(unknown)?;
        if self.open.is_none() {
            object::open(object_type, layout, &mut self.buffer)?;
            self.open = Some(record.object_type);
        }
        let no_kind = || WriteError::Kind {
            element: object_type.element.clone(),
            kind: record.kind.suffix(),
        };
        let form = layout.form(record.kind).ok_or_else(no_kind)?;
        let rules = Rules::new(object_type, record.kind, self.issued).ok_or_else(no_kind)?;
        let entry = Entry {
            layout,
            form,
            catalogue: self.catalogue,
            object_type,
            record,
            issued: self.issued,
        };
        let out = &mut self.buffer;
        let kind = record.kind.suffix();
        tag(out, "<", layout.prefix(), "ZaznamObjektu");
        tag(out, kind, ">", "");
        if record.kind == RecordKind::Plain {
            out.extend_from_slice(b"<c:ZapisObjektu>");
            out.push(record.operation.letter() as u8);
            out.extend_from_slice(b"</c:ZapisObjektu>");
        }
        out.extend_from_slice(b"<AtributyObjektu>");
        entry.write(out)?;
        out.extend_from_slice(b"</AtributyObjektu>");
        let stem = Stem::new(record, self.records + 1, object_type.geometry);
        rules.write(record, stem, out)?;
        tag(out, "</", layout.prefix(), "ZaznamObjektu");
        tag(out, kind, ">\n", "");
        Ok(())
    }

    fn close_type(&mut self) {
        let open = self.open.take().map(usize::from);
        if let Some(object_type) = open.and_then(|index| self.catalogue.object_types.get(index)) {
            object::close(object_type, &mut self.buffer);
        }
    }
}

/// Writes the buffer out when it is full.
fn drained(buffer: &mut Vec<u8>, out: &mut impl Write) -> Result<(), WriteError> {
    if buffer.len() >= BUFFER {
        out.write_all(buffer)?;
        buffer.clear();
    }
    Ok(())
}

/// The name of an attribute for a message.
fn attribute_name(catalogue: &Catalogue, id: AttributeId) -> String {
    catalogue
        .attribute(id)
        .map_or_else(|| format!("number {}", id.0), |a| a.name.clone())
}
