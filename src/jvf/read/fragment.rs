//! Parts of a delivery that are kept as they are: accompanying information, service messages, extensions.
//!
//! A fragment is one element with all it holds, written again as a document of its own: namespaces are declared where
//! they are used, so that it can be read without the file around it.

use std::fmt::Write as _;
use std::io::Read;

use quick_xml::escape::{escape, partial_escape};

use super::error::{FileFault, ReadError};
use crate::jvf::xml::{LONGEST_TOKEN, Observer, Source, Token};
use crate::model::Position;

/// Which part of the file a fragment is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// `DoprovodneInformace`.
    Accompanying,
    /// `ServisJVFDTM`.
    Service,
    /// `ExtenzeJVFDTM`.
    Extension,
}

impl Section {
    /// Name of the section's element in the file.
    pub fn element(self) -> &'static str {
        match self {
            Self::Accompanying => "DoprovodneInformace",
            Self::Service => "ServisJVFDTM",
            Self::Extension => "ExtenzeJVFDTM",
        }
    }
}

/// One kept element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// Where it starts.
    pub position: Position,
    /// Which part of the file it is from.
    pub section: Section,
    /// Local name of the section's element; in generation 2 it tells the kind of delivery, such as `DoprovodneInformaceGAD`.
    pub container: String,
    /// Local name of the element around it, such as `UdajeOZmenach`.
    pub parent: String,
    /// Its own local name, such as `ZaznamZmeny`.
    pub element: String,
    /// The element as XML.
    pub content: String,
}

/// Writes the element that has just opened, to its end.
pub(super) fn capture<R: Read, O: Observer>(source: &mut Source<R, O>) -> Result<String, ReadError> {
    let mut out = String::new();
    let mut open: Vec<(String, String)> = Vec::new();
    write_start(source, "", &mut out);
    open.push((source.name().to_owned(), source.uri().to_owned()));
    while let Some((name, uri)) = open.last() {
        match source.next_exact()? {
            Token::Start(_) => {
                write_start(source, uri, &mut out);
                let opened = (source.name().to_owned(), source.uri().to_owned());
                open.push(opened);
            }
            Token::Text => out.push_str(&partial_escape(source.text())),
            Token::End | Token::Eof => {
                let _ = write!(out, "</{name}>");
                open.pop();
            }
        }
        if out.len() > LONGEST_TOKEN {
            return Err(source.fail(FileFault::TooLong));
        }
    }
    Ok(out)
}

fn write_start<R: Read, O: Observer>(source: &Source<R, O>, outer: &str, out: &mut String) {
    let _ = write!(out, "<{}", source.name());
    if source.uri() != outer {
        let _ = write!(out, " xmlns=\"{}\"", escape(source.uri()));
    }
    for (number, (uri, name, value)) in source.attributes().enumerate() {
        let value = escape(value.as_ref());
        let _ = match uri {
            "" => write!(out, " {name}=\"{value}\""),
            "http://www.w3.org/XML/1998/namespace" => write!(out, " xml:{name}=\"{value}\""),
            uri => write!(
                out,
                " xmlns:a{number}=\"{}\" a{number}:{name}=\"{value}\"",
                escape(uri)
            ),
        };
    }
    out.push('>');
}
