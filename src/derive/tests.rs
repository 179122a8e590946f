//! Tests of the derivation of areas.

mod memory;
mod oracle;
mod random;
mod reach;
mod seamless;
mod update;

use super::Hierarchy;

/// A hierarchy of line types `T0`, `T1`, … and area types `A0`, `A1`, … with the line types that may bound each, in order.
fn hierarchy(areas: &[Vec<u16>]) -> Hierarchy {
    let lines = |types: &Vec<u16>| -> Vec<serde_json::Value> {
        types
            .iter()
            .map(|number| serde_json::json!({"code": format!("T{number}")}))
            .collect()
    };
    let area = |(number, types): (usize, &Vec<u16>)| serde_json::json!({"code": format!("A{number}"), "name": "", "family": "ground", "lines": lines(types)});
    let areas: Vec<_> = areas.iter().enumerate().map(area).collect();
    Hierarchy::parse(&serde_json::json!({"confirmed": true, "areas": areas}).to_string()).unwrap()
}
