//! What a request for features asks: from parameters to a selection, a page and a reference system.

use crate::http::bbox::Bbox;
use crate::http::reference::Reference;
use crate::http::{Asked, Problem, Service};
use crate::model::{FeatureId, ObjectType, Region, RegionNumber};
use crate::ogc::datetime::{self, When, pins};
use crate::ogc::document;
use crate::store::{Key, Selection, Versions, Window};

/// Features on a page unless asked otherwise.
pub const DEFAULT_LIMIT: u32 = 100;
/// Most features on a page; more is not an error and gives this many.
pub const MAXIMUM_LIMIT: u32 = 10_000;
/// A page as asked for.
pub struct Wanted {
    /// Which features.
    pub selection: Selection,
    /// The system to answer in.
    pub reference: Reference,
    /// Features on the page.
    pub limit: u32,
    /// The last feature of the page before.
    pub after: Option<Key>,
}

/// How many features are matched, when nothing but a type and regions is asked for, now, and these are counted already.
pub fn known_number(service: &Service, regions: &[Region], selection: &Selection) -> Option<u64> {
    if !selection.is_whole() {
        return None;
    }
    let counted = |(number, versions): &(RegionNumber, Versions)| {
        let region = regions.iter().find(|region| region.number == *number)?;
        let now = *versions == Versions::At(region.last_change_set);
        service
            .holdings
            .features(region, selection.object_type.key())
            .filter(|_| now)
    };
    selection.regions.iter().map(counted).sum()
}

/// Reads the parameters.
///
/// # Errors
/// [`Problem`] 400 when a value is wrong.
pub async fn read(
    service: &Service,
    asked: &Asked,
    known: &[Region],
    object_type: &'static ObjectType,
) -> Result<Wanted, Problem> {
    let reference = Reference::asked(asked.query.get("crs"), object_type)?;
    let bbox_reference = match asked.query.get("bbox-crs") {
        Some(uri) => Reference::parse("bbox-crs", uri, Reference::all())?,
        None => Reference::Crs84,
    };
    let bbox = asked
        .query
        .get("bbox")
        .map(|value| Bbox::parse(value, bbox_reference))
        .transpose()?;
    let window = bbox.map(|bbox| bbox.window(bbox_reference)).transpose()?;
    let (limit, after) = (limit(asked)?, asked.query.get("after").map(key).transpose()?);
    let mut regions = versions(service, asked, known).await?;
    if matches!(&window, Some(Window::Parts(parts)) if parts.is_empty()) {
        regions.clear();
    }
    Ok(Wanted {
        selection: Selection {
            object_type,
            regions,
            window,
            heights: bbox.and_then(|bbox| bbox.heights),
            id: None,
        },
        reference,
        limit,
        after,
    })
}

/// The regions that are asked for and the versions of their objects: `region`, `datetime`, `moment`.
///
/// # Errors
/// [`Problem`] 400 when a value is wrong.
pub async fn versions(
    service: &Service,
    asked: &Asked,
    known: &[Region],
) -> Result<Vec<(RegionNumber, Versions)>, Problem> {
    let region = document::region(asked, known.iter())?;
    let when = asked.query.get("datetime").map(When::parse).transpose()?;
    let pinned = match asked.query.get("moment") {
        Some(value) => pins(value, known)?,
        None => Default::default(),
    };
    let regions = match region {
        Some(region) => std::slice::from_ref(region),
        None => known,
    };
    datetime::versions(service, regions, when, &pinned).await
}

fn limit(asked: &Asked) -> Result<u32, Problem> {
    let Some(text) = asked.query.get("limit") else {
        return Ok(DEFAULT_LIMIT);
    };
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    // Digits that do not fit are a large number, not a wrong one.
    let value: u32 = if digits {
        text.parse().unwrap_or(u32::MAX)
    } else {
        0
    };
    if value == 0 {
        return Err(Problem::parameter(
            "limit",
            format!("zadejte celé číslo od 1 do {MAXIMUM_LIMIT}"),
            format!("give a whole number from 1 to {MAXIMUM_LIMIT}"),
        ));
    }
    Ok(value.min(MAXIMUM_LIMIT))
}

/// Reads the value of `after`: region, identifier and first change set of the last version of the page before.
fn key(text: &str) -> Result<Key, Problem> {
    let read = |text: &str| {
        let mut parts = text.split('.');
        let (region, id, since) = (parts.next()?, parts.next()?, parts.next()?);
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        Some(Key {
            region: RegionNumber(region.parse().ok().filter(|_| region.len() == 2)?),
            id: FeatureId::parse(id).ok()?,
            since: since
                .parse()
                .ok()
                .filter(|_| digits(since) && parts.next().is_none())?,
        })
    };
    read(text).ok_or_else(|| {
        Problem::parameter(
            "after",
            "tuto značku stránky jsme nevydali; jděte po odkazech `next` od první stránky",
            "this is no page mark of ours; follow the `next` links from the first page",
        )
    })
}

/// The mark of a page that follows a version.
pub fn mark(key: Key) -> String {
    format!("{}.{}.{}", key.region, key.id, key.since)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_marks_come_back() {
        let wanted = Key {
            region: RegionNumber(42),
            id: FeatureId::parse("42002990000000007").unwrap(),
            since: 12,
        };
        assert_eq!(key(&mark(wanted)).unwrap(), wanted);
        for text in [
            "",
            "42",
            "42.",
            "42.x",
            "42.1",
            "42.1.x",
            "42.1.-1",
            "42.1.1.1",
            "1.1.1",
            "421.1.1",
            "42.-1.1",
            "42.1.1' or 1=1",
        ] {
            assert!(key(text).is_err(), "{text:?}");
        }
    }
}
