//! The rows of the table.
//!
//! Names are the official ones; what a check tests is said in our own words. Dates and contradictions of the published
//! texts stand in the notes.

use super::{Check, CheckId, Dimensions, Group, Levels, Said, Scope, Severity, Treatment, day};
use crate::model::catalogue::Part;

/// The check with a number.
pub fn find(id: CheckId) -> Option<&'static Check> {
    CHECKS.iter().find(|check| check.id == id)
}

const EVERY: &[Part] = &Part::ALL;
const ZPS: &[Part] = &[Part::Zps];

const ERROR: Treatment = Treatment::Run(Severity::Error);
const WARNING: Treatment = Treatment::Run(Severity::Warning);

/// Errors in every use.
const ALWAYS: [Treatment; 4] = [ERROR; 4];
/// Warnings in every use.
const LISTED: [Treatment; 4] = [WARNING; 4];
/// Errors, except that the receiving region does not check attributes again.
const ATTRIBUTES: [Treatment; 4] = [ERROR, ERROR, ERROR, NOT_ACROSS];

const NOT_ACROSS: Treatment = Treatment::NotRun(Said {
    czech: "při přeshraniční editaci se atributy na přijímající straně nekontrolují",
    english: "attributes are not checked on the receiving side of cross-border editing",
});
/// A row with what most rows have: an official check that dtm does, without note, since ever, for all versions.
const fn row(group: Group, number: u8, name: Said, tests: Said) -> Check {
    Check {
        id: CheckId::new(group, number),
        name,
        tests,
        dimensions: Dimensions::None,
        levels: Levels::Together,
        parts: ZPS,
        scope: Scope::All,
        treatments: ALWAYS,
        note: None,
        from: None,
        jvf_from: None,
        official: true,
        built: true,
    }
}

/// All checks, in the order of reports.
pub static CHECKS: [Check; 35] = [
    Check {
        levels: Levels::None,
        parts: EVERY,
        scope: Scope::File,
        ..row(
            Group::Format,
            1,
            Said {
                czech: "Kontrola struktury souboru JVF DTM / dodržení datového modelu",
                english: "Structure of the JVF DTM file and its data model",
            },
            Said {
                czech: "soubor odpovídá schématu (XSD) verze, kterou uvádí",
                english: "the file is valid against the schema (XSD) of the version that it names",
            },
        )
    },
    Check {
        levels: Levels::None,
        scope: Scope::File,
        ..row(
            Group::Format,
            2,
            Said {
                czech: "Existence oblasti změny",
                english: "Change area present",
            },
            Said {
                czech: "změnový soubor ZPS obsahuje alespoň jeden polygon oblasti změny",
                english: "a change file of ZPS holds at least one polygon of the change area",
            },
        )
    },
    Check {
        dimensions: Dimensions::Two,
        parts: EVERY,
        scope: Scope::File,
        ..row(
            Group::Format,
            3,
            Said {
                czech: "Kontrola extentu",
                english: "Extent",
            },
            Said {
                czech: "oblast změny alespoň zčásti leží v kraji",
                english: "the change area lies in the region at least in part",
            },
        )
    },
    Check {
        dimensions: Dimensions::Two,
        parts: EVERY,
        scope: Scope::File,
        ..row(
            Group::Format,
            4,
            Said {
                czech: "Kontrola geometrií",
                english: "Kinds of geometry",
            },
            Said {
                czech: "geometrie jsou jen body, linie a plochy; oblouky smí mít jen oblasti nejistoty, ochranná a bezpečnostní pásma DI a TI",
                english: "geometries are points, lines and areas; only uncertainty zones, protective and safety zones of DI and TI may have arcs",
            },
        )
    },
    Check {
        dimensions: Dimensions::Three,
        parts: EVERY,
        scope: Scope::File,
        ..row(
            Group::Format,
            5,
            Said {
                czech: "Kontrola souřadnic X, Y, Z",
                english: "Coordinates X, Y, Z",
            },
            Said {
                czech: "souřadnice jsou v EPSG:5514 ve třetím kvadrantu a v povolených rozsazích, výšky ZPS také",
                english: "coordinates are in EPSG:5514, in its third quadrant and inside of the permitted ranges, and so are the heights of ZPS",
            },
        )
    },
    Check {
        dimensions: Dimensions::Three,
        parts: EVERY,
        scope: Scope::File,
        ..row(
            Group::Format,
            6,
            Said {
                czech: "Přesnost souřadnic na cm",
                english: "Coordinates in whole centimetres",
            },
            Said {
                czech: "souřadnice mají nejvýše dvě desetinná místa",
                english: "coordinates have at most two decimals",
            },
        )
    },
    Check {
        dimensions: Dimensions::Two,
        scope: Scope::File,
        ..row(
            Group::Format,
            7,
            Said {
                czech: "Umístění změn v oblasti změny zakreslené AZI",
                english: "Changes inside of the change area",
            },
            Said {
                czech: "stará i nová geometrie všeho vloženého, změněného a zrušeného, i změny oblasti kompletní ZPS, leží uvnitř oblasti změny nebo na její hranici",
                english: "the old and the new geometry of everything inserted, updated or deleted, and changes of the complete-ZPS area, lie inside of the change area or on its edge",
            },
        )
    },
    Check {
        parts: EVERY,
        treatments: ATTRIBUTES,
        note: Some(Said {
            czech: "které nálezy jsou jen upozornění, říká seznam pravidel",
            english: "the list of rules tells which findings are warnings only",
        }),
        ..row(
            Group::Attributes,
            1,
            Said {
                czech: "Kontrola atributů",
                english: "Attributes",
            },
            Said {
                czech: "povinné hodnoty jsou vyplněny, hodnoty jsou z číselníků, systémové atributy mají správný tvar a hodnoty se navzájem nevylučují",
                english: "mandatory values are filled in, values are of their code lists, system attributes have their form, and no values exclude each other",
            },
        )
    },
    Check {
        treatments: [WARNING, WARNING, WARNING, NOT_ACROSS],
        note: Some(Said {
            czech: "zrušení v JVF DTM 1.5 smí nést jen ID; IČS je pak jen v databázi",
            english: "a deletion of JVF DTM 1.5 may carry the ID only; then the IČS is in the database alone",
        }),
        ..row(
            Group::Attributes,
            2,
            Said {
                czech: "Kontrola IČS",
                english: "Building identification numbers (IČS)",
            },
            Said {
                czech: "zrušené objekty, které mají IČS",
                english: "deleted objects that carry an IČS",
            },
        )
    },
    Check {
        dimensions: Dimensions::Three,
        levels: Levels::Each,
        note: Some(Said {
            czech: "přehled kontrol uvádí úroveň „všechny“",
            english: "the overview of checks says all levels together",
        }),
        ..row(
            Group::Topology,
            1,
            Said {
                czech: "Závislost objektů na podrobných bodech",
                english: "Dependence of objects on detail points",
            },
            Said {
                czech: "každý lomový bod linie a každý bodový objekt má v téže úrovni podrobný bod se stejnými X, Y, Z",
                english: "every vertex of a line and every point object has a detail point of equal X, Y, Z in the same level",
            },
        )
    },
    Check {
        dimensions: Dimensions::Two,
        levels: Levels::Each,
        note: Some(Said {
            czech: "zcela shodné linie řeší 3.6",
            english: "fully identical lines belong to 3.6",
        }),
        ..row(
            Group::Topology,
            2,
            Said {
                czech: "Kolize prvků - překryv",
                english: "Collision of elements: overlap",
            },
            Said {
                czech: "linie téže skupiny se v jedné úrovni nepřekrývají",
                english: "lines of a group do not overlap in a level",
            },
        )
    },
    Check {
        dimensions: Dimensions::Two,
        levels: Levels::Each,
        ..row(
            Group::Topology,
            3,
            Said {
                czech: "Kolize prvků - křížení",
                english: "Collision of elements: crossing",
            },
            Said {
                czech: "linie se stýkají jen v koncových bodech",
                english: "lines meet at their end points only",
            },
        )
    },
    Check {
        dimensions: Dimensions::Two,
        levels: Levels::Each,
        ..row(
            Group::Topology,
            4,
            Said {
                czech: "Křížení sebe sama",
                english: "Self-crossing",
            },
            Said {
                czech: "linie nekříží ani nepřekrývá sama sebe; smí být uzavřená",
                english: "a line neither crosses nor overlaps itself; it may be closed",
            },
        )
    },
    Check {
        dimensions: Dimensions::Three,
        ..row(
            Group::Topology,
            5,
            Said {
                czech: "Nulová délka",
                english: "Zero length",
            },
            Said {
                czech: "žádná úsečka nemá nulovou délku",
                english: "no segment has zero length",
            },
        )
    },
    Check {
        dimensions: Dimensions::Two,
        levels: Levels::Each,
        note: Some(Said {
            czech: "rozdíl výšek pod mezí je upozornění, shodné výšky chyba",
            english: "a difference of heights below the limit is a warning, equal heights are an error",
        }),
        ..row(
            Group::Topology,
            6,
            Said {
                czech: "Duplicity prvků",
                english: "Duplicate elements",
            },
            Said {
                czech: "linie jedné úrovně nemají stejný průběh ve stejné výšce",
                english: "lines of a level do not have the same course at the same height",
            },
        )
    },
    Check {
        dimensions: Dimensions::Two,
        levels: Levels::Each,
        scope: Scope::CompleteArea,
        note: Some(Said {
            czech: "u hranic podzemních objektů ZPS se kontroluje všude a je to jen upozornění",
            english: "of boundaries of underground objects of ZPS it is checked everywhere and is a warning only",
        }),
        ..row(
            Group::Topology,
            7,
            Said {
                czech: "Volné konce",
                english: "Free ends",
            },
            Said {
                czech: "linie, ze kterých se odvozují plochy, nemají volné konce",
                english: "lines from which areas are derived have no free ends",
            },
        )
    },
    Check {
        dimensions: Dimensions::Both,
        ..row(
            Group::Topology,
            8,
            Said {
                czech: "Duplicita bodů",
                english: "Duplicate points",
            },
            Said {
                czech: "podrobné body a bodové objekty se neopakují (XYZ), definiční body v jedné úrovni také ne (XY)",
                english: "detail points and point objects do not repeat (XYZ), nor do definition points in a level (XY)",
            },
        )
    },
    Check {
        dimensions: Dimensions::Three,
        levels: Levels::Each,
        treatments: LISTED,
        ..row(
            Group::Topology,
            9,
            Said {
                czech: "Blízkost bodů",
                english: "Close points",
            },
            Said {
                czech: "dva body nejsou k sobě blíže než mez",
                english: "no two points are closer than the limit",
            },
        )
    },
    Check {
        dimensions: Dimensions::Three,
        treatments: LISTED,
        ..row(
            Group::Topology,
            10,
            Said {
                czech: "Minimální délky",
                english: "Least lengths",
            },
            Said {
                czech: "úsečky nejsou kratší než mez",
                english: "segments are not shorter than the limit",
            },
        )
    },
    Check {
        dimensions: Dimensions::Three,
        scope: Scope::ChangeArea,
        ..row(
            Group::Topology,
            11,
            Said {
                czech: "Solitérní podrobné body",
                english: "Solitary detail points",
            },
            Said {
                czech: "každý podrobný bod používá bod nebo linie jeho úrovně",
                english: "every detail point is used by a point or line of its level",
            },
        )
    },
    Check {
        dimensions: Dimensions::Two,
        levels: Levels::Each,
        note: Some(Said {
            czech: "znění z roku 2024: 3D, jen úroveň 0",
            english: "the text of 2024 says 3D, level 0 only",
        }),
        ..row(
            Group::Topology,
            12,
            Said {
                czech: "Obvod polygonu oblasti kompletní ZPS",
                english: "Outline of the complete-ZPS area",
            },
            Said {
                czech: "obvod oblasti kompletní ZPS vede po konstrukčních liniích, bod po bodu",
                english: "the outline of the complete-ZPS area follows construction lines vertex by vertex",
            },
        )
    },
    Check {
        dimensions: Dimensions::Two,
        levels: Levels::Each,
        treatments: LISTED,
        note: Some(Said {
            czech: "znění z roku 2024: 3D",
            english: "the text of 2024 says 3D",
        }),
        ..row(
            Group::Topology,
            13,
            Said {
                czech: "Minimální vzdálenost bodu od linie",
                english: "Least distance of a point from a line",
            },
            Said {
                czech: "podrobné body neleží blíže než mez u linie, ke které nepatří",
                english: "detail points are not closer than the limit to a line that they do not belong to",
            },
        )
    },
    Check {
        dimensions: Dimensions::Two,
        scope: Scope::CompleteArea,
        ..row(
            Group::Areas,
            1,
            Said {
                czech: "Minimální velikost ploch",
                english: "Least size of areas",
            },
            Said {
                czech: "plochy jsou větší než mez",
                english: "areas are larger than the limit",
            },
        )
    },
    Check {
        dimensions: Dimensions::Two,
        scope: Scope::CompleteArea,
        ..row(
            Group::Areas,
            2,
            Said {
                czech: "Plocha s více definičními body",
                english: "Area with several definition points",
            },
            Said {
                czech: "plocha má v úrovni nejvýše jeden definiční bod",
                english: "an area has at most one definition point in its level",
            },
        )
    },
    Check {
        dimensions: Dimensions::Two,
        scope: Scope::CompleteArea,
        ..row(
            Group::Areas,
            3,
            Said {
                czech: "Plocha bez definičního bodu",
                english: "Area without definition point",
            },
            Said {
                czech: "každá plocha má definiční bod",
                english: "every area has a definition point",
            },
        )
    },
    Check {
        dimensions: Dimensions::Both,
        scope: Scope::CompleteArea,
        ..row(
            Group::Areas,
            4,
            Said {
                czech: "Plocha s chybným ohraničením",
                english: "Area with wrong boundary",
            },
            Said {
                czech: "obvod plochy je jen z typů linií, které hierarchie pro plochu připouští",
                english: "the outline of an area consists of the types of lines that the hierarchy permits for it",
            },
        )
    },
    Check {
        dimensions: Dimensions::Two,
        levels: Levels::Each,
        scope: Scope::CompleteArea,
        ..row(
            Group::Areas,
            5,
            Said {
                czech: "Kolize ploch",
                english: "Collision of areas",
            },
            Said {
                czech: "plochy jedné úrovně se nepřekrývají",
                english: "areas of a level do not overlap",
            },
        )
    },
    Check {
        dimensions: Dimensions::Two,
        levels: Levels::Each,
        scope: Scope::CompleteArea,
        ..row(
            Group::Areas,
            6,
            Said {
                czech: "Bezešvost ploch",
                english: "Seamless areas",
            },
            Said {
                czech: "plochy pokrývají oblast kompletní ZPS beze zbytku",
                english: "areas cover the complete-ZPS area without gaps",
            },
        )
    },
    Check {
        dimensions: Dimensions::Two,
        scope: Scope::CompleteArea,
        ..row(
            Group::Areas,
            7,
            Said {
                czech: "Definiční bod bez plochy",
                english: "Definition point without area",
            },
            Said {
                czech: "každý definiční bod leží v ploše své úrovně",
                english: "every definition point lies in an area of its level",
            },
        )
    },
    Check {
        dimensions: Dimensions::Three,
        scope: Scope::CompleteArea,
        note: Some(Said {
            czech: "při prvním importu kraje jen upozornění",
            english: "a warning only at the first import of a region",
        }),
        ..row(
            Group::Areas,
            8,
            Said {
                czech: "Existence svislých hran",
                english: "Vertical edges present",
            },
            Said {
                czech: "svislá hrana, bez níž se obvod plochy v prostoru neuzavře, existuje",
                english: "a vertical edge without which an outline does not close in space exists",
            },
        )
    },
    Check {
        dimensions: Dimensions::Three,
        levels: Levels::EachFamily,
        scope: Scope::CompleteArea,
        note: Some(Said {
            czech: "poprvé ve znění z 10. 2. 2025; od znění z 15. 4. 2025 zvlášť pro pět skupin linií",
            english: "first in the text of 10 February 2025; separately for five groups of lines since that of 15 April 2025",
        }),
        from: Some(day(2025, 2, 10)),
        ..row(
            Group::Areas,
            9,
            Said {
                czech: "Kolize prvků ve 3D",
                english: "Collision of elements in 3D",
            },
            Said {
                czech: "svislé hrany se neopakují, nepřekrývají a neobsahují navzájem",
                english: "vertical edges do not repeat, overlap or contain each other",
            },
        )
    },
    Check {
        dimensions: Dimensions::Two,
        scope: Scope::CompleteArea,
        note: Some(Said {
            czech: "datum zavedení není známo; v přehledu kontrol z 22. 3. 2026 už je",
            english: "the day of its introduction is not known; the overview of checks of 22 March 2026 has it",
        }),
        from: Some(day(2026, 3, 22)),
        ..row(
            Group::Areas,
            10,
            Said {
                czech: "Posun definičního bodu",
                english: "Moved definition point",
            },
            Said {
                czech: "definiční bod se neposune mimo svou původní plochu ani do jiné existující plochy",
                english: "a definition point does not move out of its area nor into another one that exists",
            },
        )
    },
    Check {
        dimensions: Dimensions::Two,
        levels: Levels::None,
        parts: EVERY,
        scope: Scope::File,
        jvf_from: Some("1.5"),
        ..row(
            Group::Areas,
            11,
            Said {
                czech: "Validita zápisu geometrie ploch",
                english: "Validity of the written geometry of areas",
            },
            Said {
                czech: "polygony odpovídají OGC Simple Features: uzavřené jednoduché kruhy, vnější proti směru hodin, vnitřní po směru a uvnitř",
                english: "polygons are those of OGC Simple Features: closed simple rings, the outer one counter-clockwise, inner ones clockwise and inside",
            },
        )
    },
    Check {
        dimensions: Dimensions::Two,
        levels: Levels::Each,
        scope: Scope::CompleteArea,
        treatments: LISTED,
        note: Some(Said {
            czech: "referenční nástroj upozorňuje na každou dvojici bodu a polygonu; není mezi 33 kontrolami",
            english: "the reference tool warns of every pair of point and polygon; it is none of the 33 checks",
        }),
        official: false,
        ..row(
            Group::Other,
            1,
            Said {
                czech: "Definiční bod v rušené oblasti kompletní ZPS",
                english: "Definition point in a deleted complete-ZPS area",
            },
            Said {
                czech: "v polygonu DEL oblasti kompletní ZPS neleží definiční bod",
                english: "no definition point lies in a DEL polygon of the complete-ZPS area",
            },
        )
    },
    Check {
        levels: Levels::None,
        parts: EVERY,
        scope: Scope::File,
        note: Some(Said {
            czech: "kontrola dtm, není mezi 33 kontrolami; soubor sám ji nemá",
            english: "dtm's own, none of the 33 checks; a plain file does not have it",
        }),
        official: false,
        ..row(
            Group::Other,
            2,
            Said {
                czech: "Balíček dodávky",
                english: "Package of the delivery",
            },
            Said {
                czech: "balíček obsahuje právě jeden soubor *.jvf.xml a otisky v Overeni.txt souhlasí se soubory",
                english: "a package holds exactly one file *.jvf.xml, and the digests of Overeni.txt are those of the files",
            },
        )
    },
];

#[cfg(test)]
mod tests {
    use super::super::Use;
    use super::*;

    #[test]
    fn there_are_33_official_checks_in_order() {
        let official: Vec<_> = CHECKS.iter().filter(|check| check.official).collect();
        assert_eq!(official.len(), 33);
        let per_group = |group| official.iter().filter(|check| check.id.group == group).count();
        assert_eq!(Group::ALL.map(per_group), [7, 2, 13, 11, 0]);
        assert!(CHECKS.is_sorted_by_key(|check| check.id));
    }

    #[test]
    fn every_row_speaks_both_languages() {
        for check in &CHECKS {
            let said = [check.name, check.tests].into_iter().chain(check.note);
            for said in said {
                assert!(!said.czech.is_empty() && !said.english.is_empty(), "{}", check.id);
            }
        }
    }

    #[test]
    fn every_check_is_done_and_runs_at_receipt() {
        for check in &CHECKS {
            let runs = matches!(check.treatment(Use::Receipt), Treatment::Run(_));
            assert!(check.built && runs, "{}", check.id);
        }
    }
}
