//! What can be wrong with a package: errors for which nothing of it is checked, faults that are told beside the
//! findings of its delivery.
//!
//! Every one names the file and says in Czech and English what to do.

use std::io;

use thiserror::Error;

use crate::check::{CheckId, Finding, Severity, Texts, table::Group};
use crate::model::{Language, Message, messages};

/// The check of the package itself. It is none of the 33 official ones; the service of 1.5.0.1 has group `OST` for such.
pub const CHECK: CheckId = CheckId::new(Group::Other, 2);

/// Why a package is refused.
#[derive(Debug, Error)]
#[error("{}", self.text(Language::English))]
pub enum PackageError {
    /// A file or folder that cannot be read: its name, what the system says.
    Io(String, io::Error),
    /// The unpacked delivery cannot be written.
    Temporary(io::Error),
    /// Neither a folder nor a regular file.
    NotAFile(String),
    /// No `*.jvf.xml`.
    NoDelivery,
    /// Several `*.jvf.xml`, named.
    SeveralDeliveries(String),
    /// The only `*.jvf.xml` lies below more than one folder.
    TooDeep(String),
    /// More files and folders than the limit.
    TooManyEntries(u64),
    /// Files that unpack to more than this many MB in all.
    TooLarge(u64),
    /// A file larger than this many MB.
    FileTooLarge(String, u64),
    /// A list of digests beyond 4 MB.
    ListTooLong(String),
    /// Not a zip, though named so.
    NotZip,
    /// The end of the zip is missing.
    Truncated,
    /// The directory of the zip contradicts itself or the file.
    Broken(&'static str),
    /// A zip in several volumes.
    Volumes,
    /// A name that could lead out of the package.
    UnsafeName(String),
    /// A name with control characters, or empty.
    BadName(String),
    /// A name twice, if only in other case.
    DuplicateName(String),
    /// A link or a device.
    Special(String),
    /// A file under a password.
    Encrypted(String),
    /// A method of compression that dtm does not know, by its number in the zip specification.
    Method(String, u16),
    /// Entries that share bytes of the zip.
    Overlap(String),
    /// A file that unpacks to more than this many times its packed size.
    Ratio(String, u64),
    /// A file that does not unpack to what the directory tells.
    Damaged(String),
}

messages!(PackageError {
    Self::Io(file, error) => "io",
        "{file} nelze číst ({error}); zkontrolujte, že existuje a je dostupný",
        "{file} cannot be read ({error}); check that it exists and is reachable";
    Self::Temporary(error) => "temporary",
        "dodávku nelze rozbalit do dočasného souboru ({error}); uvolněte místo na disku nebo nastavte TMPDIR",
        "the delivery cannot be unpacked to a temporary file ({error}); make room on the disk or set TMPDIR";
    Self::NotAFile(file) => "not-a-file",
        "{file} není složka ani soubor; uveďte složku, ZIP nebo soubor JVF DTM",
        "{file} is neither a folder nor a file; give a folder, a zip or a JVF DTM file";
    Self::NoDelivery => "no-delivery",
        "balík neobsahuje žádný soubor *.jvf.xml; vložte do něj právě jeden",
        "the package holds no file *.jvf.xml; put exactly one into it";
    Self::SeveralDeliveries(names) => "several-deliveries",
        "balík obsahuje více souborů *.jvf.xml ({names}); ponechte právě jeden",
        "the package holds several files *.jvf.xml ({names}); keep exactly one";
    Self::TooDeep(name) => "too-deep",
        "soubor {name} je vnořen hlouběji než v jedné složce; přesuňte jej na začátek balíku",
        "file {name} lies deeper than in one folder; move it to the top of the package";
    Self::TooManyEntries(limit) => "too-many-entries",
        "balík má více než {limit} souborů a složek; odeberte ty, které k dodávce nepatří",
        "the package has more than {limit} files and folders; remove those that are no part of the delivery";
    Self::TooLarge(megabytes) => "too-large",
        "soubory v balíku mají po rozbalení více než {megabytes} MB; rozdělte dodávku na více balíků",
        "the package's files unpack to more than {megabytes} MB; split the delivery into several packages";
    Self::FileTooLarge(name, megabytes) => "file-too-large",
        "soubor {name} má po rozbalení více než {megabytes} MB; rozdělte jej na menší",
        "file {name} unpacks to more than {megabytes} MB; split it into smaller ones";
    Self::ListTooLong(name) => "list-too-long",
        "seznam otisků {name} má více než 4 MB; vytvořte jej znovu",
        "the list of digests {name} has more than 4 MB; make it again";
    Self::NotZip => "not-zip",
        "soubor není ZIP, ačkoli se tak jmenuje; zabalte dodávku znovu",
        "the file is no zip though it is named so; pack the delivery again";
    Self::Truncated => "truncated",
        "soubor ZIP není celý; odešlete jej znovu",
        "the zip is not whole; send it again";
    Self::Broken(what) => "broken",
        "soubor ZIP je poškozen ({what}); zabalte dodávku znovu",
        "the zip is broken ({what}); pack the delivery again";
    Self::Volumes => "volumes",
        "ZIP je rozdělen na více svazků; zabalte dodávku do jediného souboru",
        "the zip is split into volumes; pack the delivery into a single file";
    Self::UnsafeName(name) => "unsafe-name",
        "název „{name}“ v balíku je absolutní nebo obsahuje „..“, zpětné lomítko či dvojtečku; zabalte dodávku znovu s relativními názvy",
        "name \"{name}\" in the package is absolute or has \"..\", a backslash or a colon; pack the delivery again with relative names";
    Self::BadName(name) => "bad-name",
        "název „{name}“ v balíku je prázdný, obsahuje řídicí znaky nebo není v UTF-8, ač se tak tváří; přejmenujte soubor",
        "name \"{name}\" in the package is empty, has control characters or is not the UTF-8 it claims to be; rename the file";
    Self::DuplicateName(name) => "duplicate-name",
        "název {name} je v balíku dvakrát (na velikosti písmen nezáleží); ponechte jediný soubor",
        "name {name} is in the package twice (case does not matter); keep a single file";
    Self::Special(name) => "special-file",
        "{name} je v balíku odkazem nebo zvláštním souborem; nahraďte jej obyčejným souborem",
        "{name} is a link or a special file in the package; replace it by an ordinary file";
    Self::Encrypted(name) => "encrypted",
        "soubor {name} je v balíku pod heslem; zabalte dodávku bez hesla",
        "file {name} is under a password in the package; pack the delivery without one";
    Self::Method(name, method) => "method",
        "soubor {name} je zabalen metodou {method}, kterou dtm nezná; zabalte dodávku metodou Deflate",
        "file {name} is packed by method {method}, which dtm does not know; pack the delivery by Deflate";
    Self::Overlap(name) => "overlap",
        "soubor {name} sdílí v ZIPu data s jiným, což je znak zip bomby; zabalte dodávku znovu",
        "file {name} shares data of the zip with another one, the mark of a zip bomb; pack the delivery again";
    Self::Ratio(name, ratio) => "ratio",
        "soubor {name} se rozbalí na více než {ratio}násobek, což je znak zip bomby; zabalte jej bez komprese",
        "file {name} unpacks to more than {ratio} times its size, the mark of a zip bomb; pack it without compression";
    Self::Damaged(name) => "damaged",
        "soubor {name} je v ZIPu poškozen: rozbalený obsah neodpovídá udané velikosti nebo kontrolnímu součtu; zabalte dodávku znovu",
        "file {name} is damaged in the zip: its unpacked content differs from the told size or checksum; pack the delivery again";
});

/// What is wrong with a package whose delivery can be checked all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PackageFault {
    /// There is no list of digests.
    NoList,
    /// A list without any digest.
    EmptyList(String),
    /// A line of a list that looks like a digest and is none of SHA-512: the list, number of the line from 1.
    ListLine(String, u64),
    /// A listed file is not there.
    Missing(String),
    /// A file is not what was listed.
    Changed(String),
    /// A file is in no list.
    Extra(String),
    /// A file or folder cannot be read: its name, what the system says.
    Unreadable(String, String),
    /// A link that leads out of the folder, to a folder or to nothing.
    Link(String),
    /// A device, pipe or socket.
    Special(String),
}

messages!(PackageFault {
    Self::NoList => "no-list",
        "v balíku není Overeni.txt, neporušenost souborů nelze ověřit; u geodetické dokumentace jej doplňte",
        "there is no Overeni.txt in the package, so the files' integrity cannot be verified; a surveyor's documentation needs it";
    Self::EmptyList(list) => "empty-list",
        "{list} neobsahuje žádný otisk SHA-512; vytvořte jej znovu",
        "{list} holds no SHA-512 digest; make it again";
    Self::ListLine(list, line) => "list-line",
        "řádek {line} souboru {list} není otisk SHA-512 (128 šestnáctkových číslic) a název souboru; vytvořte seznam znovu",
        "line {line} of {list} is not a SHA-512 digest (128 hexadecimal digits) and a file name; make the list again";
    Self::Missing(file) => "missing-file",
        "soubor {file} je v Overeni.txt, ale v balíku chybí; doplňte jej",
        "file {file} is in Overeni.txt but not in the package; add it";
    Self::Changed(file) => "changed-file",
        "soubor {file} se od ověření změnil (otisk SHA-512 nesouhlasí s Overeni.txt); vraťte původní, nebo dokumentaci znovu ověřte",
        "file {file} was changed since its verification (its SHA-512 differs from Overeni.txt); restore it or verify the documentation again";
    Self::Extra(file) => "extra-file",
        "soubor {file} není v Overeni.txt; odeberte jej, nebo dokumentaci znovu ověřte",
        "file {file} is not in Overeni.txt; remove it or verify the documentation again";
    Self::Unreadable(file, why) => "unreadable-file",
        "{file} nelze číst ({why}); zkontrolujte přístupová práva",
        "{file} cannot be read ({why}); check its permissions";
    Self::Link(file) => "link",
        "{file} je odkaz ven ze složky, na jinou složku nebo do prázdna; nahraďte jej obyčejným souborem",
        "{file} is a link out of the folder, to another folder or to nothing; replace it by an ordinary file";
    Self::Special(file) => "special-file",
        "{file} není obyčejný soubor; odeberte jej",
        "{file} is no ordinary file; remove it";
});

impl PackageFault {
    /// How bad it is: only an absent list is a warning, for whether one is due depends on who delivers.
    pub fn severity(&self) -> Severity {
        match self {
            Self::NoList => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// The file it is about, by its path in the package.
    pub fn file(&self) -> Option<&str> {
        match self {
            Self::NoList => None,
            Self::EmptyList(file)
            | Self::ListLine(file, _)
            | Self::Missing(file)
            | Self::Changed(file)
            | Self::Extra(file)
            | Self::Unreadable(file, _)
            | Self::Link(file)
            | Self::Special(file) => Some(file),
        }
    }

    /// The fault as a finding of [`CHECK`].
    pub fn finding(&self) -> Finding {
        Finding {
            check: CHECK,
            severity: self.severity(),
            text: Texts::new(self.text(Language::Czech), self.text(Language::English)),
            feature: None,
            related: Vec::new(),
            position: None,
            location: None,
        }
    }
}
