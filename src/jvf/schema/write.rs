//! The text of a compiled catalogue: the same package gives the same bytes, and each attribute, group and object type has
//! a line of its own, so that versions can be compared line by line.

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
    out.push_str("\n}\n");
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
