//! Names of persons in what is kept as XML: taken out of elements that hold them, which stay.

use quick_xml::events::Event;
use quick_xml::{Reader, Writer};

/// Elements of accompanying information that may name a person: who made a change, who entered it, for whom.
const NAMING: [&str; 4] = ["VkladOsoba", "ZmenaOsoba", "Zpracovatel", "PartnerInvestor"];

/// The same element without names of persons; `None` when it does not read as XML.
pub(super) fn masked(xml: &str) -> Option<String> {
    let mut reader = Reader::from_str(xml);
    let mut writer = Writer::new(Vec::with_capacity(xml.len()));
    // How many elements are open of one that names, itself included.
    let mut inside = 0_u32;
    loop {
        let event = reader.read_event().ok()?;
        let shown = match &event {
            Event::Eof => break,
            Event::Start(_) if inside > 0 => {
                inside += 1;
                false
            }
            Event::Start(start) => {
                inside = u32::from(NAMING.contains(&start.local_name().as_ref()));
                true
            }
            Event::End(_) if inside > 0 => {
                inside -= 1;
                inside == 0
            }
            _ => inside == 0,
        };
        if shown {
            writer.write_event(event).ok()?;
        }
    }
    String::from_utf8(writer.into_inner()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_and_elements_stay() {
        let change = r#"<ZaznamZmeny xmlns="dopinf" xmlns:a="atr"><NazevZakazky>Zpracovatel ulice</NazevZakazky><Zpracovatel>Jana &lt;Nováková&gt;</Zpracovatel><OrganizaceZpracovatele>Firma</OrganizaceZpracovatele><a:VkladOsoba x="1">Jan</a:VkladOsoba><PartnerInvestor/><AZI>9999</AZI></ZaznamZmeny>"#;
        let expected = r#"<ZaznamZmeny xmlns="dopinf" xmlns:a="atr"><NazevZakazky>Zpracovatel ulice</NazevZakazky><Zpracovatel></Zpracovatel><OrganizaceZpracovatele>Firma</OrganizaceZpracovatele><a:VkladOsoba x="1"></a:VkladOsoba><PartnerInvestor/><AZI>9999</AZI></ZaznamZmeny>"#;
        assert_eq!(masked(change).as_deref(), Some(expected));
        let nested =
            "<a><Zpracovatel>Jan<x><Zpracovatel>Jan</Zpracovatel></x>Jan</Zpracovatel><b>Jana</b></a>";
        assert_eq!(
            masked(nested).as_deref(),
            Some("<a><Zpracovatel></Zpracovatel><b>Jana</b></a>")
        );
        assert_eq!(masked("<a><Zpracovatel></a>"), None);
    }
}
