//! What is in force at a date in a use.

use std::ops::RangeInclusive;

use chrono::NaiveDate;

use super::limits::in_force;
use super::{Check, CheckId, LIMITS, Limit, Measure, PROVISIONS, Provision, Said, Treatment, Use, find};

const UNKNOWN: Said = Said {
    czech: "kontrola není v seznamu",
    english: "the check is not in the table",
};
const NOT_BUILT: Said = Said {
    czech: "dtm tuto kontrolu zatím neprovádí",
    english: "dtm does not do this check yet",
};
const NOT_YET: Said = Said {
    czech: "kontrola k uvedenému dni ještě neplatila",
    english: "the check was not in force at that date yet",
};
const OTHER_VERSION: Said = Said {
    czech: "kontrola se týká až souborů JVF DTM 1.5",
    english: "the check is about files of JVF DTM 1.5 and later",
};

/// The rules in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    date: NaiveDate,
    usage: Use,
}

impl Rules {
    /// What is in force at a date, for a use.
    pub fn at(date: NaiveDate, usage: Use) -> Self {
        Self { date, usage }
    }

    /// The date.
    pub fn date(&self) -> NaiveDate {
        self.date
    }

    /// What the checks are run for.
    pub fn usage(&self) -> Use {
        self.usage
    }

    /// What becomes of a check: how severe its findings are at most, or why it does not run. A check that dtm does not
    /// do yet is never said to run. `jvf_version` is `VerzeJVFDTM` of the file, empty when nobody knows it.
    pub fn treatment(&self, id: CheckId, jvf_version: &str) -> Treatment {
        find(id).map_or(Treatment::NotRun(UNKNOWN), |check| self.of(check, jvf_version))
    }

    /// As [`treatment`](Self::treatment), of a check at hand.
    pub fn of(&self, check: &Check, jvf_version: &str) -> Treatment {
        let usual = check.treatment(self.usage);
        if matches!(usual, Treatment::NotRun(_)) {
            return usual;
        }
        if !check.built {
            return Treatment::NotRun(NOT_BUILT);
        }
        if !in_force(check.from, None, self.date) {
            return Treatment::NotRun(NOT_YET);
        }
        if check.jvf_from.is_some_and(|first| is_before(jvf_version, first)) {
            return Treatment::NotRun(OTHER_VERSION);
        }
        usual
    }

    /// The limit of a quantity.
    pub fn limit(&self, measure: Measure) -> Option<&'static Limit> {
        LIMITS
            .iter()
            .find(|limit| limit.measure == measure && in_force(limit.from, limit.until, self.date))
    }

    /// The values of a quantity that are in order, in centimetres or square centimetres.
    pub fn range(&self, measure: Measure) -> RangeInclusive<i32> {
        self.limit(measure).map_or(i32::MIN..=i32::MAX, |limit| {
            limit.low..=limit.high.unwrap_or(i32::MAX)
        })
    }

    /// The least value of a quantity that is in order, in centimetres or square centimetres.
    pub fn least(&self, measure: Measure) -> i32 {
        *self.range(measure).start()
    }

    /// Whether a rule inside of a check is in force.
    pub fn holds(&self, provision: Provision) -> bool {
        PROVISIONS
            .iter()
            .any(|row| row.provision == provision && in_force(row.from, row.until, self.date))
    }
}

/// Whether a version such as `1.4.3` comes before another, by their numbers; an unknown one does not.
fn is_before(version: &str, first: &str) -> bool {
    let numbers = |text: &str| {
        text.split('.')
            .map_while(|part| part.parse::<u32>().ok())
            .collect::<Vec<_>>()
    };
    let version = numbers(version);
    !version.is_empty() && version < numbers(first)
}

#[cfg(test)]
mod tests {
    use super::super::{CHECKS, Group, day};
    use super::*;
    use crate::check::Severity;

    const TODAY: NaiveDate = day(2026, 7, 1);

    fn treatment(rules: Rules, id: &str) -> Treatment {
        rules.treatment(CheckId::parse(id).unwrap(), "1.4.3")
    }

    #[test]
    fn the_least_area_shrank_in_july_2025() {
        let least = |date| Rules::at(date, Use::Receipt).least(Measure::AreaSize);
        assert_eq!(least(day(2025, 6, 30)), 700);
        assert_eq!(least(day(2025, 7, 1)), 500);
    }

    #[test]
    fn every_quantity_has_one_limit_on_every_day() {
        for date in [day(2024, 7, 1), day(2025, 6, 30), day(2025, 7, 1), TODAY] {
            for limit in &LIMITS {
                let in_force = LIMITS
                    .iter()
                    .filter(|other| other.measure == limit.measure)
                    .filter(|other| super::in_force(other.from, other.until, date));
                assert_eq!(in_force.count(), 1, "{:?} on {date}", limit.measure);
            }
        }
    }

    #[test]
    fn the_rules_for_new_elements_begin_on_their_day() {
        for provision in [Provision::NothingUnknownInNew, Provision::ClassOfDetailPoints] {
            assert!(!Rules::at(day(2025, 2, 12), Use::Receipt).holds(provision));
            assert!(Rules::at(day(2025, 2, 13), Use::Receipt).holds(provision));
        }
    }

    #[test]
    fn attributes_are_not_checked_across_the_border() {
        assert_eq!(
            treatment(Rules::at(TODAY, Use::Receipt), "2.1"),
            Treatment::Run(Severity::Error)
        );
        let across = treatment(Rules::at(TODAY, Use::CrossBorder), "2.1");
        assert!(matches!(across, Treatment::NotRun(_)));
    }

    #[test]
    fn what_is_not_built_is_never_said_to_run() {
        for usage in Use::ALL {
            let rules = Rules::at(TODAY, usage);
            for check in CHECKS.iter().filter(|check| !check.built) {
                let treatment = rules.of(check, "1.5.0.1");
                let Treatment::NotRun(reason) = treatment else {
                    panic!("{}", check.id)
                };
                assert!(!reason.czech.is_empty() && !reason.english.is_empty());
            }
        }
    }

    #[test]
    fn a_check_begins_on_its_day_and_with_its_version() {
        let mut check = *find(CheckId::new(Group::Areas, 9)).unwrap();
        check.built = true;
        let on = |date| Rules::at(date, Use::Editing).of(&check, "1.4.3");
        assert_eq!(on(day(2025, 2, 9)), Treatment::NotRun(NOT_YET));
        assert_eq!(on(day(2025, 2, 10)), Treatment::Run(Severity::Error));
        let mut check = *find(CheckId::new(Group::Areas, 11)).unwrap();
        check.built = true;
        let rules = Rules::at(TODAY, Use::Receipt);
        assert_eq!(rules.of(&check, "1.4.3"), Treatment::NotRun(OTHER_VERSION));
        for version in ["1.5", "1.5.0.beta3", "1.5.0.1", "1.10.0", "2.0", ""] {
            assert_eq!(
                rules.of(&check, version),
                Treatment::Run(Severity::Error),
                "{version}"
            );
        }
    }
}
