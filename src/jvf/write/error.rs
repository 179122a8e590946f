//! Why something cannot be written.

use std::io;

use thiserror::Error;

/// Why a record, or what comes after the records, cannot be written.
#[derive(Debug, Error)]
pub enum WriteError {
    /// The file does not take bytes.
    #[error("the JVF file cannot be written; look whether its disk is full")]
    Io(#[from] io::Error),
    /// Another structure of records than 1 or 2: the version and its generation.
    #[error(
        "JVF DTM {0} has records of generation {1}, which is not written here; take version 1.4.3 or 1.5"
    )]
    Generation(String, u8),
    /// An index outside the catalogue.
    #[error(
        "there is no object type number {0} in the catalogue; take records and writer from one catalogue"
    )]
    UnknownType(u16),
    /// The type has no record of this kind.
    #[error(
        "`{element}` has no `ZaznamObjektu{kind}` in this version; let `record_kind` choose among its kinds"
    )]
    Kind {
        /// Element name of the type.
        element: String,
        /// What follows `ZaznamObjektu`.
        kind: &'static str,
    },
    /// The schema does not let the type, or this kind of its records, have the attribute.
    #[error("`{element}` has no attribute `{attribute}`; leave it out")]
    Attribute {
        /// Element name of the type.
        element: String,
        /// Name of the attribute, or its number when the catalogue does not know it.
        attribute: String,
    },
    /// The schema demands the attribute, the record lacks it and nothing can stand for it.
    #[error(
        "`{element}` {object} lacks `{attribute}`, which the schema demands and knows no value for; complete the object or say with `assume` what to write"
    )]
    Missing {
        /// Element name of the type.
        element: String,
        /// Name of the attribute.
        attribute: String,
        /// `ID` of the object, or words for an object without one.
        object: String,
    },
    /// The schema does not let the attribute have this value.
    #[error("`{attribute}` of `{element}` cannot be `{value}` in this version: {reason}; correct the object")]
    Value {
        /// Element name of the type, or of the element around the value.
        element: String,
        /// Name of the attribute.
        attribute: String,
        /// The value, shortened.
        value: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The geometry is missing or of another kind.
    #[error("`{element}` needs {expected} as its geometry")]
    Geometry {
        /// Element name of the type.
        element: String,
        /// What the schema wants.
        expected: &'static str,
    },
    /// A character that no XML 1.0 file may hold.
    #[error("the text `{0}` holds a control character, which XML does not allow; take it out")]
    Character(String),
    /// The version has no accompanying information for the data set: the version and the set.
    #[error(
        "JVF DTM {0} has no accompanying information for the data set {1}; take a `TypDatoveSady` of its schema"
    )]
    DataSet(String, u8),
    /// A part of the accompanying information has too few records or too many.
    #[error(
        "`{part}` of JVF DTM {version} takes {takes} `{record}` and got {given}; give as many or write another version"
    )]
    Count {
        /// `VerzeJVFDTM`.
        version: String,
        /// Element name of the part.
        part: String,
        /// Element name of its records.
        record: String,
        /// How many the schema takes, in words.
        takes: &'static str,
        /// How many there are.
        given: usize,
    },
    /// A fragment is another element than the part holds.
    #[error(
        "`{part}` holds `{record}` in this version, not `{given}`; take fragments of the same generation"
    )]
    Fragment {
        /// Element name of the part.
        part: String,
        /// Element name of its records.
        record: String,
        /// How the fragment begins.
        given: String,
    },
    /// The schema demands a part that the writer does not know.
    #[error("the accompanying information needs `{0}`, which cannot be written here; write another version")]
    Part(String),
}
