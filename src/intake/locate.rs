//! The region of a delivery, found from its coordinates.

use std::collections::BTreeMap;
use std::io::Read;

use crate::jvf::read::{Entry, ReadError, Reader};
use crate::model::{Language, Message, Outline, RegionCode};

/// In which regions the objects of a delivery lie, told by their first positions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Locations {
    /// Objects by region.
    pub inside: BTreeMap<RegionCode, u64>,
    /// Objects in none of the regions.
    pub outside: u64,
}

impl Locations {
    /// The region that has more than half of all objects.
    ///
    /// # Errors
    /// The locations themselves when no region has.
    pub fn region(self) -> Result<RegionCode, Self> {
        let all = self.outside + self.inside.values().sum::<u64>();
        let most = self.inside.iter().max_by_key(|(_, count)| **count);
        match most {
            Some((code, count)) if *count * 2 > all => Ok(code.clone()),
            _ => Err(self),
        }
    }
}

impl Message for Locations {
    fn text(&self, language: Language) -> String {
        let regions: Vec<String> = self
            .inside
            .iter()
            .map(|(code, count)| format!("{code}: {count}"))
            .chain((self.outside > 0).then(|| {
                let elsewhere = language.choose("jinde", "elsewhere");
                format!("{elsewhere}: {}", self.outside)
            }))
            .collect();
        let regions = if regions.is_empty() {
            "–".to_owned()
        } else {
            regions.join(", ")
        };
        match language {
            Language::Czech => format!(
                "kraj nelze určit ze souřadnic (objektů {regions}); zadejte jej parametrem region, například CZ052"
            ),
            Language::English => format!(
                "the region cannot be told from the coordinates (objects {regions}); name it with region, such as CZ052"
            ),
        }
    }
}

/// Counts where the objects of a delivery lie. Records with faults are left out.
///
/// # Errors
/// [`ReadError`] when the file cannot be read to its end.
pub fn locate<R: Read>(mut reader: Reader<R>, outlines: &[Outline]) -> Result<Locations, ReadError> {
    let mut locations = Locations::default();
    let mut last = 0;
    while let Some(entry) = reader.next_entry()? {
        let Entry::Record(record) = entry else {
            continue;
        };
        let geometry = record.geometry.or(record.critical_area);
        let Some(position) = geometry.and_then(|geometry| geometry.coordinates().next()) else {
            continue;
        };
        // Neighbours in a file are neighbours in the world: the last region is asked first.
        let found = outlines[last..]
            .iter()
            .chain(&outlines[..last])
            .position(|outline| outline.contains(position));
        match found {
            Some(offset) => {
                last = (last + offset) % outlines.len();
                *locations.inside.entry(outlines[last].code.clone()).or_default() += 1;
            }
            None => locations.outside += 1,
        }
    }
    Ok(locations)
}
