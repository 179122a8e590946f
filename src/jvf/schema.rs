//! The compiler of catalogues: from an official XSD package of JVF DTM to [`Catalogue`].
//!
//! A package is a zip whose entry is `xsd/index/index_data.xsd`: it lists one element for each object type with its
//! geometry; the type of the element lies in a file and a namespace of its own; attributes lie in the namespace `atr`.
//! Both generations of records are read, bare GML geometries (to 1.5.0 beta 3) and wrapped ones (1.5.0.1).

use std::path::Path;

use thiserror::Error;

use crate::model::Catalogue;

mod attributes;
mod grammar;
mod objects;
mod package;
mod resolve;
mod supplement;
mod tree;
mod write;

pub use write::to_json;

use attributes::Collected;
use package::Package;
use resolve::Schemas;
use tree::Name;

/// Why a package cannot be compiled.
#[derive(Debug, Error)]
pub enum SchemaError {
    /// A file cannot be read.
    #[error("`{path}` cannot be read")]
    Open {
        /// The package or the entry in it.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// Not a zip, or a broken one.
    #[error("`{path}` is not a readable zip; give the XSD package as it was published")]
    Zip {
        /// The package or the entry in it.
        path: String,
        /// Why.
        source: zip::result::ZipError,
    },
    /// More entries than any package has.
    #[error("the package has {found} entries, at most {limit} are read")]
    TooManyEntries {
        /// Entries of the zip.
        found: usize,
        /// Entries that are read at most.
        limit: usize,
    },
    /// Unpacks to more than any package has.
    #[error("`{file}` unpacks to more than the {limit} bytes that are read")]
    TooLarge {
        /// The entry at which the limit was met.
        file: String,
        /// Bytes.
        limit: u64,
    },
    /// Nested deeper than any schema is.
    #[error("`{file}` is nested deeper than {limit} elements")]
    TooDeep {
        /// The file.
        file: String,
        /// Levels.
        limit: usize,
    },
    /// Not UTF-8.
    #[error("`{file}` is not written in UTF-8")]
    NotUtf8 {
        /// The file.
        file: String,
    },
    /// The index is not there.
    #[error("`{path}` has no `{entry}`; give the XSD package as it was published")]
    NoEntry {
        /// The package.
        path: String,
        /// What is missing.
        entry: &'static str,
    },
    /// A file that another one imports is not there.
    #[error("`{file}` is imported, but the package does not have it")]
    MissingFile {
        /// The file.
        file: String,
    },
    /// Not XML.
    #[error("`{file}` is not well-formed at line {line}")]
    Malformed {
        /// The file.
        file: String,
        /// Line, counted from 1.
        line: usize,
        /// Why.
        source: Box<quick_xml::Error>,
    },
    /// Ends inside an element.
    #[error("`{file}` ends before its last element is closed")]
    Truncated {
        /// The file.
        file: String,
    },
    /// A name that nothing declares.
    #[error(
        "`{file}` uses the {kind} `{name}` of namespace `{namespace}`, which the package does not declare"
    )]
    Unresolved {
        /// The file.
        file: String,
        /// `element`, `complexType` or `simpleType`.
        kind: &'static str,
        /// Namespace of the name.
        namespace: String,
        /// Local name.
        name: String,
    },
    /// A type of values that the catalogue has no word for.
    #[error("`{file}` gives `{element}` a type that catalogues do not know")]
    UnknownType {
        /// The file.
        file: String,
        /// The attribute.
        element: String,
    },
    /// A shared group that is not the same for all types.
    #[error(
        "`{file}` gives the group `{group}` other attributes in records of kind `{kind}` than the files before it"
    )]
    GroupDiffers {
        /// The file.
        file: String,
        /// The group.
        group: String,
        /// The kind of record.
        kind: String,
    },
    /// An object type of another structure than that of JVF DTM.
    #[error("`{file}` does not describe the object type `{element}` as JVF DTM does: {what}")]
    Unexpected {
        /// The file.
        file: String,
        /// Element name of the type.
        element: String,
        /// What is missing or wrong.
        what: String,
    },
    /// A construct of XML Schema that grammars have no word for.
    #[error("`{file}` uses {what}, which grammars do not know; the compiler must learn it first")]
    Unsupported {
        /// The file.
        file: String,
        /// The construct.
        what: String,
    },
    /// Two types with one key.
    #[error("`{first}` and `{second}` have the same code and kind of geometry")]
    SameKey {
        /// Element name of one.
        first: String,
        /// Element name of the other.
        second: String,
    },
}

/// A compiled package.
#[derive(Debug)]
pub struct Compiled {
    /// What it says.
    pub catalogue: Catalogue,
    /// Files of object types that the package holds but the index does not use.
    pub unused: Vec<String>,
}

/// Compiles a package.
///
/// # Errors
/// [`SchemaError`] when the package cannot be read or is not one of JVF DTM; nothing is guessed.
pub fn compile(path: &Path) -> Result<Compiled, SchemaError> {
    let package = Package::read(path)?;
    let schemas = Schemas::load(&package)?;
    let mut collected = Collected::default();
    let mut object_types = Vec::new();
    let mut generation = 1;
    for element in schemas.index.of_kind("element") {
        let head = element.name_in("substitutionGroup");
        if head.is_none_or(|head| head.local != "ObjektJVFDTM") {
            continue;
        }
        let (Some(name), Some(type_name)) = (element.get("name"), element.name_in("type")) else {
            continue;
        };
        let (object_type, of_type) = objects::read(&schemas, &mut collected, name, type_name)?;
        generation = generation.max(of_type);
        object_types.push(object_type);
    }
    let (attributes, groups) = collected.finish();
    let mut catalogue = Catalogue::new(version(&schemas)?, generation, attributes, groups, object_types);
    catalogue.grammar = grammar::compile(&package)?;
    refuse_same_keys(&catalogue)?;
    let unused = package
        .files
        .keys()
        .filter(|file| is_object_file(file) && !schemas.reaches(file));
    let unused = unused.cloned().collect();
    Ok(Compiled { catalogue, unused })
}

/// The value that the schema demands of `VerzeJVFDTM`.
fn version(schemas: &Schemas) -> Result<String, SchemaError> {
    let name = Name {
        namespace: "cmn".to_owned(),
        local: "VerzeJVFDTM".to_owned(),
    };
    let declared = schemas.expect("element", &name, &schemas.entry)?;
    let values = declared.walk().into_iter().filter(|n| n.kind == "enumeration");
    let value = values
        .filter_map(|n| n.get("value"))
        .next_back()
        .or(declared.get("fixed"));
    value.map(str::to_owned).ok_or_else(|| SchemaError::Unexpected {
        file: schemas.file_of("cmn").to_owned(),
        element: name.local,
        what: "no version is given".to_owned(),
    })
}

fn refuse_same_keys(catalogue: &Catalogue) -> Result<(), SchemaError> {
    let mut by_key: Vec<_> = catalogue
        .object_types
        .iter()
        .map(|t| (t.key(), &t.element))
        .collect();
    by_key.sort_unstable();
    for pair in by_key.windows(2) {
        if let [(first_key, first), (second_key, second)] = pair
            && first_key == second_key
        {
            return Err(SchemaError::SameKey {
                first: (*first).clone(),
                second: (*second).clone(),
            });
        }
    }
    Ok(())
}

fn is_object_file(path: &str) -> bool {
    path.contains("xsd/objekty/")
}

#[cfg(test)]
mod tests;
