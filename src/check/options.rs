//! What a run of the checks is asked for.

use std::sync::Arc;

use chrono::NaiveDate;

use super::CheckId;
use super::accompanying::DeliveryKind;
use super::attributes::Combinations;
use super::table::{Rules, Selector, Use};
use crate::derive::Hierarchy;
use crate::model::{Outline, RegionCode, Surroundings};

/// What is checked, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The rules in force.
    pub rules: Rules,
    /// Only these checks; empty: all.
    pub only: Vec<Selector>,
    /// All but these.
    pub skip: Vec<Selector>,
    /// Most findings that are kept of a file; the rest are counted.
    pub limit: usize,
    /// Threads that judge records; with one, the thread that reads does it too.
    pub threads: usize,
    /// What the delivery is, when somebody says so.
    pub kind: Option<DeliveryKind>,
    /// Outlines of regions.
    pub outlines: Vec<Outline>,
    /// The region that the delivery is for.
    pub region: Option<RegionCode>,
    /// Combinations of values that are forbidden.
    pub combinations: Combinations,
    /// Which lines may bound which areas.
    pub hierarchy: Arc<Hierarchy>,
    /// Keep geometries for a picture.
    pub background: bool,
    /// What is around a change, when somebody knows.
    pub surroundings: Option<StateView>,
    /// Who is told how far the run is.
    pub progress: Option<OnProgress>,
}

/// Told now and then how far a run is, from several threads.
#[derive(Clone)]
pub struct OnProgress(pub Arc<dyn Fn(Step) + Send + Sync>);

impl std::fmt::Debug for OnProgress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OnProgress")
    }
}

/// The state of the region over which a delivery is judged.
#[derive(Clone)]
pub struct StateView(pub Arc<dyn Surroundings>);

impl std::fmt::Debug for StateView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StateView")
    }
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A file is read, its records are judged.
    Reading(Reached),
    /// Topology is judged, part by part.
    Topology {
        /// Parts that are done.
        done: u64,
        /// All parts.
        all: u64,
    },
}

/// How far the reading of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// Bytes read.
    pub bytes: u64,
    /// Bytes of the file.
    pub size: u64,
    /// Records read.
    pub records: u64,
}

/// Threads that work at once here.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

impl Options {
    /// What a delivery is checked by when it is received at a date: everything there is for that use.
    pub fn of_receipt(
        date: NaiveDate,
        outlines: Vec<Outline>,
        combinations: Combinations,
        hierarchy: Arc<Hierarchy>,
    ) -> Self {
        const MOST_FINDINGS: usize = 1000;
        // As many as one connection takes rows from.
        const MOST_JUDGES: usize = 4;
        Self {
            rules: Rules::at(date, Use::Receipt),
            only: Vec::new(),
            skip: Vec::new(),
            limit: MOST_FINDINGS,
            threads: threads().min(MOST_JUDGES),
            kind: None,
            outlines,
            region: None,
            combinations,
            hierarchy,
            background: false,
            surroundings: None,
            progress: None,
        }
    }

    /// Whether a check is asked for.
    pub fn wants(&self, check: CheckId) -> bool {
        let named = |list: &[Selector]| list.iter().any(|selector| selector.matches(check));
        (self.only.is_empty() || named(&self.only)) && !named(&self.skip)
    }
}
