//! States and changes of a region as JVF DTM files.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use chrono::{DateTime, Utc};

use super::ExportError;
use crate::jvf::write::{Give, Header, Issue, Kind, List, View as RecordView, Writer, record_kind};
use crate::model::value::format_local_time;
use crate::model::{AttributeId, Catalogue, Change, Feature, Operation, Position, Record};
use crate::store::View;

/// Attributes that name subjects.
const SUBJECTS: [&str; 4] = [
    "IDVlastnika",
    "IDProvozovateleZeZakona",
    "IDSpravce",
    "IDProvozovatele",
];

/// Writes features, or changes of them, as one file.
pub struct Jvf<W: Write> {
    writer: Writer<'static, W>,
    catalogue: &'static Catalogue,
    view: View,
    subject_attributes: Vec<AttributeId>,
    building_attribute: Option<AttributeId>,
    inserted_at: Option<AttributeId>,
    times: BTreeMap<i32, String>,
    subjects: BTreeSet<String>,
    buildings: BTreeSet<String>,
}

impl<W: Write> Jvf<W> {
    /// Begins a file of the version that features are seen by: in complete records what the view shows completely, in public
    /// ones the rest. `times` tells since when each change set of the region is in force: the time of an object that does not
    /// tell when it was inserted.
    ///
    /// # Errors
    /// [`ExportError::Jvf`].
    pub fn new(
        out: W,
        view: &View,
        kind: Kind,
        times: &BTreeMap<i32, DateTime<Utc>>,
    ) -> Result<Self, ExportError> {
        let catalogue = view.catalogue();
        let text = |time: &DateTime<Utc>| format_local_time(super::czech_time(*time));
        let times = times.iter().map(|(number, time)| (*number, text(time))).collect();
        let header = Header {
            written_at: super::czech_time(chrono::Utc::now()),
            kind,
        };
        Ok(Self {
            writer: Writer::issue(out, catalogue, &header)?,
            catalogue,
            view: view.clone(),
            subject_attributes: SUBJECTS
                .iter()
                .filter_map(|name| catalogue.attribute_id(name))
                .collect(),
            building_attribute: catalogue.attribute_id("ICS"),
            // Generation 1 does not demand it.
            inserted_at: catalogue
                .attribute_id("DatumVkladu")
                .filter(|_| catalogue.generation > 1),
            times,
            subjects: BTreeSet::new(),
            buildings: BTreeSet::new(),
        })
    }

    /// Writes a feature as its state.
    ///
    /// # Errors
    /// [`ExportError::Jvf`] when the version has no record for it or the file does not take it.
    pub fn state(&mut self, feature: Feature) -> Result<(), ExportError> {
        self.record(feature, Operation::Reference)
    }

    /// Writes a change: a new object and a changed one as they are, an ended one as it was.
    ///
    /// # Errors
    /// As [`state`](Self::state).
    pub fn change(&mut self, change: Change<Feature>) -> Result<(), ExportError> {
        let Change { before, after } = change;
        match (before, after) {
            (None, Some(after)) => self.record(after, Operation::Insert),
            (Some(_), Some(after)) => self.record(after, Operation::Update),
            (Some(before), None) => self.record(before, Operation::Delete),
            (None, None) => Ok(()),
        }
    }

    fn record(&mut self, mut feature: Feature, operation: Operation) -> Result<(), ExportError> {
        if let Some(id) = self
            .inserted_at
            .filter(|id| feature.attributes.get(*id).is_none())
            && let Some(time) = self.times.get(&feature.since)
        {
            feature.attributes.push(id, time, false);
        }
        let unknown = || ExportError::UnknownType(feature.object_type, self.catalogue.version.clone());
        let index = self
            .catalogue
            .position_of_key(feature.object_type)
            .ok_or_else(unknown)?;
        let object_type = self
            .catalogue
            .object_type_by_key(feature.object_type)
            .ok_or_else(unknown)?;
        let view = match self.view.disclosure().shows_completely(&feature.attributes) {
            true => RecordView::Complete,
            false => RecordView::Public,
        };
        let kind = record_kind(self.catalogue, object_type, operation, view).ok_or_else(unknown)?;
        for attribute in feature.attributes.iter().filter(|attribute| !attribute.nil) {
            if self.subject_attributes.contains(&attribute.id) && !self.subjects.contains(attribute.text) {
                self.subjects.insert(attribute.text.to_owned());
            }
            if self.building_attribute == Some(attribute.id) && !self.buildings.contains(attribute.text) {
                self.buildings.insert(attribute.text.to_owned());
            }
        }
        self.writer.record(&Record {
            position: Position::default(),
            object_type: index,
            operation,
            kind,
            id: Some(feature.id),
            attributes: feature.attributes,
            geometry: feature.geometry,
            outline: feature.outline,
            critical_area: feature.critical_area,
            gml_id: None,
        })?;
        Ok(())
    }

    /// Ends a file that nothing accompanies.
    ///
    /// # Errors
    /// [`ExportError::Jvf`].
    pub fn finish(self) -> Result<W, ExportError> {
        Ok(self.writer.finish()?)
    }

    /// Subjects whom the records name.
    pub fn subjects(&self) -> &BTreeSet<String> {
        &self.subjects
    }

    /// Numbers of buildings that the records name.
    pub fn buildings(&self) -> &BTreeSet<String> {
        &self.buildings
    }

    /// Ends the file with what accompanies an issue; `more` gives the elements of its lists that are too many to be held.
    ///
    /// # Errors
    /// [`ExportError::Jvf`], and what `more` fails with.
    pub fn finish_issue(
        self,
        issue: &Issue,
        more: impl FnMut(List, Give<'_>) -> Result<(), ExportError>,
    ) -> Result<W, ExportError> {
        self.writer.finish_issue_with(issue, more)
    }
}
