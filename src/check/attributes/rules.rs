//! The rules of checks 2.1 and 2.2 as data: what each finds, how bad it is, where it comes from.

use super::Demand;
use crate::check::table::Group;
use crate::check::{CheckId, Severity};

/// A rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// An update or a deletion without `ID`.
    IdentifierMissing,
    /// `ID` is no identifier.
    IdentifierForm,
    /// The identifier of an editor, owner, administrator or operator has another form than those of the register.
    SubjectForm,
    /// `ICS` is no list separated by semicolons.
    BuildingsForm,
    /// A value that hides what is not public.
    Hidden,
    /// *nezjištěno* in a new element.
    UnknownInNew,
    /// A new detail point worse than class 3.
    ClassOfNew,
    /// A forbidden combination of values.
    Combination,
    /// A GAD without `AZI`.
    Surveyor,
    /// A file that may be a GAD or a KAD, without `AZI`.
    SurveyorUntold,
    /// A GAD without day or number of the verification.
    Verification,
    /// A mandatory attribute is missing.
    ValueMissing,
    /// A value is not of its code list.
    CodeList,
    /// A value is not of its type.
    ValueForm,
    /// A deleted object has an IČS.
    DeletedBuilding,
}

/// What is to be known of a rule.
#[derive(Clone, Copy, Debug)]
pub struct RuleRow {
    /// Which.
    pub rule: Rule,
    /// Its name in documents.
    pub code: &'static str,
    /// The check that its findings count to.
    pub check: CheckId,
    /// At most how severe its findings are.
    pub severity: Severity,
    /// Under which circumstances they are findings.
    pub demand: Demand,
    /// What it finds.
    pub finds: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}

const fn row(
    rule: Rule,
    code: &'static str,
    severity: Severity,
    demand: Demand,
    finds: &'static str,
    source: &'static str,
) -> RuleRow {
    RuleRow {
        rule,
        code,
        check: CheckId::new(Group::Attributes, 1),
        severity,
        demand,
        finds,
        source,
    }
}

use Demand::{Always, NewElements, Sent};
use Severity::{Error, Warning};

/// All rules, in the order of [`Rule`].
pub static RULES: [RuleRow; 15] = [
    row(
        Rule::IdentifierMissing,
        "identifier-missing",
        Error,
        Always,
        "an update or a deletion without `ID`, or with an empty one",
        "change records of generation 1 in practice; demanded by the schema from 1.5 on",
    ),
    row(
        Rule::IdentifierForm,
        "identifier-form",
        Error,
        Always,
        "an `ID` that is not 1 to 17 digits",
        "syntax of system attributes (text of check 2.1); identifiers as IS DTM gives them",
    ),
    row(
        Rule::SubjectForm,
        "subject-form",
        Warning,
        Sent,
        "`IDEditora`, `IDVlastnika`, `IDSpravce`, `IDProvozovatele` or `IDProvozovateleZeZakona` that is not `SUBJ-` and eight digits",
        "syntax of system attributes (text of check 2.1); form of the register of subjects as seen in published files, hence no error",
    ),
    row(
        Rule::BuildingsForm,
        "ics-form",
        Warning,
        Sent,
        "`ICS` with an empty member, or with commas, bars or line ends between its numbers",
        "annotation of `ICS` in the schema: several are separated by semicolons; the form of one number is not published",
    ),
    row(
        Rule::Hidden,
        "not-public",
        Warning,
        Sent,
        "an inserted or updated value that says *neveřejný údaj*",
        "code lists and annotations of 1.4.3; the value stands for what the public part of issued data hides; no text forbids it to a sender, hence no error",
    ),
    row(
        Rule::UnknownInNew,
        "unknown-in-new",
        Error,
        NewElements,
        "*nezjištěno* in an inserted object of ZPS",
        "text of check 2.1 since 2025-02-13",
    ),
    row(
        Rule::ClassOfNew,
        "class-of-new",
        Error,
        NewElements,
        "an inserted detail point (218) whose class in position or height is not 1, 2 or 3",
        "text of check 2.1 since 2025-02-13; annex 2 of the decree",
    ),
    row(
        Rule::Combination,
        "combination",
        Error,
        Sent,
        "a combination of values that the configuration forbids",
        "text of check 2.1: a configuration file was announced; none is published",
    ),
    row(
        Rule::Surveyor,
        "azi-missing",
        Error,
        Always,
        "a change record of a GAD without `AZI`, or with an empty one",
        "text of check 2.1; annotation of `AZI` in the schema",
    ),
    row(
        Rule::SurveyorUntold,
        "azi-untold",
        Warning,
        Always,
        "a change record without `AZI` in a file of 1.4.3, which does not tell whether it is a GAD or a KAD",
        "as above; a KAD may leave it out, hence no error",
    ),
    row(
        Rule::Verification,
        "verification-missing",
        Error,
        Always,
        "a change record of a GAD of 1.5 or later without `DatumOvereni` or `CisloOvereni`, or with an empty one",
        "schema of 1.5: both belong to a GAD; 1.4.3 demands neither",
    ),
    row(
        Rule::ValueMissing,
        "value-missing",
        Error,
        Always,
        "a mandatory attribute that is not there; only when 1.1 does not run",
        "schema of the version, by kind of record",
    ),
    row(
        Rule::CodeList,
        "code-list",
        Error,
        Always,
        "a value that its code list does not have; only when 1.1 does not run",
        "text of check 2.1; code lists of the schema",
    ),
    row(
        Rule::ValueForm,
        "value-form",
        Error,
        Always,
        "a value that is not of its type; only when 1.1 does not run",
        "schema of the version",
    ),
    RuleRow {
        check: CheckId::new(Group::Attributes, 2),
        ..row(
            Rule::DeletedBuilding,
            "deleted-with-ics",
            Warning,
            Sent,
            "a deleted object of ZPS with a value of `ICS`",
            "text of check 2.2",
        )
    },
];

impl Rule {
    /// What is to be known of it.
    pub fn row(self) -> &'static RuleRow {
        &RULES[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_finds_its_row() {
        for (place, row) in RULES.iter().enumerate() {
            assert_eq!(row.rule as usize, place, "{}", row.code);
            assert!(!row.finds.is_empty() && !row.source.is_empty());
        }
    }
}
