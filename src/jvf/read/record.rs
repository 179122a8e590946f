//! One `ZaznamObjektu`: operation, attributes in any order, geometries.
//!
//! Every fault of the record is collected. What could be read is given with them: checks go on with it, whoever puts
//! objects in force takes records without faults only.

use std::io::Read;

use super::error::{Fault, ReadError, RecordFault};
use super::geometry;
use crate::jvf::xml::{NamespaceId, Observer, Source, shorten};
use crate::model::catalogue::GeometryKind;
use crate::model::{
    AttributeId, Attributes, Catalogue, FeatureId, Geometry, ObjectType, Operation, Position, Record,
    RecordKind, Shape,
};

/// What the reader knows of an object type before its records come.
pub(super) struct Context<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) index: u16,
    pub(super) object_type: &'a ObjectType,
    /// The attributes that the type has, in the order in which they are usually written.
    pub(super) attributes: Vec<(AttributeId, &'a str)>,
    pub(super) identifier: Option<AttributeId>,
    /// Whether the record is read for the checks: every digit beyond the second decimal of a coordinate is a fault, zeros
    /// too (check 1.6); of what check 1.1 tells only the first is one.
    pub(super) checked: bool,
}

impl<'a> Context<'a> {
    pub(super) fn new(catalogue: &'a Catalogue, index: u16, object_type: &'a ObjectType) -> Self {
        let attributes = catalogue
            .attributes_of(object_type)
            .into_iter()
            .filter_map(|used| Some((catalogue.attribute_id(&used.name)?, used.name.as_str())))
            .collect();
        Self {
            catalogue,
            index,
            object_type,
            attributes,
            identifier: catalogue.attribute_id("ID"),
            checked: false,
        }
    }

    /// The place of an attribute among those of the type, first looked for at a guess.
    fn attribute(&self, name: &str, guess: usize) -> Option<usize> {
        match self.attributes.get(guess) {
            Some((_, there)) if *there == name => Some(guess),
            _ => self.attributes.iter().position(|(_, there)| *there == name),
        }
    }

    fn is_group(&self, name: &str) -> bool {
        self.catalogue.groups.iter().any(|group| group.name == name)
    }
}

/// Reads the record that has just opened, to its end. Without a known operation there is no record.
pub(super) fn read<R: Read, O: Observer>(
    source: &mut Source<R, O>,
    context: &Context<'_>,
    faults: &mut Vec<RecordFault>,
) -> Result<Option<Record>, ReadError> {
    let suffix = source.name().strip_prefix("ZaznamObjektu").unwrap_or_default();
    let kind = RecordKind::from_suffix(suffix).unwrap_or_default();
    let mut parser = Parser {
        position: source.at(),
        source,
        context,
        kind,
        operation: kind.operation(),
        attributes: Attributes::with_capacity(16, 192),
        next_attribute: 0,
        id: None,
        geometry: None,
        outline: None,
        critical_area: None,
        gml_id: None,
        faults: Vec::new(),
        structural: None,
    };
    parser.read()?;
    Ok(parser.finish(faults))
}

struct Parser<'a, R: Read, O: Observer> {
    position: Position,
    source: &'a mut Source<R, O>,
    context: &'a Context<'a>,
    kind: RecordKind,
    operation: Option<Operation>,
    attributes: Attributes,
    /// Where among the attributes of the type the next one is likely to be.
    next_attribute: usize,
    id: Option<FeatureId>,
    geometry: Option<Geometry>,
    outline: Option<Geometry>,
    critical_area: Option<Geometry>,
    gml_id: Option<String>,
    faults: Vec<(Position, Fault)>,
    /// The first that the check of structure tells as well.
    structural: Option<(Position, Fault)>,
}

impl<R: Read, O: Observer> Parser<'_, R, O> {
    fn fault(&mut self, at: Position, fault: Fault) {
        // The check of structure tells and counts these; a record full of them shall not fill the memory.
        let structural = matches!(
            fault,
            Fault::Unexpected(_) | Fault::UnknownAttribute(_) | Fault::RepeatedAttribute(_)
        );
        if self.context.checked && structural {
            self.structural.get_or_insert((at, fault));
        } else {
            self.faults.push((at, fault));
        }
    }

    fn read(&mut self) -> Result<(), ReadError> {
        while let Some(namespace) = self.source.child()? {
            let at = self.source.at();
            match (namespace, self.source.name()) {
                (NamespaceId::COMMON, "ZapisObjektu") if self.kind == RecordKind::Plain => {
                    self.source.leaf()?;
                    self.operation = Operation::from_letter(self.source.value().trim());
                    if self.operation.is_none() {
                        let text = shorten(self.source.value());
                        self.fault(at, Fault::Operation(text));
                    }
                }
                (_, "AtributyObjektu") => self.attributes(true)?,
                (_, "GeometrieObjektu") => self.geometries(false)?,
                (NamespaceId::ATTRIBUTES, "OblastObjektuKI") if self.context.object_type.critical_area => {
                    self.critical_area()?;
                }
                (_, name) => {
                    let name = shorten(name);
                    self.fault(at, Fault::Unexpected(name));
                    self.source.skip()?;
                }
            }
        }
        Ok(())
    }

    /// The children of `AtributyObjektu`, or of a group inside of it.
    fn attributes(&mut self, outermost: bool) -> Result<(), ReadError> {
        while let Some(namespace) = self.source.child()? {
            let at = self.source.at();
            let name = self.source.name();
            let known = (namespace == NamespaceId::ATTRIBUTES)
                .then(|| self.context.attribute(name, self.next_attribute))
                .flatten()
                .and_then(|place| Some((place, self.context.attributes.get(place)?.0)));
            match known {
                Some((place, id)) => {
                    self.next_attribute = place + 1;
                    self.attribute(id, at)?;
                }
                None if outermost && self.is_group(namespace, name) => {
                    self.attributes(false)?;
                }
                None => {
                    let name = shorten(name);
                    self.fault(at, Fault::UnknownAttribute(name));
                    self.source.skip()?;
                }
            }
        }
        Ok(())
    }

    /// Groups are in `atr` in generation 1, in the namespace of the object type in generation 2.
    fn is_group(&self, namespace: NamespaceId, name: &str) -> bool {
        (namespace == NamespaceId::ATTRIBUTES || self.kind != RecordKind::Plain)
            && self.context.is_group(name)
    }

    fn attribute(&mut self, id: AttributeId, at: Position) -> Result<(), ReadError> {
        let nil = self.source.is_nil();
        let name = |parser: &Self| {
            let attribute = parser.context.catalogue.attribute(id);
            attribute.map_or_else(String::new, |attribute| attribute.name.clone())
        };
        if !self.source.leaf()? {
            let fault = Fault::Unexpected(name(self));
            self.fault(at, fault);
        }
        if self.attributes.contains(id) {
            if self.is_said_again(id, nil) {
                return Ok(());
            }
            let fault = Fault::RepeatedAttribute(name(self));
            self.fault(at, fault);
            return Ok(());
        }
        let text = self.source.value();
        self.attributes.push(id, text, nil);
        // An empty `ID` is what senders write for an object that has none yet.
        if self.context.identifier == Some(id) && !text.trim().is_empty() {
            match FeatureId::parse(text.trim()) {
                Ok(id) => self.id = Some(id),
                Err(_) => {
                    let text = shorten(text);
                    self.fault(at, Fault::Identifier(text));
                }
            }
        }
        Ok(())
    }

    /// Whether a repeated attribute is one that the schema demands in two places (`StavObjektu` of six types of 1.5.0 beta 3) and
    /// both say the same.
    fn is_said_again(&self, id: AttributeId, nil: bool) -> bool {
        let places = self.context.attributes.iter().filter(|(there, _)| *there == id);
        let said = (!nil).then(|| self.source.value());
        places.count() > 1 && self.attributes.get(id) == said
    }

    /// The children of `GeometrieObjektu`, or of an element of JVF DTM 1.5.0.1 around the geometry (`cmn:Linie3D`).
    fn geometries(&mut self, wrapped: bool) -> Result<(), ReadError> {
        while let Some(namespace) = self.source.child()? {
            let at = self.source.at();
            let name = self.source.name();
            let kind = self.context.object_type.geometry;
            let point = matches!(kind, GeometryKind::Point | GeometryKind::DefinitionPoint);
            let derived = self.context.object_type.derived;
            let (outline, fits) = match (namespace, name, wrapped) {
                (NamespaceId::GML, "pointProperty", _) => (false, point),
                (NamespaceId::GML, "curveProperty", _) => (false, kind == GeometryKind::Line),
                (NamespaceId::GML, "surfaceProperty", _) => (false, kind == GeometryKind::Area),
                (NamespaceId::GML, "multiCurveProperty", false) => (true, derived),
                (NamespaceId::COMMON, "Obvod3D", false) => (true, derived),
                // A derived area is wrapped without a property in between.
                (NamespaceId::COMMON, "Plocha2D", false) if derived => (false, true),
                (
                    NamespaceId::COMMON,
                    "Bod2D" | "Bod3D" | "Linie2D" | "Linie3D" | "Plocha2D" | "Plocha3D",
                    false,
                ) => {
                    self.geometries(true)?;
                    continue;
                }
                _ => (false, false),
            };
            if !fits {
                let name = shorten(name);
                self.fault(at, Fault::WrongGeometry(name));
                self.source.skip()?;
                continue;
            }
            let dimension = if outline {
                3
            } else {
                self.context.object_type.dimension
            };
            let Some(geometry) = self.property(at, dimension)? else {
                continue;
            };
            let property = if outline {
                &mut self.outline
            } else {
                &mut self.geometry
            };
            if property.replace(geometry).is_some() {
                self.fault(at, Fault::Unexpected("GeometrieObjektu".to_owned()));
            }
        }
        Ok(())
    }

    fn critical_area(&mut self) -> Result<(), ReadError> {
        while let Some(namespace) = self.source.child()? {
            let at = self.source.at();
            if namespace == NamespaceId::GML && self.source.name() == "surfaceProperty" {
                let gml_id = self.gml_id.take();
                self.critical_area = self.property(at, 2)?;
                self.gml_id = gml_id;
            } else {
                let name = shorten(self.source.name());
                self.fault(at, Fault::WrongGeometry(name));
                self.source.skip()?;
            }
        }
        Ok(())
    }

    /// Reads a property element; the kind of its geometry must be the one that its name tells.
    fn property(&mut self, at: Position, dimension: u8) -> Result<Option<Geometry>, ReadError> {
        let name = self.source.name().to_owned();
        let property = geometry::read(self.source, dimension, self.context.checked)?;
        if self.gml_id.is_none() {
            self.gml_id = property.gml_id;
        }
        if let Some(fault) = property.fault {
            self.fault(at, fault);
            return Ok(None);
        }
        let fits = matches!(
            (name.as_str(), property.geometry.as_ref().map(|g| &g.shape)),
            ("pointProperty", Some(Shape::Point(_)))
                | ("curveProperty", Some(Shape::Line(_)))
                | ("surfaceProperty" | "Plocha2D", Some(Shape::Polygon(_)))
                | ("multiCurveProperty" | "Obvod3D", Some(Shape::MultiLine(_)))
        );
        if !fits {
            self.fault(at, Fault::WrongGeometry(name));
            return Ok(None);
        }
        if property.arcs {
            self.fault(at, Fault::Arc);
        }
        Ok(property.geometry)
    }

    fn finish(mut self, faults: &mut Vec<RecordFault>) -> Option<Record> {
        let position = self.position;
        if self.operation.is_none() && !self.faults.iter().any(|(_, f)| matches!(f, Fault::Operation(_))) {
            self.fault(position, Fault::Operation(String::new()));
        }
        if self.id.is_none()
            && matches!(self.operation, Some(Operation::Update | Operation::Delete))
            && !self.faults.iter().any(|(_, f)| matches!(f, Fault::Identifier(_)))
        {
            self.fault(position, Fault::NoIdentifier);
        }
        if self.geometry.is_none() && self.faults.is_empty() && !self.may_lack_geometry() {
            self.fault(position, Fault::NoGeometry);
        }
        let id = self.id.map(|id| id.to_string());
        faults.extend(
            self.faults
                .into_iter()
                .chain(self.structural)
                .map(|(position, fault)| RecordFault {
                    position,
                    id: id.clone(),
                    gml_id: self.gml_id.clone(),
                    object_type: self.context.object_type.element.clone(),
                    fault,
                }),
        );
        Some(Record {
            position,
            object_type: self.context.index,
            operation: self.operation?,
            kind: self.kind,
            id: self.id,
            attributes: self.attributes,
            geometry: self.geometry,
            outline: self.outline,
            critical_area: self.critical_area,
            gml_id: self.gml_id,
        })
    }

    fn may_lack_geometry(&self) -> bool {
        self.context.object_type.geometry_optional && self.kind == RecordKind::Plain
            || self.operation == Some(Operation::Delete)
            || self.kind.is_partial()
            || self.critical_area.is_some() && self.kind != RecordKind::Plain
    }
}
