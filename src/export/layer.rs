//! Layers: what the formats that have tables make of an object type, and the values of their rows.

use std::collections::HashSet;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, Timelike as _};

use super::ExportError;
use crate::model::catalogue::{GeometryKind, ValueKind};
use crate::model::{Catalogue, Feature, FeatureId, Geometry, ObjectType, Shape, value};

/// Which geometry of an object is in the layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The geometry, with all attributes.
    Main,
    /// The 3D outline of a derived area, with the identifier only.
    Outline,
    /// The blurred area of critical infrastructure, with the identifier only.
    CriticalArea,
}

/// Kind of a layer's geometries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Point,
    Line,
    Polygon,
    MultiLine,
}

impl Kind {
    fn of(geometry: &Geometry) -> Self {
        match geometry.shape {
            Shape::Point(_) => Self::Point,
            Shape::Line(_) => Self::Line,
            Shape::Polygon(_) => Self::Polygon,
            Shape::MultiLine(_) => Self::MultiLine,
        }
    }

    /// In messages.
    fn words(self) -> &'static str {
        match self {
            Self::Point => "a point",
            Self::Line => "a line",
            Self::Polygon => "a polygon",
            Self::MultiLine => "several lines",
        }
    }
}

/// A column besides the geometry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Type of its values.
    pub kind: ValueKind,
}

/// A value of a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    Null,
    Integer(i64),
    Real(f64),
    Boolean(bool),
    Date(NaiveDate),
    /// Czech local time.
    Time(NaiveDateTime),
    Text(&'a str),
}

/// A layer.
#[derive(Clone, Debug)]
pub struct Layer {
    /// Element name of the type, and what tells second layers.
    pub name: String,
    /// Czech name of the type.
    pub title: &'static str,
    /// Kind of its geometries.
    pub kind: Kind,
    /// Whether the catalogue keeps it with heights.
    pub heights: bool,
    /// Its columns: `id`, and in main layers `region`, `since` and the attributes.
    pub columns: Vec<Column>,
    role: Role,
    /// Column of an attribute, by its number.
    places: Vec<Option<usize>>,
}

const ID: Column = Column {
    name: "id",
    kind: ValueKind::String,
};
const REGION: Column = Column {
    name: "region",
    kind: ValueKind::String,
};
const SINCE: Column = Column {
    name: "since",
    kind: ValueKind::Integer,
};

impl Layer {
    /// The layer of a type.
    pub fn new(catalogue: &'static Catalogue, object_type: &'static ObjectType, role: Role) -> Self {
        let (kind, suffix) = match (role, object_type.geometry) {
            (Role::Outline, _) => (Kind::MultiLine, "_obvod"),
            (Role::CriticalArea, _) => (Kind::Polygon, "_oblast_ki"),
            (Role::Main, GeometryKind::Point | GeometryKind::DefinitionPoint) => (Kind::Point, ""),
            (Role::Main, GeometryKind::Line) => (Kind::Line, ""),
            (Role::Main, GeometryKind::Area) => (Kind::Polygon, ""),
        };
        let heights = match role {
            Role::Main => object_type.dimension == 3 && !object_type.derived,
            Role::Outline => true,
            Role::CriticalArea => false,
        };
        let mut layer = Self {
            name: format!("{}{suffix}", object_type.element),
            title: &object_type.name,
            kind,
            heights,
            columns: vec![ID],
            role,
            places: Vec::new(),
        };
        if role == Role::Main {
            layer.columns.extend([REGION, SINCE]);
            layer.places = vec![None; catalogue.attributes.len()];
            layer.add_attributes(catalogue, object_type);
        }
        layer
    }

    /// Attributes in the order of the schema. `ID` is `id` already; a type may name an attribute twice.
    fn add_attributes(&mut self, catalogue: &'static Catalogue, object_type: &'static ObjectType) {
        let mut seen = HashSet::from(["ID"]);
        for used in catalogue.attributes_of(object_type) {
            let id = catalogue.attribute_id(&used.name);
            let Some((id, attribute)) = id.and_then(|id| Some((id, catalogue.attribute(id)?))) else {
                continue;
            };
            if !seen.insert(used.name.as_str()) {
                continue;
            }
            self.places[usize::from(id.0)] = Some(self.columns.len());
            self.columns.push(Column {
                name: &attribute.name,
                kind: attribute.kind,
            });
        }
    }

    /// The geometry of a feature that is in this layer.
    pub fn geometry_of<'a>(&self, feature: &'a Feature) -> Option<&'a Geometry> {
        let geometry = match self.role {
            Role::Main => &feature.geometry,
            Role::Outline => &feature.outline,
            Role::CriticalArea => &feature.critical_area,
        };
        // One without positions is none.
        geometry
            .as_ref()
            .filter(|geometry| geometry.coordinates().next().is_some())
    }

    /// Refuses a geometry that the layer cannot hold.
    ///
    /// # Errors
    /// [`ExportError::Geometry`].
    pub fn admit(&self, id: FeatureId, geometry: &Geometry) -> Result<(), ExportError> {
        let found = Kind::of(geometry);
        if found == self.kind {
            return Ok(());
        }
        Err(ExportError::Geometry {
            id,
            layer: self.name.clone(),
            found: found.words(),
            expected: self.kind.words(),
        })
    }

    /// The values of a row in the order of the columns. `id` is the feature's identifier as text.
    ///
    /// # Errors
    /// [`ExportError::Value`] when a text is not a value of its type.
    pub fn values<'a>(
        &self,
        feature: &'a Feature,
        region: &'a str,
        id: &'a str,
    ) -> Result<Vec<Value<'a>>, ExportError> {
        let mut values = vec![Value::Null; self.columns.len()];
        values[0] = Value::Text(id);
        if self.role != Role::Main {
            return Ok(values);
        }
        values[1] = Value::Text(region);
        values[2] = Value::Integer(i64::from(feature.since));
        for attribute in feature.attributes.iter() {
            let place = self.places.get(usize::from(attribute.id.0)).copied().flatten();
            let Some(place) = place.filter(|_| !attribute.nil) else {
                continue;
            };
            let column = &self.columns[place];
            values[place] = read(column.kind, attribute.text).map_err(|source| ExportError::Value {
                id: feature.id,
                attribute: column.name.to_owned(),
                source,
            })?;
        }
        Ok(values)
    }
}

fn read(kind: ValueKind, text: &str) -> Result<Value<'_>, value::ValueError> {
    Ok(match kind {
        ValueKind::Integer => Value::Integer(value::integer(text)?),
        ValueKind::Decimal => Value::Real(value::real(text)?),
        ValueKind::Boolean => Value::Boolean(value::boolean(text)?),
        ValueKind::Date => Value::Date(value::date(text)?),
        ValueKind::DateTime => Value::Time(value::local_time(text)?),
        ValueKind::String | ValueKind::Complex => Value::Text(text),
    })
}

/// Appends `2024-03-01`.
pub fn write_date(date: NaiveDate, out: &mut String) {
    let year = date.year();
    if (0..=9999).contains(&year) {
        digits(year.unsigned_abs(), 4, out);
    } else {
        out.push_str(&format!("{year:+05}"));
    }
    for part in [date.month(), date.day()] {
        out.push('-');
        digits(part, 2, out);
    }
}

/// Appends `2024-03-01T10:00:00`, and a fraction of `decimals` digits, or one as long as the time has when there is none
/// prescribed.
pub fn write_time(time: NaiveDateTime, decimals: Option<usize>, out: &mut String) {
    write_date(time.date(), out);
    for (before, part) in [('T', time.hour()), (':', time.minute()), (':', time.second())] {
        out.push(before);
        digits(part, 2, out);
    }
    let nanoseconds = time.nanosecond() % 1_000_000_000;
    if decimals.is_none() && nanoseconds == 0 {
        return;
    }
    out.push('.');
    let from = out.len();
    digits(nanoseconds, 9, out);
    match decimals {
        Some(decimals) => out.truncate(from + decimals),
        None => out.truncate(out.trim_end_matches('0').len()),
    }
}

fn digits(number: u32, count: u32, out: &mut String) {
    for place in (0..count).rev() {
        let digit = number / 10_u32.pow(place) % 10;
        out.push(char::from_digit(digit, 10).unwrap_or('0'));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_they_are_read() {
        for text in [
            "2024-03-01T10:00:00",
            "0001-01-01T00:00:00",
            "2024-02-29T23:59:59.125",
        ] {
            let mut out = String::new();
            write_time(value::local_time(text).unwrap(), None, &mut out);
            assert_eq!(out, text);
        }
        let mut out = String::new();
        write_time(
            value::local_time("2024-02-29T23:59:59.12").unwrap(),
            Some(3),
            &mut out,
        );
        assert_eq!(out, "2024-02-29T23:59:59.120");
    }

    #[test]
    fn every_type_of_every_version_has_layers_without_repeated_columns() {
        for version in Catalogue::versions() {
            let catalogue = Catalogue::embedded(version).unwrap();
            for object_type in &catalogue.object_types {
                let layer = Layer::new(catalogue, object_type, Role::Main);
                // Columns of SQLite know no case.
                let names: HashSet<String> = layer
                    .columns
                    .iter()
                    .map(|column| column.name.to_lowercase())
                    .chain([
                        "fid".to_owned(),
                        "geom".to_owned(),
                        "geometry".to_owned(),
                        "bbox".to_owned(),
                    ])
                    .collect();
                assert_eq!(names.len(), layer.columns.len() + 4, "{}", layer.name);
            }
        }
    }
}
