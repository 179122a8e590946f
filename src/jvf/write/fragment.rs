//! Elements kept from other files, written into one: their `gml:id`s give way to running ones, since each was unique in a file
//! of its own only.

use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::{NsReader, Writer};

const GML: &str = "http://www.opengis.net/gml/3.2";

/// The `gml:id` that the geometry with this number, counted from 1, gets among the elements kept from elsewhere.
pub fn kept_id(number: u64) -> String {
    format!("DOP{number}")
}

/// Appends an element with running `gml:id`s, `DOP1` and so on; `last` is the number of the last one given. Answers whether the
/// text reads as XML.
pub fn renumbered(fragment: &str, last: &mut u64, out: &mut Vec<u8>) -> bool {
    let mut reader = NsReader::from_str(fragment);
    // The reader of the file has its own limits.
    reader.resolver_mut().set_max_namespace_bindings(usize::MAX);
    let mut writer = Writer::new(out);
    loop {
        let Ok(event) = reader.read_event() else {
            return false;
        };
        let event = match event {
            Event::Eof => return true,
            Event::Start(start) => match with_running(&reader, &start, last) {
                Some(start) => Event::Start(start),
                None => return false,
            },
            Event::Empty(start) => match with_running(&reader, &start, last) {
                Some(start) => Event::Empty(start),
                None => return false,
            },
            other => other,
        };
        if writer.write_event(event).is_err() {
            return false;
        }
    }
}

/// The same start of an element, its `gml:id` replaced; `None` when its attributes do not read.
fn with_running(
    reader: &NsReader<&[u8]>,
    start: &BytesStart<'_>,
    last: &mut u64,
) -> Option<BytesStart<'static>> {
    let mut changed = start.to_owned();
    changed.clear_attributes();
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let (namespace, name) = reader.resolver().resolve_attribute(attribute.key);
        let of_gml = matches!(namespace, ResolveResult::Bound(namespace) if namespace.as_ref() == GML);
        if of_gml && name.as_ref() == "id" {
            *last += 1;
            changed.push_attribute(Attribute {
                key: attribute.key,
                value: kept_id(*last).into(),
            });
        } else {
            changed.push_attribute(attribute);
        }
    }
    Some(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(fragment: &str, last: &mut u64) -> Option<String> {
        let mut out = Vec::new();
        renumbered(fragment, last, &mut out).then(|| String::from_utf8(out).unwrap())
    }

    #[test]
    fn identifiers_of_gml_run_and_all_else_stays() {
        let record = |first: &str, second: &str| {
            format!(
                "<ZaznamZmeny xmlns=\"dopinf\" id=\"ID1\"><NazevZakazky>a0:id=\"ID1\" &lt; &amp; &#13;</NazevZakazky>\
                 <Polygon xmlns=\"{GML}\" xmlns:a0=\"{GML}\" a0:id=\"{first}\" srsName=\"&quot;x\"/>\
                 <x:Polygon xmlns:x=\"{GML}\" x:id=\"{second}\"></x:Polygon></ZaznamZmeny>"
            )
        };
        let mut last = 6;
        assert_eq!(
            written(&record("ID1", "ID2"), &mut last),
            Some(record("DOP7", "DOP8"))
        );
        assert_eq!(last, 8);
    }

    #[test]
    fn what_is_no_xml_is_refused() {
        for text in ["<a><b></a>", "<a b></a>", "<a b=\"1\" b=\"2\"/>"] {
            assert_eq!(written(text, &mut 0), None, "{text}");
        }
    }
}
