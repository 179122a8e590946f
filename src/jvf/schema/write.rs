//! The text of a compiled catalogue: the same package gives the same bytes, and each attribute, group, object type and declaration
//! of the grammar has a line of its own, so that versions can be compared line by line.

use serde::Serialize;

use crate::model::Catalogue;

/// The catalogue as JSON.
///
/// # Errors
/// [`serde_json::Error`] when a value cannot be written, which none of the catalogue's does.
pub fn to_json(catalogue: &Catalogue) -> Result<String, serde_json::Error> {
    let mut out = String::with_capacity(512 << 10);
    out.push_str("{\n\"version\":");
    out.push_str(&serde_json::to_string(&catalogue.version)?);
    out.push_str(",\n\"generation\":");
    out.push_str(&catalogue.generation.to_string());
    list(&mut out, "attributes", &catalogue.attributes)?;
    list(&mut out, "groups", &catalogue.groups)?;
    list(&mut out, "object_types", &catalogue.object_types)?;
    let grammar = &catalogue.grammar;
    out.push_str(",\n\"grammar\":{");
    let opened = out.len();
    list(&mut out, "namespaces", &grammar.namespaces)?;
    list(&mut out, "attributes", &grammar.attributes)?;
    list(&mut out, "elements", &grammar.elements)?;
    list(&mut out, "complex_types", &grammar.complex_types)?;
    list(&mut out, "simple_types", &grammar.simple_types)?;
    // The first list needs no comma.
    out.remove(opened);
    out.push_str("\n}\n}\n");
    Ok(out)
}

fn list<T: Serialize>(out: &mut String, name: &str, values: &[T]) -> Result<(), serde_json::Error> {
    out.push_str(",\n\"");
    out.push_str(name);
    out.push_str("\":[");
    for (number, value) in values.iter().enumerate() {
        out.push_str(if number == 0 { "\n" } else { ",\n" });
        out.push_str(&serde_json::to_string(value)?);
    }
    out.push_str("\n]");
    Ok(())
}
