//! The parameters `datetime` and `moment`: which moment of the map is asked for.
//!
//! `datetime` is an instant or an interval of RFC 3339 times (Part 1, 7.15.4). The time of a version is the time in which it
//! is in force: from the change set that made it to the one that ended it. An instant selects the state at that time, an
//! interval every version that was in force at some moment of it.
//!
//! `moment` tells how much of the ledger is known: `CZ042:17,CZ052:3` stands for the state after these change sets. Links
//! to further pages carry it, so that pages belong together whatever is delivered meanwhile.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::http::{Problem, Service};
use crate::model::{Region, RegionNumber, instant};
use crate::store::Versions;

/// What `datetime` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// The state at a time.
    Instant(DateTime<Utc>),
    /// All versions in force at some time between; `None` is an open end.
    Interval(Option<DateTime<Utc>>, Option<DateTime<Utc>>),
}

impl When {
    /// Reads the value of `datetime`.
    ///
    /// # Errors
    /// [`Problem`] 400 when it is neither an instant nor an interval, or its ends are out of order.
    pub fn parse(value: &str) -> Result<Self, Problem> {
        Self::read(value).ok_or_else(|| {
            Problem::parameter(
                "datetime",
                "zadejte okamžik jako 2026-01-31T12:00:00Z nebo interval jako 2026-01-01T00:00:00Z/.. (jeden konec smí být otevřený)",
                "give an instant such as 2026-01-31T12:00:00Z or an interval such as 2026-01-01T00:00:00Z/.. (one end may be open)",
            )
        })
    }

    fn read(value: &str) -> Option<Self> {
        let Some((start, end)) = value.split_once('/') else {
            return instant(value, true).map(Self::Instant);
        };
        let bound = |text: &str, last| match text {
            "" | ".." => Some(None),
            _ => instant(text, last).map(Some),
        };
        match (bound(start, false)?, bound(end, true)?) {
            (None, None) => None,
            (Some(start), Some(end)) if start > end => None,
            (start, end) => Some(Self::Interval(start, end)),
        }
    }
}

/// Reads the value of `moment`: numbers of change sets by region.
///
/// # Errors
/// [`Problem`] 400 when it is not such, or names a region that is not here.
pub fn pins(value: &str, known: &[Region]) -> Result<BTreeMap<RegionNumber, i32>, Problem> {
    let pin = |text: &str| {
        let (code, number) = text.split_once(':')?;
        let region = known.iter().find(|region| region.code.as_str() == code)?;
        let digits = number.len() <= 10 && number.bytes().all(|b| b.is_ascii_digit());
        Some((region.number, number.parse().ok().filter(|_| digits)?))
    };
    let pins: Option<_> = value.split(',').map(pin).collect();
    pins.ok_or_else(|| {
        Problem::parameter(
            "moment",
            "uveďte čísla změn po krajích, například CZ042:17,CZ052:3",
            "give numbers of change sets by region, such as CZ042:17,CZ052:3",
        )
    })
}

/// The value of `moment` for regions and numbers.
pub fn moment(pins: &[(RegionNumber, Versions)], known: &[Region]) -> String {
    let pin = |(number, versions): &(RegionNumber, Versions)| {
        let region = known.iter().find(|region| region.number == *number)?;
        Some(format!("{}:{}", region.code, versions.last()))
    };
    let pins: Vec<_> = pins.iter().filter_map(pin).collect();
    pins.join(",")
}

/// Which versions of each region are asked for.
///
/// # Errors
/// [`Problem`] when the database does not answer.
pub async fn versions(
    service: &Service,
    regions: &[Region],
    when: Option<When>,
    pins: &BTreeMap<RegionNumber, i32>,
) -> Result<Vec<(RegionNumber, Versions)>, Problem> {
    let known = |region: &Region| {
        let pin = pins.get(&region.number).copied();
        pin.unwrap_or(region.last_change_set).min(region.last_change_set)
    };
    let mut found = Vec::with_capacity(regions.len());
    for region in regions {
        let last = known(region);
        let number = async |time: DateTime<Utc>| {
            let number = service.store.number_at(region, time.into()).await?;
            Ok::<_, Problem>(number.min(last))
        };
        let versions = match when {
            None => Versions::At(last),
            Some(When::Instant(time)) => Versions::At(number(time).await?),
            Some(When::Interval(start, end)) => Versions::During {
                from: match start {
                    Some(time) => number(time).await?,
                    None => 0,
                },
                to: match end {
                    Some(time) => number(time).await?,
                    None => last,
                },
            },
        };
        found.push((region.number, versions));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RegionCode;

    fn time(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    #[test]
    fn instants_and_intervals_are_read() {
        let (start, end) = (time("2026-01-01T00:00:00Z"), time("2026-01-31T12:00:00Z"));
        let cases = [
            ("2026-01-31T12:00:00Z", When::Instant(end)),
            ("2026-01-31T14:00:00+02:00", When::Instant(end)),
            ("2026-01-31T14:00:00 02:00", When::Instant(end)),
            ("2026-01-31", When::Instant(time("2026-01-31T22:59:59.999999Z"))),
            (
                "2026-01-01T00:00:00Z/2026-01-31T12:00:00Z",
                When::Interval(Some(start), Some(end)),
            ),
            ("../2026-01-31T12:00:00Z", When::Interval(None, Some(end))),
            ("/2026-01-31T12:00:00Z", When::Interval(None, Some(end))),
            ("2026-01-01T00:00:00Z/..", When::Interval(Some(start), None)),
            ("2026-01-01T00:00:00Z/", When::Interval(Some(start), None)),
            (
                "2026-01-01/2026-01-01",
                When::Interval(
                    Some(time("2025-12-31T23:00:00Z")),
                    Some(time("2026-01-01T22:59:59.999999Z")),
                ),
            ),
        ];
        for (value, when) in cases {
            assert_eq!(When::parse(value).unwrap(), when, "{value}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for value in [
            "",
            "..",
            "/",
            "../..",
            "2026",
            "yesterday",
            "2026-13-01",
            "2026-02-01/2026-01-01",
            "a/..",
            "2026-01-01/2026-01-02/2026-01-03",
            "' or 1=1",
        ] {
            assert!(When::parse(value).is_err(), "{value:?}");
        }
    }

    #[test]
    fn moments_come_back() {
        let region = |code: &str| {
            let code = RegionCode::parse(code).unwrap();
            Region {
                number: code.number(),
                code,
                name: String::new(),
                last_change_set: 9,
            }
        };
        let known = [region("CZ042"), region("CZ052")];
        let read = pins("CZ042:17,CZ052:0", &known).unwrap();
        let versions: Vec<_> = read
            .iter()
            .map(|(region, n)| (*region, Versions::At(*n)))
            .collect();
        assert_eq!(moment(&versions, &known), "CZ042:17,CZ052:0");
        for text in [
            "",
            "17",
            "CZ042",
            "CZ042:",
            "CZ042:-1",
            "CZ042:+1",
            "CZ010:1",
            "CZ042:1,",
            "CZ042:' or 1=1",
        ] {
            assert!(pins(text, &known).is_err(), "{text:?}");
        }
    }
}
