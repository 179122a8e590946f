//! The object types that a municipality is made of, and the values of their attributes.
//!
//! A kind names the element of the catalogue and every attribute that its schema demands; [`Kinds::new`] looks them up once
//! and complains when the catalogue lacks one. Values of code lists are those of JVF DTM 1.4.3.

mod lookup;

pub use lookup::{Kinds, Known};

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
    /// The object's level.
    Level,
}

use Value::{Choice, Fixed, Height, Level, Serial};

type Attributes = &'static [(&'static str, Value)];

/// Members of `SpolecneAtributyObjektuZPS`. Areas have the accuracy of their lines and were acquired in the same way
/// (docs/areas.md, Attributes).
const MEASURED: Attributes = &[
    ("UrovenUmisteniObjektuZPS", Level),
    ("TridaPresnostiPoloha", Fixed("3")),
    ("TridaPresnostiVyska", Fixed("3")),
    ("ZpusobPorizeniZPS", Fixed("1")),
];

const DEFINITION: Attributes = &[("UrovenUmisteniObjektuZPS", Level)];

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
        ("UrovenUmisteniObjektuZPS", Level), ("TridaPresnostiPoloha", Fixed("3")), ("TridaPresnostiVyska", Fixed("3")),
        ("ZpusobPorizeniPB_ZPS", Fixed("1")), ("CisloBodu", Serial)];
    /// A height on the terrain.
    HeightPoint: "VyskovyBodNaTerenu", MEASURED, [("VyskaNaTerenu", Height)];
    /// Edge of a road (choice 1), a pavement (2), a car park (4) or a bridge deck (16).
    KerbLine: "HraniceDopravniStavbyPlochy", MEASURED, [("TypDopravniStavbyNeboPlochy", Choice)];
    /// Wall of a building.
    Wall: "HraniceBudovy", MEASURED, [];
    /// Edge of a terrace (3), a pool (6) or a chapel (10).
    StructureLine: "HraniceStavby", MEASURED, [("TypStavby", Choice)];
    /// Edge of a pond.
    ShoreLine: "HranicePrirodnihoPoloprirodnihoObjektu", MEASURED, [("TypPrirodnihoPoloprirodnihoObjektu", Fixed("2"))];
    /// Edge of a garden.
    GardenLine: "HranicePrirodnihoPoloprirodnihoObjektu", MEASURED, [("TypPrirodnihoPoloprirodnihoObjektu", Fixed("5"))];
    /// Edge of a yard.
    YardLine: "HraniceOstatniPlochy", MEASURED, [("TypOstatniPlochy", Fixed("7"))];
    /// Edge of a lawn.
    LawnLine: "HraniceUdrzovaneZelene", MEASURED, [];
    /// Edge of stairs.
    StairsLine: "HraniceSchodiste", MEASURED, [("DruhSchodiste", Fixed("1"))];
    /// Edge of an underground object.
    UndergroundLine: "HranicePodzemnihoObjektuZPS", MEASURED, [];
    /// A fence, which bounds the garden.
    Fence: "Plot", MEASURED, [("DruhPlotu", Choice), ("HraniceJinehoObjektu", Fixed("1"))];
    /// A gate, which bounds it too.
    Gate: "StavebneUpravenyVjezdNaPozemek", MEASURED, [
        ("PrujezdnaSirka", Choice), ("PrujezdnaVyska", Fixed("0")), ("HraniceJinehoObjektu", Fixed("1"))];
    /// A road's area.
    RoadPoint: "ProvozniPlochaPozemniKomunikaceDefinicniBod", DEFINITION, [
        ("TypPozemniKomunikace", Fixed("1")), ("PrevazujiciPovrch", Choice)];
    /// Its area.
    RoadArea: "ProvozniPlochaPozemniKomunikacePlocha", MEASURED, [
        ("TypPozemniKomunikace", Fixed("1")), ("PrevazujiciPovrch", Choice)];
    /// A pavement.
    PavementPoint: "ChodnikDefinicniBod", DEFINITION, [("PrevazujiciPovrch", Choice)];
    /// Its area.
    PavementArea: "ChodnikPlocha", MEASURED, [("PrevazujiciPovrch", Choice)];
    /// A car park.
    ParkingPoint: "ParkovisteOdstavnaPlochaDefinicniBod", DEFINITION, [("PrevazujiciPovrch", Choice)];
    /// Its area.
    ParkingArea: "ParkovisteOdstavnaPlochaPlocha", MEASURED, [("PrevazujiciPovrch", Choice)];
    /// A bridge deck.
    DeckPoint: "PlochaMostniKonstrukceDefinicniBod", DEFINITION, [];
    /// Its area.
    DeckArea: "PlochaMostniKonstrukcePlocha", MEASURED, [];
    /// An underground object.
    UndergroundPoint: "PodzemniObjektZPSDefinicniBod", DEFINITION, [];
    /// Its area.
    UndergroundArea: "PodzemniObjektZPSPlocha", MEASURED, [];
    /// Stairs.
    StairsPoint: "SchodisteDefinicniBod", DEFINITION, [("DruhSchodiste", Fixed("1"))];
    /// Its area.
    StairsArea: "SchodistePlocha", MEASURED, [("DruhSchodiste", Fixed("1"))];
    /// A building.
    BuildingPoint: "BudovaDefinicniBod", DEFINITION, [];
    /// Its area.
    BuildingArea: "BudovaPlocha", MEASURED, [];
    /// A terrace.
    TerracePoint: "TerasaDefinicniBod", DEFINITION, [];
    /// Its area.
    TerraceArea: "TerasaPlocha", MEASURED, [];
    /// A garden pool.
    PoolPoint: "ZahradniBazenDefinicniBod", DEFINITION, [];
    /// Its area.
    PoolArea: "ZahradniBazenPlocha", MEASURED, [];
    /// A chapel.
    ChapelPoint: "DrobnaSakralniStavbaDefinicniBod", DEFINITION, [("TypDrobneSakralniStavby", Fixed("1"))];
    /// Its area.
    ChapelArea: "DrobnaSakralniStavbaPlocha", MEASURED, [("TypDrobneSakralniStavby", Fixed("1"))];
    /// A garden.
    GardenPoint: "ZahradaDefinicniBod", DEFINITION, [];
    /// Its area.
    GardenArea: "ZahradaPlocha", MEASURED, [];
    /// A yard.
    YardPoint: "DvurNadvoriDefinicniBod", DEFINITION, [];
    /// Its area.
    YardArea: "DvurNadvoriPlocha", MEASURED, [];
    /// A pond.
    PondPoint: "JezeroDefinicniBod", DEFINITION, [];
    /// Its area.
    PondArea: "JezeroPlocha", MEASURED, [];
    /// A green.
    GreenPoint: "UdrzovanaPlochaZeleneDefinicniBod", DEFINITION, [("TypUdrzovaneZelene", Choice)];
    /// Its area.
    GreenArea: "UdrzovanaPlochaZelenePlocha", MEASURED, [("TypUdrzovaneZelene", Choice)];
    /// A terrain edge, from which no area is derived (choice 1; 99 when it is not known which). This and the next come with
    /// defects only.
    TerrainEdge: "TerenniHrana", MEASURED, [("TypTerenniHrany", Choice)];
    /// A railing, from which none is derived.
    Railing: "Zabradli", MEASURED, [];
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

/// Every kind, in the order of the table.
pub fn all() -> impl Iterator<Item = Kind> {
    TABLE.iter().map(|(kind, ..)| *kind)
}
