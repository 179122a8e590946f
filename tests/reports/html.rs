//! The page, looked at as text and in a browser.

use std::path::Path;
use std::process::Command;

use dtm::check::Report;
use dtm::check::report::Format;
use dtm::model::Language;

use super::{sample, told};
use crate::kit;

#[test]
fn texts_of_a_file_stand_in_the_page_as_text_only() {
    let mut report = sample::several();
    report.files.push(sample::hostile());
    for language in Language::ALL {
        let page = told(&report, Format::Html, language);
        // The page's own script and data, and nothing that ends them early.
        assert_eq!(page.matches("<script").count(), 2);
        assert_eq!(page.matches("</script").count(), 2);
        assert_eq!(page.matches("<style").count(), 1);
        assert!(!page.contains("<img") && !page.contains("<!--"));
        let data = page
            .split(r#"id="data">"#)
            .nth(1)
            .unwrap()
            .split('<')
            .next()
            .unwrap();
        assert!(
            data.chars()
                .all(|c| "0123456789-,[]{}:\"".contains(c) || c.is_ascii_lowercase()),
            "only numbers"
        );
        assert!(page.contains("&#60;/script&#62;"), "the texts are there");
    }
}

#[test]
fn the_page_names_no_other_place() {
    for language in Language::ALL {
        let page = told(&sample::several(), Format::Html, language);
        for reach in ["http:", "https:", "//cdn", " src=", "url(", "@import", "<link"] {
            let told = page.replace("&#60;img src=x", "");
            assert!(!told.contains(reach), "{reach}");
        }
        assert!(
            page.contains(r#"content="default-src &#39;none&#39;; style-src &#39;sha256-"#),
            "the policy is there"
        );
    }
}

#[test]
fn both_languages_say_their_own() {
    let czech = told(&sample::everything(), Format::Html, Language::Czech);
    assert!(czech.starts_with("<!DOCTYPE html>\n<html lang=\"cs\">"));
    assert!(
        czech.contains("<h4>Posouzeny jen zčásti</h4>") && czech.contains("zbytek souboru nebylo možné číst")
    );
    assert!(
        czech.contains("6 chyb") || czech.contains("5 chyb, 26 varování"),
        "numbers"
    );
    let english = told(&sample::everything(), Format::Html, Language::English);
    assert!(english.contains("<html lang=\"en\">") && english.contains("5 errors, 26 warnings"));
    assert!(!english.contains("Závažnost"));
}

#[test]
fn a_report_without_findings_or_files_is_a_page_too() {
    let clean = Report {
        files: vec![sample::several().files.remove(1)],
    };
    for report in [clean, Report::default()] {
        let page = told(&report, Format::Html, Language::English);
        assert!(page.contains("The checks that ran found nothing.") && !page.contains("<canvas"));
    }
}

/// What the page does is looked at in a browser: filters, map, keys, a phone, the dark, paper.
#[test]
fn the_page_works_in_a_browser() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let browser = std::env::var("DTM_CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    if !Path::new(&browser).exists() || !root.join("web/node_modules/playwright-core").exists() {
        kit::skip("no chromium, or no packages in web/node_modules (scripts/setup --tests)");
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let pages = [
        ("everything", sample::everything(), Language::Czech),
        ("several", sample::several(), Language::English),
        ("big", sample::big(), Language::Czech),
    ];
    for (name, report, language) in pages {
        let page = told(&report, Format::Html, language);
        std::fs::write(directory.path().join(format!("{name}.html")), page).unwrap();
    }
    let mut driver = Command::new("node");
    driver
        .arg(root.join("tests/browser/report.mjs"))
        .arg(directory.path());
    if let Some(pictures) = std::env::var_os("DTM_PICTURES") {
        driver.arg("--screenshots").arg(pictures);
    }
    let output = driver.output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{told}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    println!("{told}");
}
