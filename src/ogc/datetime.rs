//! The parameter `datetime`: an instant or an interval of RFC 3339 times.
//!
//! The time of a feature is the time in which its present version is in force: from `DatumZmeny`, or `DatumVkladu` where
//! nothing has changed since, with an open end. Hence only the end of the interval selects; features that tell no time
//! are always included. The past itself, ended versions, is not served by this parameter yet.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::Prague;

use crate::http::Problem;

/// The end of the asked interval as Czech local time; `None` when it is open.
///
/// # Errors
/// [`Problem`] 400 when the value is neither an instant nor an interval, or its ends are out of order.
pub fn in_force_by(value: &str) -> Result<Option<NaiveDateTime>, Problem> {
    let fault = || {
        Problem::parameter(
            "datetime",
            "zadejte okamžik jako 2026-01-31T12:00:00Z nebo interval jako 2026-01-01T00:00:00Z/.. (jeden konec smí být otevřený)",
            "give an instant such as 2026-01-31T12:00:00Z or an interval such as 2026-01-01T00:00:00Z/.. (one end may be open)",
        )
    };
    // A plus sign that a client did not encode arrives as a space.
    let value = value.replace(' ', "+");
    let end = match value.split_once('/') {
        None => instant(&value, true).ok_or_else(fault)?,
        Some((start, end)) => match (open(start), open(end)) {
            (true, true) => return Err(fault()),
            (false, true) => {
                instant(start, false).ok_or_else(fault)?;
                return Ok(None);
            }
            (true, false) => instant(end, true).ok_or_else(fault)?,
            (false, false) => {
                let start = instant(start, false).ok_or_else(fault)?;
                instant(end, true).filter(|end| start <= *end).ok_or_else(fault)?
            }
        },
    };
    Ok(Some(Prague.from_utc_datetime(&end.naive_utc()).naive_local()))
}

fn open(end: &str) -> bool {
    end.is_empty() || end == ".."
}

/// An RFC 3339 time; of a plain date, its first or last moment in Czechia.
fn instant(text: &str, last: bool) -> Option<DateTime<Utc>> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.to_utc());
    }
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    let day = if last {
        day.checked_add_days(Days::new(1))?
    } else {
        day
    };
    let midnight = Prague
        .from_local_datetime(&day.and_time(NaiveTime::MIN))
        .earliest()?;
    Some(midnight.to_utc() - chrono::Duration::microseconds(i64::from(last)))
}

/// A Czech local time as RFC 3339 in UTC.
pub fn rfc3339(time: NaiveDateTime) -> String {
    let utc = Prague
        .from_local_datetime(&time)
        .earliest()
        .map_or_else(|| time.and_utc(), |local| local.to_utc());
    utc.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::value::format_local_time;

    #[test]
    fn the_end_of_the_interval_is_czech_time() {
        let cases = [
            ("2026-01-31T12:00:00Z", Some("2026-01-31T13:00:00")),
            ("2026-07-31T12:00:00+02:00", Some("2026-07-31T12:00:00")),
            ("2026-07-31T12:00:00 02:00", Some("2026-07-31T12:00:00")),
            (
                "2026-01-01T00:00:00Z/2026-01-31T12:00:00Z",
                Some("2026-01-31T13:00:00"),
            ),
            ("../2026-01-31T12:00:00Z", Some("2026-01-31T13:00:00")),
            ("/2026-01-31T12:00:00Z", Some("2026-01-31T13:00:00")),
            ("2026-01-31T12:00:00Z/..", None),
            ("2026-01-31T12:00:00Z/", None),
            ("2026-01-31", Some("2026-01-31T23:59:59.999999")),
        ];
        for (value, end) in cases {
            assert_eq!(
                in_force_by(value).unwrap().map(format_local_time).as_deref(),
                end,
                "{value}"
            );
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
            assert!(in_force_by(value).is_err(), "{value:?}");
        }
    }

    #[test]
    fn local_times_are_told_in_utc() {
        let time = NaiveDate::from_ymd_opt(2024, 7, 1)
            .unwrap()
            .and_time(NaiveTime::MIN);
        assert_eq!(rfc3339(time), "2024-06-30T22:00:00Z");
    }
}
