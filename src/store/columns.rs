//! Which attribute of JVF lies in which column of `feature`: one table that drives writing (`COPY … BINARY`) and reading.
//!
//! Shared attributes have typed columns; a type's own attributes lie in the `jsonb` column `attributes` under their JVF
//! names. The columns and their types are those of `migrations/0001_core.sql`.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use chrono::{DateTime, NaiveDateTime};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;
use thiserror::Error;

use super::row::Fields;
use crate::model::value::{self, ValueError};
use crate::model::{Attribute, AttributeId, Attributes, Catalogue, ObjectType};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ColumnKind {
    Small,
    Boolean,
    Time,
    Text,
}

struct Column {
    name: &'static str,
    kind: ColumnKind,
    attributes: &'static [&'static str],
}

const fn column(name: &'static str, kind: ColumnKind, attributes: &'static [&'static str]) -> Column {
    Column {
        name,
        kind,
        attributes,
    }
}

const COLUMNS: [Column; 20] = [
    column(
        "level",
        ColumnKind::Small,
        &[
            "UrovenUmisteniObjektuZPS",
            "UrovenUmisteniObjektuTI",
            "UrovenUmisteniObjektuDI",
        ],
    ),
    column("position_accuracy", ColumnKind::Small, &["TridaPresnostiPoloha"]),
    column("height_accuracy", ColumnKind::Small, &["TridaPresnostiVyska"]),
    column(
        "acquisition",
        ColumnKind::Small,
        &[
            "ZpusobPorizeniZPS",
            "ZpusobPorizeniPB_ZPS",
            "ZpusobPorizeniTI",
            "ZpusobPorizeniDI",
        ],
    ),
    column("incomplete", ColumnKind::Boolean, &["NeuplnaData"]),
    column("critical", ColumnKind::Boolean, &["KritickaTI"]),
    column("created_at", ColumnKind::Time, &["DatumVkladu"]),
    column("changed_at", ColumnKind::Time, &["DatumZmeny"]),
    column("submission_id", ColumnKind::Text, &["IDZmeny"]),
    column("description", ColumnKind::Text, &["PopisObjektu"]),
    column("editor", ColumnKind::Text, &["IDEditora"]),
    column("created_by", ColumnKind::Text, &["VkladOsoba"]),
    column("changed_by", ColumnKind::Text, &["ZmenaOsoba"]),
    column("owner", ColumnKind::Text, &["IDVlastnika"]),
    column(
        "statutory_operator",
        ColumnKind::Text,
        &["IDProvozovateleZeZakona"],
    ),
    column("administrator", ColumnKind::Text, &["IDSpravce"]),
    column("operator", ColumnKind::Text, &["IDProvozovatele"]),
    column("external_id", ColumnKind::Text, &["IDExterni"]),
    column("record_number", ColumnKind::Text, &["EvidencniCisloObjektu"]),
    column("building_id", ColumnKind::Text, &["ICS"]),
];

/// An attribute whose text is not a value of its type.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("attribute {attribute}: {source}")]
pub struct ValueFault {
    /// Name of the attribute.
    pub attribute: String,
    /// What is wrong.
    pub source: ValueError,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    Column(usize),
    Own,
    Identifier,
}

/// The places of a catalogue's attributes in the table.
#[derive(Clone, Debug)]
pub struct Layout {
    catalogue: &'static Catalogue,
    slots: Vec<Slot>,
    plans: Vec<Plan>,
}

impl Layout {
    /// The layout for a catalogue.
    pub fn new(catalogue: &'static Catalogue) -> Self {
        let slot = |name: &str| match COLUMNS.iter().position(|c| c.attributes.contains(&name)) {
            Some(column) => Slot::Column(column),
            None if name == "ID" => Slot::Identifier,
            None => Slot::Own,
        };
        let plan = |object_type: &ObjectType| {
            let mut plan = Plan::default();
            for used in catalogue.attributes_of(object_type) {
                match (catalogue.attribute_id(&used.name), slot(&used.name)) {
                    (Some(id), Slot::Column(column)) => plan.columns.push((id, column)),
                    (Some(id), Slot::Own) => plan.own.push(id),
                    _ => {}
                }
            }
            plan.own.sort_unstable();
            plan
        };
        Self {
            catalogue,
            slots: catalogue.attributes.iter().map(|a| slot(&a.name)).collect(),
            plans: catalogue.object_types.iter().map(plan).collect(),
        }
    }

    /// The catalogue whose attributes are laid out.
    pub fn catalogue(&self) -> &'static Catalogue {
        self.catalogue
    }

    /// Names of the columns in the order of [`write`](Self::write) and [`read`](Self::read), `attributes` last.
    pub(super) fn names() -> String {
        Self::names_of("")
    }

    /// The same names of a table's alias, such as `f.`.
    pub(super) fn names_of(alias: &str) -> String {
        COLUMNS
            .iter()
            .map(|c| c.name)
            .chain(["attributes"])
            .map(|name| format!("{alias}{name}"))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// `set` clauses that complete a partial change `s` from the current version `f`: what the change leaves out stays, what
    /// it [clears](Self::cleared) becomes null.
    pub(super) fn completed() -> String {
        let clause = |(index, column): (usize, &Column)| {
            let name = column.name;
            let bit = 1_u32 << index;
            format!("{name} = case when s.cleared & {bit} = 0 then coalesce(s.{name}, f.{name}) end")
        };
        let clauses: Vec<_> = COLUMNS.iter().enumerate().map(clause).collect();
        clauses.join(", ")
    }

    /// Bits of the columns, counted from the first, whose attributes a record writes as nil.
    pub(super) fn cleared(&self, attributes: &Attributes) -> i32 {
        let nil = attributes.iter().filter(|attribute| attribute.nil);
        let column = |attribute: Attribute<'_>| match self.slots.get(usize::from(attribute.id.0)) {
            Some(Slot::Column(column)) => Some(1 << column),
            _ => None,
        };
        nil.filter_map(column).fold(0, |bits, bit| bits | bit)
    }

    /// The names of columns as they are compared of a change `s` with the current version `f`: what a change does not tell of
    /// itself (time, person, submission) is no difference.
    pub(super) fn compared() -> String {
        compared(|name| {
            format!("case when s.operation = 'u' then coalesce(s.{name}, f.{name}) else s.{name} end")
        })
    }

    /// The same of a state, which may leave out as much where it is only asked whether it says the same.
    pub(super) fn compared_leniently() -> String {
        compared(|name| format!("coalesce(s.{name}, f.{name})"))
    }

    /// The names of columns as they begin: a change that does not tell when and by which submission it is made gets time `$2`
    /// and submission `$3`.
    pub(super) fn begun() -> String {
        let begun = |name: &str| match name {
            "changed_at" => "coalesce(s.changed_at, case s.operation when 'u' then $2 end)".to_owned(),
            "submission_id" => "coalesce(s.submission_id, case s.operation when 'u' then $3 end)".to_owned(),
            _ => format!("s.{name}"),
        };
        let names = COLUMNS.iter().map(|column| column.name).chain(["attributes"]);
        names.map(begun).collect::<Vec<_>>().join(", ")
    }

    /// How many columns [`names`](Self::names) has.
    pub(super) const fn count() -> usize {
        COLUMNS.len() + 1
    }

    /// Appends the columns of a record in the binary `COPY` format; a new object that does not tell when and by which
    /// submission it came gets that from the stamp.
    pub(super) fn write(
        &self,
        attributes: &Attributes,
        stamp: Option<&Stamp>,
        out: &mut Vec<u8>,
    ) -> Result<(), ValueFault> {
        let mut values: [Option<(AttributeId, &str)>; COLUMNS.len()] = [None; COLUMNS.len()];
        let mut own = Vec::new();
        for attribute in attributes.iter() {
            match self.slots.get(usize::from(attribute.id.0)) {
                Some(Slot::Column(column)) if !attribute.nil => {
                    values[*column] = Some((attribute.id, attribute.text));
                }
                Some(Slot::Own) => self.write_own(attribute.id, attribute.text, attribute.nil, &mut own)?,
                _ => {}
            }
        }
        for (column, value) in COLUMNS.iter().zip(values) {
            match value {
                Some((id, text)) => {
                    write_column(column.kind, text, out).map_err(|source| self.fault(id, source))?;
                }
                None => match stamp {
                    Some(stamp) => stamp.write(column.name, out),
                    None => write_null(out),
                },
            }
        }
        if own.is_empty() {
            write_null(out);
        } else {
            own.push(b'}');
            write_field(out, |out| {
                out.push(1);
                out.extend_from_slice(&own);
            });
        }
        Ok(())
    }

    fn write_own(&self, id: AttributeId, text: &str, nil: bool, own: &mut Vec<u8>) -> Result<(), ValueFault> {
        let Some(attribute) = self.catalogue.attribute(id) else {
            return Ok(());
        };
        own.push(if own.is_empty() { b'{' } else { b',' });
        value::write_json_string(&attribute.name, own);
        own.push(b':');
        if nil {
            own.extend_from_slice(b"null");
            return Ok(());
        }
        value::write_json(attribute.kind, text, own).map_err(|source| self.fault(id, source))
    }

    fn fault(&self, id: AttributeId, source: ValueError) -> ValueFault {
        let attribute = self
            .catalogue
            .attribute(id)
            .map_or_else(String::new, |a| a.name.clone());
        ValueFault { attribute, source }
    }

    /// Reads the columns of a row, which has them from the place `first` on, as the attributes of the type at a position of
    /// the catalogue.
    pub(super) fn read(
        &self,
        row: &impl Fields,
        first: usize,
        object_type: u16,
    ) -> Result<Attributes, &'static str> {
        let mut attributes = Attributes::with_capacity(16, 160);
        let Some(plan) = self.plans.get(usize::from(object_type)) else {
            return Ok(attributes);
        };
        let mut text = String::new();
        for (id, column) in &plan.columns {
            if let Some(bytes) = row.field(first + column) {
                text.clear();
                let Column { kind, name, .. } = COLUMNS[*column];
                read_column(kind, bytes, &mut text).ok_or(name)?;
                attributes.push(*id, &text, false);
            }
        }
        if let Some(bytes) = row.field(first + COLUMNS.len()) {
            // The binary form of jsonb is a version number and the text.
            let json = bytes.get(1..).unwrap_or_default();
            let read = Own {
                catalogue: self.catalogue,
                plan,
                attributes: &mut attributes,
            };
            let mut json = serde_json::Deserializer::from_slice(json);
            read.deserialize(&mut json).map_err(|_| "attributes")?;
        }
        Ok(attributes)
    }
}

/// The attributes of one type: those in columns, and the numbers of its own, in order.
#[derive(Clone, Debug, Default)]
struct Plan {
    columns: Vec<(AttributeId, usize)>,
    own: Vec<AttributeId>,
}

/// Reads the object of `attributes`; what the type does not have in this catalogue is passed over.
struct Own<'a> {
    catalogue: &'a Catalogue,
    plan: &'a Plan,
    attributes: &'a mut Attributes,
}

impl<'de> DeserializeSeed<'de> for Own<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Own<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of attributes")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            // As text, so that decimals keep their digits.
            let value: &'de RawValue = map.next_value()?;
            let id = self.catalogue.attribute_id(&name);
            let Some(id) = id.filter(|id| self.plan.own.binary_search(id).is_ok()) else {
                continue;
            };
            match value.get() {
                "null" => self.attributes.push(id, "", true),
                text if text.starts_with('"') => {
                    let text: Cow<'_, str> = serde_json::from_str(text).map_err(A::Error::custom)?;
                    self.attributes.push(id, &text, false);
                }
                text => self.attributes.push(id, text, false),
            }
        }
        Ok(())
    }
}

/// What a new object is marked with by the system that takes it: `DatumVkladu` and `IDZmeny`.
#[derive(Clone, Debug)]
pub(super) struct Stamp {
    /// Czech local time.
    pub(super) time: NaiveDateTime,
    /// The submission.
    pub(super) submission: Option<String>,
}

impl Stamp {
    fn write(&self, column: &str, out: &mut Vec<u8>) {
        match (column, &self.submission) {
            ("created_at", _) => {
                let micros = postgres_micros(self.time);
                write_field(out, |out| out.extend_from_slice(&micros.to_be_bytes()));
            }
            ("submission_id", Some(id)) => write_field(out, |out| out.extend_from_slice(id.as_bytes())),
            _ => write_null(out),
        }
    }
}

fn write_column(kind: ColumnKind, text: &str, out: &mut Vec<u8>) -> Result<(), ValueError> {
    match kind {
        ColumnKind::Small => {
            let number = value::small_integer(text)?;
            write_field(out, |out| out.extend_from_slice(&number.to_be_bytes()));
        }
        ColumnKind::Boolean => {
            let truth = value::boolean(text)?;
            write_field(out, |out| out.push(u8::from(truth)));
        }
        ColumnKind::Time => {
            let micros = postgres_micros(value::local_time(text)?);
            write_field(out, |out| out.extend_from_slice(&micros.to_be_bytes()));
        }
        ColumnKind::Text => write_field(out, |out| out.extend_from_slice(text.as_bytes())),
    }
    Ok(())
}

/// Appends the canonical text of a column; nothing when the bytes are none of its kind.
fn read_column(kind: ColumnKind, bytes: &[u8], text: &mut String) -> Option<()> {
    match kind {
        ColumnKind::Small => {
            let _ = write!(text, "{}", i16::from_be_bytes(bytes.try_into().ok()?));
        }
        ColumnKind::Boolean => text.push_str(if *bytes.first()? == 0 { "false" } else { "true" }),
        ColumnKind::Time => {
            let micros = i64::from_be_bytes(bytes.try_into().ok()?);
            value::push_local_time(local_time(micros)?, text);
        }
        ColumnKind::Text => text.push_str(std::str::from_utf8(bytes).ok()?),
    }
    Some(())
}

/// The time of so many microseconds since 2000-01-01.
fn local_time(micros: i64) -> Option<NaiveDateTime> {
    let unix = micros.checked_add(EPOCH_MICROS)?;
    Some(DateTime::from_timestamp_micros(unix)?.naive_utc())
}

/// Microseconds since 2000-01-01, as PostgreSQL counts.
fn postgres_micros(time: NaiveDateTime) -> i64 {
    time.and_utc().timestamp_micros() - EPOCH_MICROS
}

/// 2000-01-01 in microseconds since 1970-01-01.
const EPOCH_MICROS: i64 = 946_684_800_000_000;

/// Appends a field of the binary `COPY` format: its length, then what `content` appends.
pub(super) fn write_field(out: &mut Vec<u8>, content: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    out.extend_from_slice(&[0; 4]);
    content(out);
    let length = i32::try_from(out.len() - start - 4).unwrap_or(i32::MAX);
    out[start..start + 4].copy_from_slice(&length.to_be_bytes());
}

/// Appends a missing value.
pub(super) fn write_null(out: &mut Vec<u8>) {
    out.extend_from_slice(&(-1_i32).to_be_bytes());
}
/// The names of columns of `s`, but for those that a record need not tell of itself, which are told by what `forgiven` makes.
fn compared(forgiven: impl Fn(&str) -> String) -> String {
    const OF_ITSELF: [&str; 3] = ["changed_at", "changed_by", "submission_id"];
    let compared = |name: &str| match OF_ITSELF.contains(&name) {
        true => forgiven(name),
        false => format!("s.{name}"),
    };
    let names = COLUMNS.iter().map(|column| column.name).chain(["attributes"]);
    names.map(compared).collect::<Vec<_>>().join(", ")
}
