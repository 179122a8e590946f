//! The element of an object type in `Data`, around its records.

use super::WriteError;
use super::layout::Layout;
use super::text::{escaped, tag};
use crate::model::catalogue::ObjectType;

/// Starts the element of a type: its fixed texts, then the records.
///
/// # Errors
/// [`WriteError::Character`] when the catalogue holds a text that XML does not allow.
pub fn open(object_type: &ObjectType, layout: &Layout, out: &mut Vec<u8>) -> Result<(), WriteError> {
    let ObjectType {
        element, namespace, ..
    } = object_type;
    let declared = if layout.qualified { "xmlns" } else { "xmlns:t" };
    out.extend_from_slice(format!("<o:{element} {declared}=\"{namespace}\">\n<ObjektovyTypNazev").as_bytes());
    // The object of § 4b (6) of the surveying act has a name and nothing else.
    let coded = !object_type.unclassified;
    if coded {
        let (base, suffix) = (&object_type.code_base, object_type.geometry.suffix());
        out.extend_from_slice(format!(" code_base=\"{base}\" code_suffix=\"{suffix:02}\"").as_bytes());
    }
    out.push(b'>');
    escaped(&object_type.name, out)?;
    out.extend_from_slice(b"</ObjektovyTypNazev>\n");
    if coded {
        let fixed = [
            ("KategorieObjektu", object_type.category.as_str()),
            ("SkupinaObjektu", object_type.group.as_str()),
            ("ObsahovaCast", object_type.part.as_str()),
        ];
        for (name, text) in fixed {
            tag(out, "<", name, ">");
            escaped(text, out)?;
            tag(out, "</", name, ">\n");
        }
    }
    out.extend_from_slice(b"<ZaznamyObjektu>\n");
    Ok(())
}

/// Ends it.
pub fn close(object_type: &ObjectType, out: &mut Vec<u8>) {
    tag(out, "</ZaznamyObjektu>\n</o:", &object_type.element, ">\n");
}
