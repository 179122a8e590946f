//! A moment in the life of a region's map: a change set after which it is, or a time.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::Prague;

/// A moment as people name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Right after the change set of this number; 0 is before the first.
    Number(i32),
    /// The last change set in force by this time.
    Time(DateTime<Utc>),
}

impl From<DateTime<Utc>> for Moment {
    fn from(time: DateTime<Utc>) -> Self {
        Self::Time(time)
    }
}

impl Moment {
    /// Reads a number of a change set or a time ([`instant`], of a plain date the last moment).
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if !text.is_empty() && text.len() <= 10 && text.bytes().all(|b| b.is_ascii_digit()) {
            return text.parse().ok().map(Self::Number);
        }
        instant(text, true).map(Self::Time)
    }
}

/// An RFC 3339 time; of a plain date, its first or last moment in Czechia. A plus sign that a client did not encode arrives as
/// a space and is taken for one. Years have four digits, as in RFC 3339.
pub fn instant(text: &str, last: bool) -> Option<DateTime<Utc>> {
    let text = text.replace(' ', "+");
    let year = text.as_bytes().get(..4)?;
    if !year.iter().all(u8::is_ascii_digit) || text.as_bytes().get(4) != Some(&b'-') {
        return None;
    }
    if let Ok(time) = DateTime::parse_from_rfc3339(&text) {
        return Some(time.to_utc());
    }
    let day = NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok()?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_times_and_days_are_moments() {
        let time = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        assert_eq!(Moment::parse("17"), Some(Moment::Number(17)));
        assert_eq!(Moment::parse(" 0 "), Some(Moment::Number(0)));
        assert_eq!(
            Moment::parse("2026-07-31T12:00:00 02:00"),
            Some(Moment::Time(time("2026-07-31T10:00:00Z")))
        );
        assert_eq!(
            Moment::parse("2026-01-31"),
            Some(Moment::Time(time("2026-01-31T22:59:59.999999Z")))
        );
        for wrong in [
            "-5000-01-01",
            "+5000-01-01",
            "20260-01-01",
            "+262142-12-31",
            "2026",
            "á026-01-01",
            "",
        ] {
            assert_eq!(instant(wrong, true), None, "{wrong}");
        }
        assert_eq!(instant("2026-01-31", false), Some(time("2026-01-30T23:00:00Z")));
    }

    #[test]
    fn nothing_else_is() {
        for text in [
            "",
            "-1",
            "+1",
            "99999999999",
            "yesterday",
            "2026-13-01",
            "1.0",
            "' or 1=1",
        ] {
            assert_eq!(Moment::parse(text), None, "{text:?}");
        }
    }
}
