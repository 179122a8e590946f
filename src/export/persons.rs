//! Names of persons in what is kept as XML: taken out of elements that hold them, which stay.

use std::borrow::Cow;

use memchr::memmem;

/// Elements of accompanying information that may name a person: who made a change, who entered it, for whom.
const NAMING: [&str; 4] = ["VkladOsoba", "ZmenaOsoba", "Zpracovatel", "PartnerInvestor"];

/// The same element without names of persons.
pub(super) fn masked(xml: &str) -> String {
    let mut text = Cow::Borrowed(xml);
    for name in NAMING {
        text = Cow::Owned(emptied(&text, name));
    }
    text.into_owned()
}

/// The same text in which elements of a local name are empty. The text is a well-formed element, as the reader captured it.
fn emptied(xml: &str, name: &str) -> String {
    let mut out = String::with_capacity(xml.len());
    let mut rest = xml;
    while let Some(at) = memmem::find(rest.as_bytes(), name.as_bytes()) {
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        out.push_str(before);
        out.push_str(name);
        rest = after;
        let whole = after.starts_with(['>', '/', ' ', '\t', '\r', '\n']);
        // Its start tag: behind `<`, or behind `<` and a prefix.
        let opened = before.rfind('<').is_some_and(|open| {
            let prefix = &before[open + 1..];
            prefix.is_empty() || prefix.ends_with(':') && !prefix.contains(['/', ' ', '>'])
        });
        let Some(end) = after.find('>').filter(|_| whole && opened) else {
            continue;
        };
        out.push_str(&after[..=end]);
        rest = &after[end + 1..];
        if !after[..end].ends_with('/') {
            // Texts of these elements hold no elements.
            rest = rest.find("</").map_or("", |close| &rest[close..]);
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_and_elements_stay() {
        let change = r#"<ZaznamZmeny xmlns="dopinf" xmlns:a="atr"><NazevZakazky>Zpracovatel ulice</NazevZakazky><Zpracovatel>Jana &lt;Nováková&gt;</Zpracovatel><OrganizaceZpracovatele>Firma</OrganizaceZpracovatele><a:VkladOsoba x="1">Jan</a:VkladOsoba><PartnerInvestor/><AZI>9999</AZI></ZaznamZmeny>"#;
        let expected = r#"<ZaznamZmeny xmlns="dopinf" xmlns:a="atr"><NazevZakazky>Zpracovatel ulice</NazevZakazky><Zpracovatel></Zpracovatel><OrganizaceZpracovatele>Firma</OrganizaceZpracovatele><a:VkladOsoba x="1"></a:VkladOsoba><PartnerInvestor/><AZI>9999</AZI></ZaznamZmeny>"#;
        assert_eq!(masked(change), expected);
    }
}
