//! Check 1.1 against libxml2: mutants of valid files, made by the tool beside the project and by one of our own.

use std::path::{Path, PathBuf};
use std::process::Command;

use dtm::check::structure::Automata;
use serde_json::Value;

use super::adapter::{automata, watch};
use crate::kit;

const GML: &str = "{http://www.opengis.net/gml/3.2}";

/// The XSD package that libxml2 judges by.
pub enum Package {
    /// An official one, from the data beside the project.
    Official(&'static str),
    /// One of our own, unpacked.
    Folder(PathBuf),
}

const OLD: Package = Package::Official("jvf-dtm-1.4.3-xsd.zip");
const NEW: Package = Package::Official("jvf-dtm-1.5.0-beta3-xsd.zip");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    files.sort();
    files
}

fn official() -> Option<Vec<PathBuf>> {
    Some(files(&kit::shared()?.join("jvf/samples/1.4.3")))
}

/// Those that are for the structure only; the others (`.jvf.xml`) are wrong on purpose.
fn own() -> Vec<PathBuf> {
    let mut files = files(&root().join("fixtures/check/1.5.0"));
    files.retain(|file| !file.to_string_lossy().ends_with(".jvf.xml"));
    files
}

/// Makes mutants of files and compares the verdicts; says aloud when that cannot be done.
pub fn judged(
    tool: &Path,
    automata: &Automata,
    package: &Package,
    samples: &[PathBuf],
    seed: u32,
    count: u32,
) {
    let directory = tempfile::tempdir().unwrap();
    let unpacked = match package {
        Package::Folder(folder) => folder.clone(),
        Package::Official(name) => {
            let Some(shared) = kit::shared() else { return };
            let unpacked = directory.path().join("package");
            let file = std::fs::File::open(shared.join("jvf/xsd").join(name)).unwrap();
            zip::ZipArchive::new(file).unwrap().extract(&unpacked).unwrap();
            unpacked
        }
    };
    let out = directory.path().join("mutants");
    // The system's Python, which has lxml from the package python3-lxml.
    let made = Command::new("/usr/bin/python3")
        .arg(tool)
        .args([
            Path::new("--xsd"),
            &unpacked.join("xsd"),
            Path::new("--out"),
            &out,
        ])
        .args(["--seed", &seed.to_string(), "--count", &count.to_string()])
        .args(samples)
        .output();
    match made {
        Ok(output) if output.status.success() => agree(automata, &out, count),
        other => {
            let lxml = |o: &std::process::Output| {
                String::from_utf8_lossy(&o.stderr).contains("No module named 'lxml'")
            };
            assert!(other.as_ref().map_or(true, lxml), "the tool fails: {other:?}");
            kit::skip("python3-lxml is not installed; check 1.1 is not judged");
        }
    }
}

/// Every mutant of a directory has libxml2's verdict; inside GML a stricter one is fine.
fn agree(automata: &Automata, directory: &Path, count: u32) {
    let log = std::fs::read_to_string(directory.join("verdicts.jsonl")).unwrap();
    let (mut wrong, mut read) = (Vec::new(), 0);
    for line in log.lines() {
        let judged: Value = serde_json::from_str(line).unwrap();
        let file = directory.join(judged["file"].as_str().unwrap());
        let verdict = watch(automata, &std::fs::read_to_string(file).unwrap());
        let valid = judged["valid"].as_bool().unwrap();
        let in_gml = judged["edits"].to_string().contains(GML);
        if verdict.is_valid() != valid && !(valid && in_gml) {
            wrong.push(format!("{line}\n    {:?}", verdict.faults));
        }
        read += 1;
    }
    assert_eq!(read, count);
    assert!(
        wrong.is_empty(),
        "{} disagreements:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn valid_files_are_valid() {
    let old = official()
        .unwrap_or_default()
        .into_iter()
        .map(|file| ("1.4.3", file));
    let new = own().into_iter().map(|file| ("1.5.0", file));
    for (version, file) in old.chain(new) {
        let verdict = watch(automata(version), &std::fs::read_to_string(&file).unwrap());
        assert!(verdict.is_valid(), "{}: {verdict:?}", file.display());
    }
}

#[test]
fn mutants_are_judged_as_libxml2_judges_them() {
    let Some(shared) = kit::shared() else { return };
    let tool = shared.join("jvf/tools/mutate.py");
    let official = official().unwrap_or_default();
    judged(&tool, automata("1.4.3"), &OLD, &official, 4_711, 300);
    judged(&tool, automata("1.5.0"), &NEW, &own(), 4_712, 300);
}

#[test]
fn mutants_of_nil_types_fixed_values_and_extensions_are_too() {
    let Some(official) = official() else { return };
    let tool = root().join("tests/judges/structure.py");
    judged(&tool, automata("1.4.3"), &OLD, &official, 4_713, 200);
    judged(&tool, automata("1.5.0"), &NEW, &own(), 4_714, 300);
}

/// `DTM_MUTANTS=DIRECTORY DTM_VERSION=1.4.3 cargo test --test dtm mutants_of_a_directory -- --ignored`: mutants that
/// `scripts/mutants` or the tools left.
#[test]
#[ignore = "needs a directory of mutants"]
fn mutants_of_a_directory() {
    let directory = PathBuf::from(std::env::var_os("DTM_MUTANTS").unwrap());
    let version = std::env::var("DTM_VERSION").unwrap();
    let log = std::fs::read_to_string(directory.join("verdicts.jsonl")).unwrap();
    agree(
        automata(&version),
        &directory,
        u32::try_from(log.lines().count()).unwrap(),
    );
}
