//! The table as people and programs read it: `dtm check --list` and the generated part of `docs/checks.md`.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::limits::in_force;
use super::{CHECKS, Check, LIMITS, Limit, PROVISIONS, Rules, Said, Treatment, Unit, Use};
use crate::check::Severity;
use crate::check::attributes::RULES;
use crate::model::Language;
use crate::model::catalogue::Part;

/// The table as text for a terminal: what becomes of each check in each use at the date of the rules, then the limits
/// and the rules inside of checks that are in force.
pub fn text(rules: &Rules, language: Language) -> String {
    let say = |czech, english| language.choose(czech, english);
    let mut out = String::new();
    for check in &CHECKS {
        let _ = writeln!(out, "{:<6} {}", check.id.to_string(), check.name.get(language));
        let _ = writeln!(out, "       {}", check.tests.get(language));
        let uses: Vec<_> = Use::ALL
            .into_iter()
            .map(|usage| {
                let treatment = Rules::at(rules.date(), usage).of(check, "");
                format!("{}: {}", usage.name().get(language), word(treatment, language))
            })
            .collect();
        let _ = writeln!(out, "       {}", uses.join(", "));
        if let Treatment::NotRun(reason) = rules.of(check, "") {
            let _ = writeln!(out, "       {}", reason.get(language));
        }
    }
    let _ = writeln!(out, "\n{}", say("meze", "limits"));
    for limit in LIMITS
        .iter()
        .filter(|limit| in_force(limit.from, limit.until, rules.date()))
    {
        let _ = writeln!(
            out,
            "{:<6} {}: {}",
            limit.check.to_string(),
            limit.name.get(language),
            values(limit, language)
        );
    }
    let _ = writeln!(
        out,
        "\n{}",
        say("pravidla s vlastním datem", "rules with dates of their own")
    );
    for row in PROVISIONS
        .iter()
        .filter(|row| in_force(row.from, row.until, rules.date()))
    {
        let _ = writeln!(out, "{:<6} {}", row.check.to_string(), row.says.get(language));
    }
    out
}

/// The table as JSON: all rows, whatever the date, and what becomes of each check in each use at the date of the rules.
pub fn json(rules: &Rules) -> Value {
    let checks: Vec<_> = CHECKS.iter().map(|check| check_json(check, rules)).collect();
    let limits: Vec<_> = LIMITS
        .iter()
        .map(|limit| {
            json!({
                "check": limit.check.to_string(),
                "name": said(limit.name),
                "low": limit.low,
                "high": limit.high,
                "unit": match limit.unit {
                    Unit::Centimetres => "cm",
                    Unit::SquareCentimetres => "cm2",
                },
                "from": limit.from,
                "until": limit.until,
            })
        })
        .collect();
    let provisions: Vec<_> = PROVISIONS
        .iter()
        .map(|row| {
            json!({"check": row.check.to_string(), "says": said(row.says), "from": row.from, "until": row.until})
        })
        .collect();
    json!({"date": rules.date(), "checks": checks, "limits": limits, "rules": provisions})
}

fn check_json(check: &Check, rules: &Rules) -> Value {
    let uses: serde_json::Map<_, _> = Use::ALL
        .into_iter()
        .map(|usage| {
            let value = match Rules::at(rules.date(), usage).of(check, "") {
                Treatment::Run(severity) => json!({"severity": code(severity)}),
                Treatment::NotRun(reason) => json!({"severity": null, "reason": said(reason)}),
            };
            (usage.code().to_owned(), value)
        })
        .collect();
    json!({
        "id": check.id.to_string(),
        "group": check.id.group.code(),
        "name": said(check.name),
        "tests": said(check.tests),
        "dimensions": check.dimensions.label(),
        "levels": said(check.levels.name()),
        "parts": check.parts.iter().map(|part| part.as_str()).collect::<Vec<_>>(),
        "scope": said(check.scope.name()),
        "uses": uses,
        "note": check.note.map(said),
        "from": check.from,
        "jvf_from": check.jvf_from,
        "official": check.official,
        "built": check.built,
    })
}

/// The generated part of `docs/checks.md`: English with the Czech names, whatever the date.
pub fn markdown() -> String {
    let mut out = String::from(
        "| Check | Name | Parts | Dim. | Levels | Scope | Receipt | Pre-check | Editing | Cross-border | dtm |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for check in &CHECKS {
        let [receipt, precheck, editing, across] = check.treatments.map(|t| word(t, Language::English));
        let parts = if check.parts.len() == Part::ALL.len() {
            "all".to_owned()
        } else {
            check
                .parts
                .iter()
                .map(|part| part.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        };
        let _ = writeln!(
            out,
            "| {} | *{}*; {} | {parts} | {} | {} | {} | {receipt} | {precheck} | {editing} | {across} | {} |",
            check.id,
            check.name.czech,
            check.name.english,
            check.dimensions.label(),
            check.levels.name().english,
            check.scope.name().english,
            if check.built { "yes" } else { "not yet" },
        );
    }
    out.push_str("\nWhat each tests:\n\n");
    for check in &CHECKS {
        let _ = write!(out, "- **{}** {}", check.id, check.tests.english);
        if !check.official {
            out.push_str("; not official");
        }
        if let Some(from) = check.from {
            let _ = write!(out, "; since {from}");
        }
        if let Some(version) = check.jvf_from {
            let _ = write!(out, "; files of JVF DTM {version} and later");
        }
        if let Some(note) = check.note {
            let _ = write!(out, " ({})", note.english);
        }
        out.push_str(".\n");
    }
    out.push_str("\n| Check | Limit | In order | From | Until |\n| --- | --- | --- | --- | --- |\n");
    for limit in &LIMITS {
        let day =
            |date: Option<chrono::NaiveDate>| date.map_or_else(|| "–".to_owned(), |date| date.to_string());
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            limit.check,
            limit.name.english,
            values(limit, Language::English),
            day(limit.from),
            day(limit.until),
        );
    }
    out.push_str("\n| Rule | Check | At most | Finds | Source |\n| --- | --- | --- | --- | --- |\n");
    for rule in &RULES {
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} | {} |",
            rule.code,
            rule.check,
            code(rule.severity),
            rule.finds,
            rule.source,
        );
    }
    out
}

fn said(said: Said) -> Value {
    json!({"cs": said.czech, "en": said.english})
}

fn code(severity: Severity) -> &'static str {
    match severity {
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn word(treatment: Treatment, language: Language) -> &'static str {
    match treatment {
        Treatment::Run(Severity::Error) => language.choose("chyba", "error"),
        Treatment::Run(Severity::Warning) => language.choose("upozornění", "warning"),
        Treatment::NotRun(_) => language.choose("neběží", "not run"),
    }
}

/// The values in order, in metres or square metres: `0.05 m and more`, `1.00 to 1620.00 m`.
fn values(limit: &Limit, language: Language) -> String {
    let (divisor, decimals, unit) = match limit.unit {
        Unit::Centimetres => (100, 2, "m"),
        Unit::SquareCentimetres => (10_000, 4, "m²"),
    };
    let number = |value: i32| {
        let sign = if value < 0 { "-" } else { "" };
        let (whole, rest) = (value.unsigned_abs() / divisor, value.unsigned_abs() % divisor);
        let text = format!("{sign}{whole}.{rest:0decimals$}");
        let text = match limit.unit {
            Unit::Centimetres => text.as_str(),
            Unit::SquareCentimetres => text.trim_end_matches('0'),
        };
        match language {
            Language::Czech => text.replace('.', ","),
            Language::English => text.to_owned(),
        }
    };
    match limit.high {
        Some(high) => {
            format!(
                "{} {} {} {unit}",
                number(limit.low),
                language.choose("až", "to"),
                number(high)
            )
        }
        None => format!(
            "{} {unit} {}",
            number(limit.low),
            language.choose("a více", "and more")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::day;
    use super::*;

    #[test]
    fn limits_are_written_in_metres() {
        let of = |name: &str| {
            LIMITS
                .iter()
                .find(|limit| limit.name.english.starts_with(name))
                .unwrap()
        };
        assert_eq!(values(of("size"), Language::English), "0.07 m² and more");
        assert_eq!(
            values(of("coordinate X"), Language::Czech),
            "-904685,00 až -431627,00 m"
        );
        assert_eq!(values(of("distance of points"), Language::Czech), "0,05 m a více");
    }

    #[test]
    fn the_list_names_every_check_in_both_languages() {
        let rules = Rules::at(day(2026, 7, 1), Use::Precheck);
        for language in Language::ALL {
            let text = text(&rules, language);
            for check in &CHECKS {
                assert!(text.contains(check.name.get(language)), "{}", check.id);
            }
        }
        let json = json(&rules);
        assert_eq!(json["checks"].as_array().unwrap().len(), CHECKS.len());
        assert_eq!(json["checks"][0]["uses"]["receipt"]["severity"], "error");
        assert_eq!(json["checks"][7]["id"], "2.1");
        assert_eq!(json["checks"][7]["uses"]["cross-border"]["severity"], Value::Null);
        assert!(json["checks"][7]["uses"]["cross-border"]["reason"]["cs"].is_string());
    }

    /// Around the generated part of `docs/checks.md`.
    const MARKS: [&str; 2] = ["<!-- from the table of checks -->\n", "<!-- end -->\n"];

    #[test]
    fn the_documentation_holds_the_table() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/checks.md");
        let page = std::fs::read_to_string(path).unwrap();
        let (head, rest) = page.split_once(MARKS[0]).unwrap();
        let (_, tail) = rest.split_once(MARKS[1]).unwrap();
        let expected = format!("{head}{}{}{}{tail}", MARKS[0], markdown(), MARKS[1]);
        if std::env::var_os("DTM_RENEW").is_some() {
            std::fs::write(path, expected).unwrap();
            return;
        }
        assert!(
            page == expected,
            "docs/checks.md is not what the table says; renew it: DTM_RENEW=1 cargo test --lib the_documentation_holds_the_table"
        );
    }
}
