//! What the accompanying information (`DoprovodneInformace`) of a delivery says that checks need: change records, areas of
//! complete ZPS, the issue, and with them the kind of the delivery.
//!
//! Structure: namespace `dopinf` of the published schemas. In JVF DTM 1.4.3 there is one element for all deliveries; from
//! 1.5 on its name tells the kind (`DoprovodneInformaceGAD`, `…KAD`, `…DTI`, `…VydejZPS`, `…VydejDTI`, `…VydejPSPI`).
//!
//! The information stands behind the records in a file, so what depends on it can be decided only at its end.

mod area;
mod record;
mod tree;

pub use area::{Area, Ground};
pub use record::{ChangeRecord, CompleteArea, Record};
pub use tree::UnreadableFragment;

use super::RecordMode;
use crate::jvf::read::{Fragment, Section};

/// What a delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeliveryKind {
    /// *Geodetická aktualizační dokumentace*: changes of ZPS that an authorised surveyor (AZI) has verified.
    Gad,
    /// *Krajská aktualizační dokumentace*: changes of ZPS by the region itself; the same checks but for the data of the AZI.
    Kad,
    /// Changes of ZPS of which the file does not tell whether it is a GAD or a KAD: JVF DTM 1.4.3 without `AZI`.
    ZpsChanges,
    /// Changes of transport and technical infrastructure.
    Dti,
    /// Data that an IS DTM issued.
    Issue,
    /// Anything else: full states, files without records.
    Other,
}

impl DeliveryKind {
    /// A documentation of changes of ZPS, to which the rules for new elements apply.
    pub fn updates_zps(self) -> bool {
        matches!(self, Self::Gad | Self::Kad | Self::ZpsChanges)
    }
}

/// What the accompanying information of one file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accompanying {
    /// The kind that the name of the section tells, from JVF DTM 1.5 on.
    pub told_kind: Option<DeliveryKind>,
    /// Change records in the order of the file.
    pub changes: Vec<ChangeRecord>,
    /// Areas of complete ZPS in the order of the file.
    pub complete_areas: Vec<CompleteArea>,
    /// `UdajeOVydeji` is there: the data were issued.
    pub issued: bool,
}

impl Accompanying {
    fn note_section(&mut self, element: &str) {
        let kind = match element.strip_prefix("DoprovodneInformace") {
            Some("GAD") => DeliveryKind::Gad,
            Some("KAD") => DeliveryKind::Kad,
            Some("DTI") => DeliveryKind::Dti,
            Some("VydejZPS" | "VydejDTI" | "VydejPSPI") => DeliveryKind::Issue,
            _ => return,
        };
        self.told_kind = Some(kind);
    }

    /// Takes note of a kept part of the file; parts of other sections and other elements are passed over.
    ///
    /// # Errors
    /// [`UnreadableFragment`] when the part is no XML, which the reader does not write.
    pub fn note(&mut self, fragment: &Fragment) -> Result<(), UnreadableFragment> {
        if fragment.section != Section::Accompanying {
            return Ok(());
        }
        self.note_section(&fragment.container);
        self.issued |= fragment.parent == "UdajeOVydeji";
        match Record::read(fragment)? {
            Some(Record::Change(change)) => self.changes.push(change),
            Some(Record::CompleteArea(area)) => self.complete_areas.push(area),
            Some(Record::Building(_) | Record::Subject(_)) | None => {}
        }
        Ok(())
    }

    /// Whether both say the same, wherever it stands in their files.
    pub fn says_the_same(&self, other: &Self) -> bool {
        fn ground(areas: &[Area]) -> impl Iterator<Item = &Ground> {
            areas.iter().map(|area| &area.ground)
        }
        let changes = |a: &ChangeRecord, b: &ChangeRecord| {
            (&a.azi, &a.verified_on, &a.verification, a.consolidation)
                == (&b.azi, &b.verified_on, &b.verification, b.consolidation)
                && ground(&a.areas).eq(ground(&b.areas))
        };
        let complete = |a: &CompleteArea, b: &CompleteArea| {
            (a.level, a.role) == (b.level, b.role) && ground(&a.areas).eq(ground(&b.areas))
        };
        (self.told_kind, self.issued) == (other.told_kind, other.issued)
            && self.changes.len() == other.changes.len()
            && self
                .changes
                .iter()
                .zip(&other.changes)
                .all(|(a, b)| changes(a, b))
            && self.complete_areas.len() == other.complete_areas.len()
            && self
                .complete_areas
                .iter()
                .zip(&other.complete_areas)
                .all(|(a, b)| complete(a, b))
    }

    /// Whether any change record says that the data are consolidated; then the rules for new elements do not hold.
    pub fn consolidation(&self) -> bool {
        self.changes.iter().any(|change| change.consolidation)
    }

    /// All polygons of change areas, empty and unreadable ones included.
    pub fn change_areas(&self) -> impl Iterator<Item = &Area> {
        self.changes.iter().flat_map(|change| &change.areas)
    }

    /// What the delivery is. `given` is what somebody says of it (`--kind`) and wins; next comes the name of the section.
    ///
    /// JVF DTM 1.4.3 does not name the kind: a change file with objects of ZPS is a GAD when a change record has an `AZI`,
    /// which a KAD may leave out; without it, it stays [`DeliveryKind::ZpsChanges`] and nothing is demanded of it that
    /// only a GAD must have.
    pub fn kind(
        &self,
        mode: RecordMode,
        has_zps: bool,
        has_dti: bool,
        given: Option<DeliveryKind>,
    ) -> DeliveryKind {
        if let Some(kind) = given.or(self.told_kind) {
            return kind;
        }
        if self.issued {
            return DeliveryKind::Issue;
        }
        match (mode, has_zps, has_dti) {
            (RecordMode::State, ..) => DeliveryKind::Other,
            (RecordMode::Changes, true, _) if self.changes.iter().any(ChangeRecord::has_azi) => {
                DeliveryKind::Gad
            }
            (RecordMode::Changes, true, _) => DeliveryKind::ZpsChanges,
            (RecordMode::Changes, false, true) => DeliveryKind::Dti,
            (RecordMode::Changes, false, false) => DeliveryKind::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AreaRole, Position};

    fn fragment(parent: &str, element: &str, content: &str) -> Fragment {
        Fragment {
            position: Position {
                record: 0,
                line: 7,
                byte: 1234,
            },
            section: Section::Accompanying,
            container: "DoprovodneInformace".to_owned(),
            parent: parent.to_owned(),
            element: element.to_owned(),
            content: format!("<{element} xmlns=\"dopinf\">{content}</{element}>"),
        }
    }

    fn noted(parts: &[Fragment]) -> Accompanying {
        let mut accompanying = Accompanying::default();
        for part in parts {
            accompanying.note(part).unwrap();
        }
        accompanying
    }

    fn changes(content: &str) -> Accompanying {
        noted(&[fragment("UdajeOZmenach", "ZaznamZmeny", content)])
    }

    const AREA: &str = "<OblastZmeny><surfaceProperty xmlns=\"http://www.opengis.net/gml/3.2\">\
        <Polygon a1:id=\"P1\" xmlns:a1=\"http://www.opengis.net/gml/3.2\" srsDimension=\"2\"><exterior><LinearRing>\
        <posList>-700000 -1000000 -699999 -1000000 -699999 -999999 -700000 -1000000</posList>\
        </LinearRing></exterior></Polygon></surfaceProperty></OblastZmeny>";

    #[test]
    fn a_change_record_is_read() {
        let read = changes(&format!(
            "<AZI> 12 </AZI><DatumOvereni>2026-01-01</DatumOvereni><CisloOvereni/><Konsolidace> 1 </Konsolidace>{AREA}"
        ));
        let change = &read.changes[0];
        assert_eq!(change.position.byte, 1234);
        assert_eq!(change.azi.as_deref(), Some("12"));
        assert_eq!(change.verified_on.as_deref(), Some("2026-01-01"));
        assert_eq!(change.verification.as_deref(), Some(""));
        assert!(read.consolidation());
        assert_eq!(change.areas[0].gml_id.as_deref(), Some("P1"));
        assert_eq!(read.change_areas().filter_map(Area::rings).count(), 1);
    }

    #[test]
    fn consolidation_is_on_only_when_said() {
        for (text, expected) in [
            ("true", true),
            ("1", true),
            ("0", false),
            ("false", false),
            ("", false),
        ] {
            let read = changes(&format!("<Konsolidace>{text}</Konsolidace>"));
            assert_eq!(read.consolidation(), expected, "{text:?}");
        }
        assert!(!changes("").consolidation());
    }

    #[test]
    fn roles_of_complete_areas_are_known_in_both_generations() {
        let first = |text| {
            format!(
                "<AtributyObjektu><SpolecneAtributyVsechObjektu xmlns=\"atr\"><PopisObjektu>{text}</PopisObjektu>\
                 </SpolecneAtributyVsechObjektu><SpolecneAtributyObjektuZPS xmlns=\"atr\"><UrovenUmisteniObjektuZPS>-1\
                 </UrovenUmisteniObjektuZPS></SpolecneAtributyObjektuZPS></AtributyObjektu><GeometrieObjektu>\
                 {}</GeometrieObjektu>",
                AREA.replace("OblastZmeny", "PlochaZPS")
            )
        };
        for (text, role) in [
            ("NEW", Some(AreaRole::New)),
            (" del ", Some(AreaRole::Delete)),
            ("REF", Some(AreaRole::Reference)),
            ("NEWS", None),
        ] {
            let read = noted(&[fragment("OblastiKompletniZPS", "ZaznamZPS", &first(text))]);
            assert_eq!(read.complete_areas[0].role, role, "{text}");
            assert_eq!(read.complete_areas[0].level, Some(-1));
            assert!(read.complete_areas[0].areas[0].rings().is_some());
        }
        let second = "<TypZaznamuOKZPS>DEL</TypZaznamuOKZPS>";
        let read = noted(&[fragment("OblastiKompletniZPS", "ZaznamOKZPS", second)]);
        assert_eq!(read.complete_areas[0].role, Some(AreaRole::Delete));
    }

    #[test]
    fn the_kind_is_told_by_the_section_from_1_5_on() {
        for (element, kind) in [
            ("DoprovodneInformaceGAD", Some(DeliveryKind::Gad)),
            ("DoprovodneInformaceKAD", Some(DeliveryKind::Kad)),
            ("DoprovodneInformaceDTI", Some(DeliveryKind::Dti)),
            ("DoprovodneInformaceVydejPSPI", Some(DeliveryKind::Issue)),
            ("DoprovodneInformace", None),
        ] {
            let part = Fragment {
                container: element.to_owned(),
                ..fragment("UdajeOZmenach", "ZaznamZmeny", "")
            };
            let read = noted(&[part]);
            assert_eq!(read.told_kind, kind, "{element}");
        }
    }

    #[test]
    fn the_kind_of_a_1_4_3_file_follows_from_what_is_in_it() {
        let plain = changes("");
        let verified = changes("<AZI>12</AZI>");
        let issued = noted(&[fragment("UdajeOVydeji", "TypDatoveSady", "3")]);
        use RecordMode::{Changes, State};
        for (read, mode, zps, dti, kind) in [
            (&verified, Changes, true, false, DeliveryKind::Gad),
            (&plain, Changes, true, true, DeliveryKind::ZpsChanges),
            (&verified, Changes, false, true, DeliveryKind::Dti),
            (&plain, State, true, false, DeliveryKind::Other),
            (&verified, State, true, false, DeliveryKind::Other),
            (&issued, Changes, true, false, DeliveryKind::Issue),
            (&plain, Changes, false, false, DeliveryKind::Other),
        ] {
            assert_eq!(read.kind(mode, zps, dti, None), kind);
            assert_eq!(
                read.kind(mode, zps, dti, Some(DeliveryKind::Kad)),
                DeliveryKind::Kad
            );
        }
    }
}
