//! Who may import whom. A room that is not on the right of an arrow below cannot be used by the room on its left.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A room and the rooms it may use, besides `config`, which everybody may read and which uses nobody.
const ARROWS: [(&str, &[&str]); 20] = [
    ("model", &[]),
    ("config", &[]),
    ("geom", &["model", "crs"]),
    ("crs", &["model"]),
    ("jvf", &["model", "geom", "crs"]),
    ("generate", &["model", "geom", "crs", "jvf"]),
    ("gpkg", &["model", "geom"]),
    ("derive", &["model", "geom"]),
    ("check", &["model", "geom", "crs", "jvf", "gpkg", "derive"]),
    ("store", &["model", "geom", "crs", "derive"]),
    ("export", &["model", "geom", "crs", "jvf", "gpkg", "store"]),
    (
        "intake",
        &["model", "geom", "crs", "jvf", "derive", "check", "store"],
    ),
    ("tiles", &["model", "geom", "crs", "store"]),
    ("http", &["model", "geom", "crs", "store", "tiles"]),
    ("ogc", &["model", "geom", "crs", "store", "tiles", "http"]),
    (
        "api",
        &[
            "model", "geom", "crs", "store", "tiles", "http", "intake", "derive", "check", "export",
        ],
    ),
    ("web", &["model", "geom", "crs", "store", "tiles", "http"]),
    ("router", &["http", "ogc", "api", "web"]),
    (
        "cli",
        &[
            "model", "geom", "crs", "jvf", "generate", "derive", "check", "store", "intake", "export",
            "tiles", "http", "ogc", "api", "web", "router",
        ],
    ),
    ("main", &["cli"]),
];

fn files(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The room of a file below `src`.
fn room(path: &Path, src: &Path) -> String {
    let first = path.strip_prefix(src).unwrap().components().next().unwrap();
    let name = first.as_os_str().to_string_lossy().into_owned();
    name.strip_suffix(".rs").unwrap_or(&name).to_owned()
}

/// The rooms that a source text names by `crate::`, in `use` lines and in paths; comments do not count.
fn used(text: &str) -> BTreeSet<String> {
    let code: Vec<_> = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let code = code.join("\n").replace("dtm::cli", "crate::cli");
    let mut rooms = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let names: Vec<&str> = match rest.strip_prefix('{') {
            // `use crate::{api, ogc::items, web};`
            Some(list) => list.split('}').next().unwrap_or_default().split(',').collect(),
            None => vec![rest],
        };
        for name in names {
            let end = |c: char| !c.is_alphanumeric() && c != '_';
            let name = name.trim_start().split(end).next().unwrap_or_default();
            rooms.insert(name.to_owned());
        }
    }
    rooms
}

#[test]
fn every_arrow_points_the_permitted_way() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let arrows: BTreeMap<_, _> = ARROWS.into_iter().collect();
    let mut all = Vec::new();
    files(&src, &mut all);
    let mut forbidden = Vec::new();
    for path in all {
        let room = room(&path, &src);
        if room == "lib" {
            continue;
        }
        let permitted = arrows
            .get(room.as_str())
            .unwrap_or_else(|| panic!("room {room} has no place among the arrows; give it one"));
        for used in used(&std::fs::read_to_string(&path).unwrap()) {
            let known = arrows.contains_key(used.as_str());
            if known && used != room && used != "config" && !permitted.contains(&used.as_str()) {
                forbidden.push(format!(
                    "{} -> {used}",
                    path.strip_prefix(&src).unwrap().display()
                ));
            }
        }
    }
    assert!(
        forbidden.is_empty(),
        "forbidden arrows:\n{}",
        forbidden.join("\n")
    );
}

#[test]
fn forbidden_arrows_would_be_seen() {
    let rooms = used(
        "use crate::{api, ogc::items};\nlet x = crate::store::Store;\n// crate::web\nuse crate::model::Region;",
    );
    assert_eq!(
        rooms.into_iter().collect::<Vec<_>>(),
        ["api", "model", "ogc", "store"]
    );
}

#[test]
fn only_the_store_speaks_sql() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    files(&src, &mut all);
    let speakers: Vec<_> = all
        .into_iter()
        .filter(|path| room(path, &src) != "store")
        .filter(|path| std::fs::read_to_string(path).unwrap().contains("sqlx::"))
        .collect();
    assert_eq!(speakers, Vec::<PathBuf>::new());
}
