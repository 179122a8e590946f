//! The check of structure as the run uses it: it looks on while files and records are read.

use std::sync::Arc;

use super::ids::Ids;
use super::judge::Slip;
use crate::jvf::xml::{NamespaceId, Namespaces, Observer, Tag};
use crate::model::Catalogue;

/// Looks on.
pub(super) struct Watcher;

impl Watcher {
    pub(super) fn namespaces(_: &Catalogue) -> Arc<Namespaces> {
        Arc::new(Namespaces::new([]))
    }
    pub(super) fn document(_: &'static Catalogue) -> Self {
        Self
    }
    pub(super) fn records(_: &'static Catalogue) -> Self {
        Self
    }
    pub(super) fn begin(&mut self, _: u32) {}
    pub(super) fn slips(&mut self) -> Vec<Slip> {
        Vec::new()
    }
    pub(super) fn ids(&mut self, _: u64, _: &mut Ids) {}
}

impl Observer for Watcher {
    fn start(&mut self, _: &Tag<'_>) {}
    fn text(&mut self, _: &str, _: u64) {}
    fn end(&mut self, _: u64) {}
    fn delegate(&mut self, _: NamespaceId, _: &str) -> Option<u32> {
        Some(0)
    }
}
