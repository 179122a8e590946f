//! GeoJSON (RFC 7946) of features, written straight into bytes.
//!
//! A derived area is its 2D polygon; its 3D outline and the blurred area of critical infrastructure are the
//! members `outline` and `criticalArea` beside `geometry`, in the same reference system. Members of a feature that has none
//! of them are left out. `since` and `until` are the change sets that began and ended the version.

use std::io::Write as _;

use crate::crs::CrsError;
use crate::geom::geojson;
use crate::http::reference::Reference;
use crate::model::value::{self, write_json_string};
use crate::model::{Catalogue, Feature, Geometry, ObjectType};

/// Writes features of one collection.
#[derive(Clone, Debug)]
pub struct Writer {
    catalogue: &'static Catalogue,
    object_type: &'static ObjectType,
    reference: Reference,
    versions: bool,
}

impl Writer {
    /// A writer in a reference system.
    pub fn new(
        catalogue: &'static Catalogue,
        object_type: &'static ObjectType,
        reference: Reference,
    ) -> Self {
        Self {
            catalogue,
            object_type,
            reference,
            versions: false,
        }
    }

    /// The same for answers in which an object may come in several versions: those that have ended have ids of their own.
    #[must_use]
    pub fn of_versions(self) -> Self {
        Self {
            versions: true,
            ..self
        }
    }

    /// The id of a feature: its identifier, of an ended version with the change set that began it.
    pub fn id(&self, feature: &Feature) -> String {
        match feature.until {
            Some(_) if self.versions => format!("{}.{}", feature.id, feature.since),
            _ => feature.id.to_string(),
        }
    }

    /// The reference system written in.
    pub fn reference(&self) -> Reference {
        self.reference
    }

    /// Appends a feature without the brace that ends it, so that members can follow.
    ///
    /// # Errors
    /// [`CrsError`] when a position cannot be transformed.
    pub fn feature(&self, feature: &Feature, region: &str, out: &mut Vec<u8>) -> Result<(), CrsError> {
        let _ = write!(
            out,
            r#"{{"type":"Feature","id":"{}","since":{}"#,
            self.id(feature),
            feature.since
        );
        if let Some(until) = feature.until {
            let _ = write!(out, r#","until":{until}"#);
        }
        out.extend_from_slice(br#","geometry":"#);
        match &feature.geometry {
            Some(geometry) => write_geometry(geometry, self.reference, out)?,
            None => out.extend_from_slice(b"null"),
        }
        self.properties(feature, region, out);
        let members = [
            ("outline", &feature.outline),
            ("criticalArea", &feature.critical_area),
        ];
        for (name, geometry) in members {
            if let Some(geometry) = geometry {
                let _ = write!(out, r#","{name}":"#);
                write_geometry(geometry, self.reference, out)?;
            }
        }
        Ok(())
    }

    /// Appends all attributes of the type; those that the feature lacks are null, so that every feature of a collection
    /// has the same members. `ID` is the feature's `id` already: a property of that name beside it breaks formats whose
    /// columns know no case, such as GeoPackage.
    fn properties(&self, feature: &Feature, region: &str, out: &mut Vec<u8>) {
        let _ = write!(out, r#","properties":{{"region":"{region}""#);
        for used in self.catalogue.attributes_of(self.object_type) {
            let Some(id) = self
                .catalogue
                .attribute_id(&used.name)
                .filter(|_| used.name != "ID")
            else {
                continue;
            };
            out.push(b',');
            write_json_string(&used.name, out);
            out.push(b':');
            let kind = self.catalogue.attribute(id).map(|attribute| attribute.kind);
            let start = out.len();
            let written = match (feature.attributes.get(id), kind) {
                (Some(text), Some(kind)) => value::write_json(kind, text, out).is_ok(),
                _ => false,
            };
            if !written {
                out.truncate(start);
                out.extend_from_slice(b"null");
            }
        }
        out.push(b'}');
    }
}

/// Appends a geometry.
///
/// # Errors
/// [`CrsError`] when a position cannot be transformed.
pub fn write_geometry(geometry: &Geometry, reference: Reference, out: &mut Vec<u8>) -> Result<(), CrsError> {
    geojson::write(geometry, reference.crs(), reference.has_heights(), out)
}
