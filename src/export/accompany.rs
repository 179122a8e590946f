//! What accompanies a data set in a JVF file, read when its records are written: of what the region has, what they name.

use std::collections::BTreeSet;
use std::io::Write;

use tokio::runtime::Handle;

use super::ExportError;
use super::data_set::DataSet;
use super::jvf::Jvf;
use super::objects::names_only_seen;
use super::persons::masked;
use crate::jvf::write::{Give, Issue, List, WriteError, complete_area, fitted};
use crate::model::{Audience, Geometry, Shape};
use crate::store::{Buildings, Extract, Store, View};

/// Ends files with what accompanies them.
pub(super) struct Accompaniment {
    pub(super) store: Store,
    pub(super) view: View,
    pub(super) extract: Extract,
    pub(super) data_set: DataSet,
}

impl Accompaniment {
    /// Ends a file with an issue, on a thread that may wait. Where the version cannot tell what there is (1.5.0 beta 3 takes
    /// exactly one area of complete ZPS in sets of ZPS), nothing is told.
    pub(super) fn finish<W: Write>(&self, file: Jvf<W>, mut issue: Issue) -> Result<W, ExportError> {
        let catalogue = self.view.catalogue();
        let subjects = self.store.subjects(&self.extract, file.subjects());
        let subjects = Handle::current().block_on(subjects)?;
        issue.subjects = subjects
            .iter()
            .filter_map(|subject| fitted(catalogue, subject))
            .collect();
        if catalogue.generation > 1 {
            issue.complete_areas = self.only_area()?.into_iter().collect();
        }
        match issue.check(catalogue) {
            Ok(()) => {}
            Err(WriteError::Count { .. } | WriteError::DataSet(..)) => return file.finish(),
            Err(error) => return Err(error.into()),
        }
        let buildings = file.buildings().clone();
        file.finish_issue(&issue, |list, give| match list {
            // Generation 2 takes one change and one area.
            List::Changes if catalogue.generation == 1 => self.changes(give),
            List::CompleteAreas if catalogue.generation == 1 => self.complete_areas(give),
            List::Buildings => self.buildings(&buildings, give),
            List::Changes | List::CompleteAreas => Ok(()),
        })
    }

    fn changes(&self, give: Give<'_>) -> Result<(), ExportError> {
        if !self.data_set.is_accompanied() {
            return Ok(());
        }
        let mut changes = self.store.change_records(&self.view, &self.extract)?;
        let named = self.view.disclosure().shows_persons();
        while let Some(change) = changes.blocking_next()? {
            match named {
                true => give(&change)?,
                // What receipt kept reads as XML.
                false => masked(&change).map_or(Ok(()), |change| give(&change))?,
            }
        }
        Ok(())
    }

    fn buildings(&self, named: &BTreeSet<String>, give: Give<'_>) -> Result<(), ExportError> {
        let which = match self.data_set.number() {
            4 => Buildings::Around,
            _ if self.data_set.is_accompanied() => Buildings::Named(named),
            _ => return Ok(()),
        };
        let mut buildings = self.store.buildings(&self.view, &self.extract, which)?;
        let sees_all = *self.view.disclosure().audience() == Audience::Entitled;
        while let Some(building) = buildings.blocking_next()? {
            if sees_all || names_only_seen(&building, &self.view) {
                give(&building)?;
            }
        }
        Ok(())
    }

    fn complete_areas(&self, give: Give<'_>) -> Result<(), ExportError> {
        if !self.data_set.is_accompanied() {
            return Ok(());
        }
        let mut areas = self.store.complete_areas(&self.extract)?;
        while let Some((level, area)) = areas.blocking_next()? {
            if let Some(area) = self.element(level, &area)? {
                give(&area)?;
            }
        }
        Ok(())
    }

    /// The area of complete ZPS, where there is one and no other.
    fn only_area(&self) -> Result<Option<String>, ExportError> {
        let mut areas = self.store.complete_areas(&self.extract)?;
        match areas.blocking_next()? {
            Some((level, area)) if areas.blocking_next()?.is_none() => self.element(level, &area),
            _ => Ok(None),
        }
    }

    fn element(&self, level: i8, area: &Geometry) -> Result<Option<String>, ExportError> {
        match &area.shape {
            Shape::Polygon(rings) => Ok(Some(complete_area(
                self.view.catalogue().generation,
                "REF",
                level,
                rings,
            )?)),
            _ => Ok(None),
        }
    }
}
