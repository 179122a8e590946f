//! What has been found so far: findings up to a limit, and how many there are of each check.

use std::collections::BTreeMap;

use super::{CheckId, Finding, Severity};

/// Findings of a file, or of a part of it.
#[derive(Debug, Default)]
pub(super) struct Found {
    limit: usize,
    pub(super) findings: Vec<Finding>,
    counts: BTreeMap<CheckId, (u64, Severity)>,
}

impl Found {
    /// Nothing yet; at most `limit` findings will be kept.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            ..Self::default()
        }
    }

    /// Takes a finding, which is made only when there is room for it.
    pub(super) fn tell(&mut self, check: CheckId, severity: Severity, make: impl FnOnce() -> Finding) {
        let (count, worst) = self.counts.entry(check).or_insert((0, severity));
        *count += 1;
        *worst = severity.max(*worst);
        if self.findings.len() < self.limit {
            self.findings.push(make());
        }
    }

    /// Counts findings that nobody can tell any more.
    pub(super) fn add(&mut self, check: CheckId, severity: Severity, more: u64) {
        if more > 0 {
            self.counts.entry(check).or_insert((0, severity)).0 += more;
        }
    }

    /// Takes what was found in the next part of the file.
    pub(super) fn append(&mut self, other: Self) {
        for (check, (more, severity)) in other.counts {
            let (count, worst) = self.counts.entry(check).or_insert((0, severity));
            *count += more;
            *worst = severity.max(*worst);
        }
        let room = self.limit.saturating_sub(self.findings.len());
        self.findings.extend(other.findings.into_iter().take(room));
    }

    /// How many findings a check has, and how severe the worst is.
    pub(super) fn count(&self, check: CheckId) -> Option<(u64, Severity)> {
        self.counts.get(&check).copied()
    }
}
