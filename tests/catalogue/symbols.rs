//! The committed symbols are what the published table gives.

use std::process::Command;

use crate::kit;

#[test]
fn the_committed_symbols_are_what_the_table_gives() {
    let Some(shared) = kit::shared() else { return };
    let directory = tempfile::tempdir().unwrap();
    let output = directory.path().join("symbols.json");
    let committed = super::root().join("schemas/symbols/1.4.3.json");
    let ran = Command::new("python3")
        .arg(super::root().join("scripts/symbols.py"))
        .arg(shared.join("jvf/symbols.csv"))
        .arg(super::root().join("schemas/jvf/1.4.3.json"))
        .arg(&output)
        .output();
    let Ok(ran) = ran else {
        kit::skip("python3 is not installed; the symbols are not made again");
        return;
    };
    assert!(ran.status.success(), "{ran:?}");
    assert!(
        std::fs::read(output).unwrap() == std::fs::read(committed).unwrap(),
        "schemas/symbols/1.4.3.json is not what the table gives; run scripts/symbols.py"
    );
}
