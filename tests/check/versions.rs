//! Versions of JVF DTM that are not built in: a clear refusal, and the catalogue that ends it.

use std::path::Path;
use std::process::{Command, Output};

fn check(arguments: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dtm"))
        .args(["check", "--lang", "en", "--only", "1.1"])
        .args(arguments)
        .output()
        .unwrap()
}

#[test]
fn a_version_that_nobody_compiled_is_refused_until_its_catalogue_is_given() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let directory = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(root.join("fixtures/check/1.5.0/state-public.xml")).unwrap();
    let file = directory.path().join("later.jvf.xml");
    std::fs::write(&file, text.replace("1.5.0.beta3", "1.5.0.9")).unwrap();

    let refused = check(&[&file]);
    let told = String::from_utf8(refused.stdout).unwrap();
    assert_eq!(refused.status.code(), Some(1), "{told}");
    assert!(
        told.contains("1.5.0.9") && told.contains("dtm catalogue"),
        "{told}"
    );

    let catalogue = std::fs::read_to_string(root.join("schemas/jvf/1.5.0.json")).unwrap();
    let added = directory.path().join("1.5.0.9.json");
    std::fs::write(&added, catalogue.replace("1.5.0.beta3", "1.5.0.9")).unwrap();
    let accepted = check(&[Path::new("--catalogues"), &added, &file]);
    let told = String::from_utf8(accepted.stdout).unwrap();
    assert_eq!(accepted.status.code(), Some(0), "{told}");
    assert!(told.contains("JVF DTM 1.5.0.9, complete state"), "{told}");
}

#[test]
fn a_catalogue_that_is_none_cannot_be_used() {
    let directory = tempfile::tempdir().unwrap();
    let broken = directory.path().join("broken.json");
    std::fs::write(&broken, "{}").unwrap();
    let output = check(&[Path::new("--catalogues"), &broken, Path::new("nowhere.jvf.xml")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("broken.json"));
}
