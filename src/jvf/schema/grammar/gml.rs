//! What of GML 3.2 a JVF DTM file may use: points, polylines, polygons, the 3D outlines of areas, arcs where an object
//! type allows them (check 1.4 decides that), and the names and descriptions that every GML object may carry.
//!
//! Another geometry is compiled by its name only, so that it is told from an element that does not belong there at all.
//! Links (`xlink:href`), metadata and other optional members of GML are left out: inside GML the grammar is
//! stricter than the schema, never laxer.

use super::super::tree::Name;

/// Namespace of GML 3.2.
pub(super) const NAMESPACE: &str = "http://www.opengis.net/gml/3.2";

/// Elements that are compiled with their content.
const USED: [&str; 30] = [
    "Arc",
    "ArcByCenterPoint",
    "ArcString",
    "Circle",
    "CircleByCenterPoint",
    "Curve",
    "LineString",
    "LineStringSegment",
    "LinearRing",
    "MultiCurve",
    "Point",
    "Polygon",
    "Ring",
    "curveMember",
    "curveMembers",
    "curveProperty",
    "description",
    "endAngle",
    "exterior",
    "identifier",
    "interior",
    "multiCurveProperty",
    "name",
    "pointProperty",
    "pos",
    "posList",
    "radius",
    "segments",
    "startAngle",
    "surfaceProperty",
];

/// Optional members of GML objects that are no geometry and are left out.
const LEFT_OUT: [&str; 2] = ["metaDataProperty", "descriptionReference"];

/// Attributes that are kept; links and reasons for missing values are not among them.
const ATTRIBUTES: [&str; 15] = [
    "aggregationType",
    "axisLabels",
    "codeSpace",
    "count",
    "id",
    "interpolation",
    "numArc",
    "numDerivativeInterior",
    "numDerivativesAtEnd",
    "numDerivativesAtStart",
    "owns",
    "srsDimension",
    "srsName",
    "uom",
    "uomLabels",
];

/// Whether an element of another standard is compiled.
pub(super) fn is_used(name: &Name) -> bool {
    name.namespace == NAMESPACE && USED.contains(&name.local.as_str())
}

/// Whether it is dropped without a word.
pub(super) fn is_left_out(name: &Name) -> bool {
    name.namespace != NAMESPACE || LEFT_OUT.contains(&name.local.as_str())
}

/// Whether an attribute of a GML element is compiled.
pub(super) fn keeps_attribute(name: &str) -> bool {
    ATTRIBUTES.contains(&name.strip_prefix("gml:").unwrap_or(name))
}
