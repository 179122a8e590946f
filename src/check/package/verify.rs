//! Files against lists of digests: what is missing, changed or in no list.

use std::collections::{BTreeSet, HashMap};

use super::list::{self, Digest, List};
use super::text::{key, shown};
use super::{PackageFault, base_name};

/// Compares the files with the lists. Files without a digest could not be read and are told elsewhere.
pub(super) fn verify(inventory: &[(String, Option<Digest>)], lists: &[(String, List)]) -> Vec<PackageFault> {
    if lists.is_empty() {
        return vec![PackageFault::NoList];
    }
    let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, (name, _)) in inventory.iter().enumerate() {
        by_key.entry(key(name)).or_default().push(index);
    }
    let (mut listed, mut faults) = (BTreeSet::new(), Vec::new());
    let (mut missing, mut changed) = (BTreeSet::new(), BTreeSet::new());
    for (list_name, list) in lists {
        let bad_lines = list.bad_lines.iter();
        faults.extend(bad_lines.map(|line| PackageFault::ListLine(shown(list_name), *line)));
        if list.files.is_empty() {
            faults.push(PackageFault::EmptyList(shown(list_name)));
        }
        let folder = list_name.strip_suffix(base_name(list_name)).unwrap_or_default();
        for (name, told) in &list.files {
            let path = format!("{folder}{name}");
            let same = by_key.get(&key(&path)).map(Vec::as_slice).unwrap_or_default();
            let exact = same.iter().find(|&&index| inventory[index].0 == path);
            match exact.or(same.first()) {
                None => drop(missing.insert(shown(&path))),
                Some(&index) => {
                    listed.insert(index);
                    let (name, digest) = &inventory[index];
                    if digest.is_some_and(|digest| digest != *told) {
                        changed.insert(shown(name));
                    }
                }
            }
        }
    }
    let extra = inventory
        .iter()
        .enumerate()
        .filter_map(|(index, (name, digest))| {
            let is_extra =
                digest.is_some() && !listed.contains(&index) && !list::is_of_verification(base_name(name));
            is_extra.then(|| PackageFault::Extra(shown(name)))
        });
    faults.extend(missing.into_iter().map(PackageFault::Missing));
    faults.extend(changed.into_iter().map(PackageFault::Changed));
    faults.extend(extra);
    faults
}
