//! What can be wrong with a delivery: errors that end the reading of the file, faults that spoil a single record.
//!
//! Every one names its place and says in Czech and English what to do.

use thiserror::Error;

use crate::model::catalogue::CatalogueError;
use crate::model::value::ValueError;
use crate::model::{Language, Message, Position, messages};

/// Why a file cannot be read on.
#[derive(Debug, Error)]
#[error("line {}, byte {}: {}", at.line, at.byte, what.text(Language::English))]
pub struct ReadError {
    /// Where.
    pub at: Position,
    /// What.
    pub what: FileFault,
}

impl Message for ReadError {
    fn text(&self, language: Language) -> String {
        self.what.text(language)
    }
}

/// What makes a whole file unreadable.
#[derive(Debug)]
pub enum FileFault {
    /// The bytes cannot be had.
    Io(std::io::Error),
    /// Bytes that are not UTF-8, or another declared encoding.
    Encoding(String),
    /// Not well-formed XML.
    Malformed(String),
    /// The file ends inside an element.
    Truncated(String),
    /// A document type declaration.
    Doctype,
    /// A reference to an entity that XML does not define by itself.
    Entity(String),
    /// Elements nested deeper than the limit.
    TooDeep(usize),
    /// A text, tag or comment beyond 10 MB.
    TooLong,
    /// Accompanying parts beyond this many megabytes.
    TooManyParts(usize),
    /// Some other XML document.
    NotJvf(String),
    /// `VerzeJVFDTM` is missing.
    NoVersion,
    /// A version whose catalogue is not built in.
    UnknownVersion(String),
    /// A version of the second generation.
    Generation(String),
    /// The built-in catalogue is broken.
    Catalogue(CatalogueError),
}

messages!(FileFault {
    Self::Io(error) => "io",
        "soubor nelze číst ({error}); zkontrolujte, že je celý a dostupný, a zkuste to znovu",
        "the file cannot be read ({error}); check that it is whole and reachable and try again";
    Self::Encoding(what) => "encoding",
        "soubor není v kódování UTF-8 ({what}); uložte jej v UTF-8 a odešlete znovu",
        "the file is not UTF-8 ({what}); save it as UTF-8 and send it again";
    Self::Malformed(what) => "malformed",
        "soubor není správně utvořené XML ({what}); opravte ho v programu, který jej vytvořil",
        "the file is not well-formed XML ({what}); repair it with the program that made it";
    Self::Truncated(element) => "truncated",
        "soubor končí uprostřed prvku {element}; odešlete jej znovu celý",
        "the file ends inside element {element}; send the whole file again";
    Self::Doctype => "doctype",
        "soubor obsahuje deklaraci typu dokumentu (DOCTYPE), kterou JVF DTM nezná; odstraňte ji",
        "the file holds a document type declaration (DOCTYPE), which JVF DTM does not know; remove it";
    Self::Entity(name) => "entity",
        "soubor odkazuje na entitu &{name}; – nahraďte ji přímo znakem",
        "the file refers to entity &{name}; – replace it by the character itself";
    Self::TooDeep(limit) => "too-deep",
        "prvky jsou vnořeny hlouběji než {limit} úrovní; soubor není JVF DTM",
        "elements are nested deeper than {limit} levels; the file is not JVF DTM";
    Self::TooLong => "too-long",
        "jediný text, značka nebo komentář má více než 10 MB; rozdělte objekt na menší",
        "a single text, tag or comment has more than 10 MB; split the object into smaller ones";
    Self::TooManyParts(limit) => "too-many-parts",
        "doprovodné informace, servisní část a extenze mají více než {limit} MB; rozdělte dodávku na více souborů",
        "accompanying information, service part and extensions have more than {limit} MB; split the delivery into several files";
    Self::NotJvf(found) => "not-jvf",
        "kořenový prvek je {found}, očekává se JVFDTM v prostoru jmen objtyp; odešlete soubor JVF DTM",
        "the root element is {found}, expected is JVFDTM in namespace objtyp; send a JVF DTM file";
    Self::NoVersion => "no-version",
        "před prvkem Data chybí VerzeJVFDTM; doplňte verzi formátu, například 1.4.3",
        "VerzeJVFDTM is missing before element Data; add the version of the format, such as 1.4.3";
    Self::UnknownVersion(version) => "unknown-version",
        "verze JVF DTM {version} není známa; odešlete soubor ve verzi 1.4.3, nebo přidejte katalog verze: dtm catalogue BALÍK.zip -o VERZE.json a DTM_CATALOGUES=VERZE.json",
        "version {version} of JVF DTM is not known; send the file in version 1.4.3, or add the version's catalogue: dtm catalogue PACKAGE.zip -o VERSION.json and DTM_CATALOGUES=VERSION.json";
    Self::Generation(version) => "generation",
        "soubory JVF DTM {version} mají strukturu záznamů druhé generace; lze je kontrolovat (dtm check), zatím však ne přijmout do mapy; odešlete soubor ve verzi 1.4.3",
        "files of JVF DTM {version} have the second generation's structure of records; they can be checked (dtm check) but not yet put in force; send the file in version 1.4.3";
    Self::Catalogue(error) => "catalogue",
        "katalog objektů nelze načíst ({error}); obraťte se na správce systému",
        "the catalogue of object types does not load ({error}); turn to the system's administrator";
});

/// A record that cannot be used, while the file can be read on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordFault {
    /// Where the fault is; `position.record` is the number of the record it spoils.
    pub position: Position,
    /// `ID` of the object, when it was read.
    pub id: Option<String>,
    /// `gml:id` of the geometry, when it was read.
    pub gml_id: Option<String>,
    /// Element name of the object type.
    pub object_type: String,
    /// What is wrong.
    pub fault: Fault,
}

/// What makes a record unusable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Not an object type of this version.
    UnknownType(String),
    /// An element where it does not belong.
    Unexpected(String),
    /// An attribute that this type does not have.
    UnknownAttribute(String),
    /// An attribute twice.
    RepeatedAttribute(String),
    /// `ZapisObjektu` is missing or none of i, u, d, r.
    Operation(String),
    /// `ID` is no identifier.
    Identifier(String),
    /// `u` or `d` without `ID`.
    NoIdentifier,
    /// The geometry is missing.
    NoGeometry,
    /// A geometry of another kind than the type demands.
    WrongGeometry(String),
    /// A geometry element that JVF does not use.
    UnsupportedGeometry(String),
    /// A line or a ring with arcs.
    Arc,
    /// Another reference system.
    Crs(String),
    /// A coordinate that is no number.
    Number(String),
    /// More than two decimals (check 1.6).
    TooPrecise(String),
    /// A count of numbers that does not divide by the dimension.
    Dimension(usize),
    /// A position that cannot be in Czechia.
    OutOfRange(String),
    /// Too few positions.
    TooShort(&'static str),
    /// A ring whose ends differ.
    OpenRing,
    /// A value that is not of the attribute's type.
    Value(String, ValueError),
}

messages!(Fault {
    Self::UnknownType(name) => "unknown-type",
        "objektový typ {name} v této verzi JVF DTM neexistuje; opravte název prvku nebo verzi souboru",
        "object type {name} does not exist in this version of JVF DTM; correct the element's name or the file's version";
    Self::Unexpected(name) => "unexpected-element",
        "prvek {name} sem nepatří; odstraňte jej nebo přesuňte podle schématu JVF DTM",
        "element {name} does not belong here; remove it or move it as the JVF DTM schema says";
    Self::UnknownAttribute(name) => "unknown-attribute",
        "objektový typ nemá atribut {name}; odstraňte jej",
        "the object type has no attribute {name}; remove it";
    Self::RepeatedAttribute(name) => "repeated-attribute",
        "atribut {name} je uveden dvakrát; ponechte jediný",
        "attribute {name} is given twice; keep one";
    Self::Operation(text) => "operation",
        "ZapisObjektu má hodnotu „{text}“; uveďte i, u, d nebo r",
        "ZapisObjektu has the value \"{text}\"; give i, u, d or r";
    Self::Identifier(text) => "identifier",
        "ID „{text}“ není identifikátor objektu; uveďte 1 až 17 číslic",
        "ID \"{text}\" is not an object identifier; give 1 to 17 digits";
    Self::NoIdentifier => "no-identifier",
        "změna (u) ani zrušení (d) objektu nemůže být bez ID; doplňte je",
        "an update (u) or deletion (d) of an object cannot be without ID; add it";
    Self::NoGeometry => "no-geometry",
        "objekt nemá geometrii; doplňte ji do GeometrieObjektu",
        "the object has no geometry; add it to GeometrieObjektu";
    Self::WrongGeometry(found) => "wrong-geometry",
        "{found} není geometrie, kterou tento objektový typ má; použijte geometrii podle code_suffix",
        "{found} is not the geometry of this object type; use the one that code_suffix tells";
    Self::UnsupportedGeometry(found) => "unsupported-geometry",
        "prvek geometrie {found} se v JVF DTM nepoužívá; převeďte jej na bod, lomenou čáru nebo polygon",
        "geometry element {found} is not used in JVF DTM; turn it into a point, a polyline or a polygon";
    Self::Arc => "arc",
        "oblouky se u tohoto objektového typu nepřijímají; nahraďte je lomenou čarou",
        "arcs are not accepted for this object type; replace them by a polyline";
    Self::Crs(name) => "crs",
        "souřadnicový systém {name} se nepřijímá; transformujte data do S-JTSK (EPSG:5514)",
        "reference system {name} is not accepted; transform the data into S-JTSK (EPSG:5514)";
    Self::Number(text) => "number",
        "„{text}“ není souřadnice; uveďte metry s desetinnou tečkou",
        "\"{text}\" is not a coordinate; give metres with a decimal point";
    Self::TooPrecise(text) => "too-precise",
        "souřadnice {text} má více než dvě desetinná místa; zaokrouhlete ji na centimetry",
        "coordinate {text} has more than two decimals; round it to centimetres";
    Self::Dimension(count) => "dimension",
        "počet čísel ({count}) neodpovídá srsDimension; uveďte u každého bodu stejný počet souřadnic",
        "the number of values ({count}) does not fit srsDimension; give every position the same number of coordinates";
    Self::OutOfRange(text) => "out-of-range",
        "souřadnice {text} leží mimo Českou republiku; EPSG:5514 má první X (-905 000 až -431 000), potom Y (-1 228 000 až -935 000)",
        "position {text} is outside Czechia; EPSG:5514 has X first (-905 000 to -431 000), then Y (-1 228 000 to -935 000)";
    Self::TooShort(what) => "too-short",
        "{what}: příliš málo bodů; linie potřebuje alespoň dva, prstenec čtyři",
        "{what}: too few positions; a line needs two at least, a ring four";
    Self::OpenRing => "open-ring",
        "prstenec polygonu není uzavřen; poslední bod musí být shodný s prvním",
        "a ring of the polygon is not closed; its last position must equal the first";
    Self::Value(attribute, ValueError { text, czech, english }) => "value",
        "„{text}“ není hodnota atributu {attribute}; uveďte {czech}",
        "\"{text}\" is not a value of attribute {attribute}; give {english}";
});
