//! The list of what was planted, for whoever compares findings with it.

use serde::Serialize;

use super::DefectKind;
use super::site::Told;
use crate::model::{Coordinate, Dimension};

/// An object that a finding names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// `gml:id` of its geometry in the file.
    pub gml_id: String,
    /// `ID`, where it has one.
    pub id: Option<String>,
    /// Element name of its type.
    pub element: &'static str,
}

/// A defect, which is the finding that its check makes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Planted {
    /// Number of the check.
    pub kind: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// What the finding names.
    pub objects: Vec<Named>,
    /// Where, in metres: `[x, y]`, with the height where the check looks at it. Nowhere, when something is missing in the file.
    pub place: Option<Vec<f64>>,
    /// What else is found because of it.
    pub consequences: Vec<Expected>,
}

/// A finding that is no defect of its own.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Expected {
    /// Number of the check.
    pub check: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// What the finding names.
    pub objects: Vec<Named>,
    /// Where, as in [`Planted`].
    pub place: Option<Vec<f64>>,
}

impl Planted {
    /// A defect whose objects are not known yet.
    pub fn new(kind: DefectKind, told: Option<Told>, consequence: Option<(&'static str, Told)>) -> Self {
        let consequence = consequence.map(|(check, told)| Expected {
            check,
            severity: severity(Some(told)),
            objects: Vec::new(),
            place: Some(place(told.place, told.dimension)),
        });
        Self {
            kind: kind.name(),
            severity: severity(told),
            objects: Vec::new(),
            place: told.map(|told| place(told.place, told.dimension)),
            consequences: consequence.into_iter().collect(),
        }
    }
}

fn severity(told: Option<Told>) -> &'static str {
    match told {
        Some(Told { warning: true, .. }) => "warning",
        _ => "error",
    }
}

fn place(at: Coordinate, dimension: Dimension) -> Vec<f64> {
    let metres = at.metres();
    match dimension {
        Dimension::Two => metres[..2].to_vec(),
        Dimension::Three => metres.to_vec(),
    }
}
