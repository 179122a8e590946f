//! The object types that a municipality is made of, and the values of their attributes.
//!
//! A kind names the element of the catalogue and every attribute that its schema demands; [`Kinds::new`] looks them up once
//! and complains when the catalogue lacks one. Values of code lists are those of JVF DTM 1.4.3.

use super::GenerateError;
use crate::model::AttributeId;
use crate::model::catalogue::{Catalogue, GeometryKind};

/// What an attribute gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Always the same.
    Fixed(&'static str),
    /// What the theme chose for the object.
    Choice,
    /// The serial number of the object.
    Serial,
    /// The object's height in metres.
    Height,
}

use Value::{Choice, Fixed, Height, Serial};

type Attributes = &'static [(&'static str, Value)];

/// Members of `SpolecneAtributyObjektuZPS` for what was measured.
const MEASURED: Attributes = &[
    ("UrovenUmisteniObjektuZPS", Fixed("0")),
    ("TridaPresnostiPoloha", Fixed("3")),
    ("TridaPresnostiVyska", Fixed("3")),
    ("ZpusobPorizeniZPS", Fixed("1")),
];

/// The same for areas, which are derived.
const DERIVED: Attributes = &[
    ("UrovenUmisteniObjektuZPS", Fixed("0")),
    ("TridaPresnostiPoloha", Fixed("3")),
    ("TridaPresnostiVyska", Fixed("3")),
    ("ZpusobPorizeniZPS", Fixed("5")),
];

/// What was measured one level above the ground.
const RAISED: Attributes = &[
    ("UrovenUmisteniObjektuZPS", Fixed("1")),
    ("TridaPresnostiPoloha", Fixed("3")),
    ("TridaPresnostiVyska", Fixed("3")),
    ("ZpusobPorizeniZPS", Fixed("1")),
];

const DEFINITION: Attributes = &[("UrovenUmisteniObjektuZPS", Fixed("0"))];

const BURIED: Attributes = &[
    ("IDVlastnika", Fixed("SUBJ-00100001")),
    ("NeuplnaData", Fixed("0")),
    ("UrovenUmisteniObjektuTI", Fixed("-1")),
    ("TridaPresnostiPoloha", Fixed("3")),
    ("TridaPresnostiVyska", Fixed("3")),
    ("ZpusobPorizeniTI", Fixed("2")),
];

const ABOVE: Attributes = &[
    ("IDVlastnika", Fixed("SUBJ-00100002")),
    ("NeuplnaData", Fixed("0")),
    ("UrovenUmisteniObjektuTI", Fixed("1")),
    ("TridaPresnostiPoloha", Fixed("3")),
    ("TridaPresnostiVyska", Fixed("3")),
    ("ZpusobPorizeniTI", Fixed("1")),
];

const STANDING: Attributes = &[
    ("IDVlastnika", Fixed("SUBJ-00100002")),
    ("NeuplnaData", Fixed("0")),
    ("UrovenUmisteniObjektuTI", Fixed("0")),
    ("TridaPresnostiPoloha", Fixed("3")),
    ("TridaPresnostiVyska", Fixed("3")),
    ("ZpusobPorizeniTI", Fixed("1")),
];

const TRAFFIC: Attributes = &[
    ("NeuplnaData", Fixed("0")),
    ("UrovenUmisteniObjektuDI", Fixed("0")),
    ("TridaPresnostiPoloha", Fixed("3")),
    ("TridaPresnostiVyska", Fixed("3")),
    ("ZpusobPorizeniDI", Fixed("5")),
];

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident: $element:literal, $shared:ident, [$($own:expr),*];)*) => {
        /// A kind of object: an object type with the way its attributes are filled.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($(#[$doc])* $name,)* }

        /// Every kind: element, shared attributes, own attributes.
        const TABLE: &[(Kind, &str, Attributes, Attributes)] = &[
            $((Kind::$name, $element, $shared, &[$($own),*]),)*
        ];
    };
}

kinds! {
    /// A surveyed point at every vertex of the situation.
    DetailPoint: "PodrobnyBodZPS", NONE, [
        ("UrovenUmisteniObjektuZPS", Fixed("0")), ("TridaPresnostiPoloha", Fixed("3")), ("TridaPresnostiVyska", Fixed("3")),
        ("ZpusobPorizeniPB_ZPS", Fixed("1")), ("CisloBodu", Serial)];
    /// A height on the terrain.
    HeightPoint: "VyskovyBodNaTerenu", MEASURED, [("VyskaNaTerenu", Height)];
    /// Edge of a road (choice 1) or pavement (2).
    KerbLine: "HraniceDopravniStavbyPlochy", MEASURED, [("TypDopravniStavbyNeboPlochy", Choice)];
    /// Wall of a building.
    Wall: "HraniceBudovy", MEASURED, [];
    /// Edge of a terrace (3), a pool (6) or a chapel (10).
    StructureLine: "HraniceStavby", MEASURED, [("TypStavby", Choice)];
    /// Edge of a pond.
    ShoreLine: "HranicePrirodnihoPoloprirodnihoObjektu", MEASURED, [("TypPrirodnihoPoloprirodnihoObjektu", Fixed("2"))];
    /// A fence, which bounds the garden.
    Fence: "Plot", MEASURED, [("DruhPlotu", Choice), ("HraniceJinehoObjektu", Fixed("1"))];
    /// A gate, which bounds it too.
    Gate: "StavebneUpravenyVjezdNaPozemek", MEASURED, [
        ("PrujezdnaSirka", Choice), ("PrujezdnaVyska", Fixed("0")), ("HraniceJinehoObjektu", Fixed("1"))];
    /// A road's area.
    RoadPoint: "ProvozniPlochaPozemniKomunikaceDefinicniBod", DEFINITION, [
        ("TypPozemniKomunikace", Fixed("1")), ("PrevazujiciPovrch", Choice)];
    /// Its area.
    RoadArea: "ProvozniPlochaPozemniKomunikacePlocha", DERIVED, [
        ("TypPozemniKomunikace", Fixed("1")), ("PrevazujiciPovrch", Choice)];
    /// A pavement.
    PavementPoint: "ChodnikDefinicniBod", DEFINITION, [("PrevazujiciPovrch", Choice)];
    /// Its area.
    PavementArea: "ChodnikPlocha", DERIVED, [("PrevazujiciPovrch", Choice)];
    /// A building.
    BuildingPoint: "BudovaDefinicniBod", DEFINITION, [];
    /// Its area.
    BuildingArea: "BudovaPlocha", DERIVED, [];
    /// A terrace.
    TerracePoint: "TerasaDefinicniBod", DEFINITION, [];
    /// Its area.
    TerraceArea: "TerasaPlocha", DERIVED, [];
    /// A garden pool.
    PoolPoint: "ZahradniBazenDefinicniBod", DEFINITION, [];
    /// Its area.
    PoolArea: "ZahradniBazenPlocha", DERIVED, [];
    /// A chapel.
    ChapelPoint: "DrobnaSakralniStavbaDefinicniBod", DEFINITION, [("TypDrobneSakralniStavby", Fixed("1"))];
    /// Its area.
    ChapelArea: "DrobnaSakralniStavbaPlocha", DERIVED, [("TypDrobneSakralniStavby", Fixed("1"))];
    /// A garden.
    GardenPoint: "ZahradaDefinicniBod", DEFINITION, [];
    /// Its area.
    GardenArea: "ZahradaPlocha", DERIVED, [];
    /// A yard.
    YardPoint: "DvurNadvoriDefinicniBod", DEFINITION, [];
    /// Its area.
    YardArea: "DvurNadvoriPlocha", DERIVED, [];
    /// A pond.
    PondPoint: "JezeroDefinicniBod", DEFINITION, [];
    /// Its area.
    PondArea: "JezeroPlocha", DERIVED, [];
    /// A green.
    GreenPoint: "UdrzovanaPlochaZeleneDefinicniBod", DEFINITION, [("TypUdrzovaneZelene", Choice)];
    /// Its area.
    GreenArea: "UdrzovanaPlochaZelenePlocha", DERIVED, [("TypUdrzovaneZelene", Choice)];
    /// A terrain edge, from which no area is derived (choice 1; 99 when it is not known which). This and the next come with
    /// defects only.
    TerrainEdge: "TerenniHrana", MEASURED, [("TypTerenniHrany", Choice)];
    /// A railing, from which none is derived.
    Railing: "Zabradli", MEASURED, [];
    /// Wall of a building in level 1.
    RaisedWall: "HraniceBudovy", RAISED, [];
    /// A surveyed point in level 1.
    RaisedDetailPoint: "PodrobnyBodZPS", NONE, [
        ("UrovenUmisteniObjektuZPS", Fixed("1")), ("TridaPresnostiPoloha", Fixed("3")), ("TridaPresnostiVyska", Fixed("3")),
        ("ZpusobPorizeniPB_ZPS", Fixed("1")), ("CisloBodu", Serial)];
    /// A building in level 1.
    RaisedBuildingPoint: "BudovaDefinicniBod", NONE, [("UrovenUmisteniObjektuZPS", Fixed("1"))];
    /// The axis of a street, of the transport infrastructure.
    StreetAxis: "OsaPozemniKomunikace", TRAFFIC, [
        ("PrevazujiciPovrch", Fixed("1")), ("KategoriePozemniKomunikace", Fixed("8")), ("CisloETahu", Fixed("")),
        ("TypUsekuPozemniKomunikace", Fixed("1")), ("PocetJizdnichPruhu", Fixed("2")), ("OznaceniKomunikace", Fixed(""))];
    /// A water main.
    WaterMain: "TrasaVodovodniSite", BURIED, [
        ("ICME", Fixed("")), ("StavTrasySiteTI", Fixed("1")), ("VedeniSiteVJineStavbe", Fixed("98")),
        ("TypTrasyVodovodniSite", Fixed("2")), ("TypMediaVodovodniSite", Fixed("1")), ("Dimenze", Choice),
        ("Material", Fixed("PE"))];
    /// A shaft of the water mains.
    WaterShaft: "ObjektVodovodniSiteBod", BURIED, [
        ("ICME", Fixed("")), ("StavObjektu", Fixed("1")), ("TypObjektuVodovodniSite", Fixed("5")),
        ("TypMediaVodovodniSite", Fixed("1"))];
    /// An overhead power line.
    PowerLine: "TrasaElektrickeSite", ABOVE, [
        ("StavTrasySiteTI", Fixed("1")), ("PocetVedeniVTrase", Fixed("1")), ("VedeniSiteVJineStavbe", Fixed("98")),
        ("TypTrasyElektrickeSite", Fixed("1")), ("MaximalniNapetovaHladina", Fixed("1")),
        ("MaximalniProvozniNapeti", Fixed("1")), ("ProvozniNapeti", Fixed("0,4 kV")), ("IzolaceVenkovnihoVedeni", Fixed("1"))];
    /// A pole of it (choice 12) or a street lamp (10).
    Pole: "PodperneZarizeni", STANDING, [
        ("StavObjektu", Fixed("1")), ("TypPodpernehoZarizeni", Choice), ("TypSloupu", Fixed("1"))];
}

const NONE: Attributes = &[];

/// What defects alter.
const ALTERED: [&str; 4] = [
    "ICS",
    "IDVlastnika",
    "TridaPresnostiVyska",
    "TypObjektuVodovodniSite",
];

/// A kind, looked up in a catalogue.
#[derive(Debug)]
pub struct Known {
    /// Index of the object type.
    pub object_type: u16,
    /// Its element name.
    pub element: &'static str,
    /// Its kind of geometry.
    pub geometry: GeometryKind,
    /// Digits of the type in new identifiers.
    pub series: u32,
    /// Attributes with their values.
    pub attributes: Vec<(AttributeId, Value)>,
}

/// All kinds, looked up in a catalogue.
#[derive(Debug)]
pub struct Kinds {
    known: Vec<Known>,
    altered: [AttributeId; ALTERED.len()],
    /// Number of the attribute `ID`.
    pub id: AttributeId,
}

impl Kinds {
    /// Looks everything up.
    ///
    /// # Errors
    /// [`GenerateError::Catalogue`] names what the catalogue lacks.
    pub fn new(catalogue: &Catalogue) -> Result<Self, GenerateError> {
        let lacking = |name: &str| GenerateError::Catalogue {
            version: catalogue.version.clone(),
            name: name.to_owned(),
        };
        let attribute = |name: &str| catalogue.attribute_id(name).ok_or_else(|| lacking(name));
        let mut known = Vec::with_capacity(TABLE.len());
        for (_, element, shared, own) in TABLE {
            let (index, object_type) = catalogue.object_type(element).ok_or_else(|| lacking(element))?;
            let values = shared.iter().chain(*own);
            known.push(Known {
                object_type: index,
                element,
                geometry: object_type.geometry,
                series: object_type.id_series(),
                attributes: values
                    .map(|(name, value)| Ok((attribute(name)?, *value)))
                    .collect::<Result<_, _>>()?,
            });
        }
        let mut altered = [AttributeId(0); ALTERED.len()];
        for (id, name) in altered.iter_mut().zip(ALTERED) {
            *id = attribute(name)?;
        }
        Ok(Self {
            known,
            altered,
            id: attribute("ID")?,
        })
    }

    /// What is known of a kind.
    pub fn get(&self, kind: Kind) -> &Known {
        &self.known[kind as usize]
    }

    /// The number of an attribute that defects alter.
    pub fn altered(&self, name: &str) -> Option<AttributeId> {
        let place = ALTERED.iter().position(|known| *known == name)?;
        Some(self.altered[place])
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.known.len()
    }
}

/// Every kind, in the order of the table.
pub fn all() -> impl Iterator<Item = Kind> {
    TABLE.iter().map(|(kind, ..)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_what_the_catalogue_demands_and_values_of_the_code_lists() {
        let catalogue = Catalogue::embedded("1.4.3").unwrap();
        Kinds::new(catalogue).unwrap();
        for (kind, element, shared, own) in TABLE {
            let (_, object_type) = catalogue.object_type(element).unwrap();
            let given: Vec<_> = shared.iter().chain(*own).collect();
            for used in catalogue.attributes_of(object_type) {
                let demanded = used.required.values().any(|required| *required);
                let there = given.iter().any(|(name, _)| *name == used.name);
                assert!(there || !demanded, "{kind:?} lacks {}", used.name);
            }
            for (name, value) in given {
                let used = catalogue.attributes_of(object_type);
                assert!(
                    used.iter().any(|used| used.name == *name),
                    "{kind:?} has no {name}"
                );
                let codes = &catalogue
                    .attribute(catalogue.attribute_id(name).unwrap())
                    .unwrap()
                    .codes;
                if let (Fixed(text), false) = (value, codes.is_empty()) {
                    assert!(
                        codes.iter().any(|code| code.value == *text),
                        "{name} is never {text}"
                    );
                }
            }
        }
    }
}
