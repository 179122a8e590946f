//! The streaming reader of JVF DTM deliveries of both generations (1.4.x and 1.5.x).
//!
//! Elements are matched by namespace and local name, never by prefix. Only the record being read is in memory, whatever
//! the size of the file. A fault in a record is an entry like any other and the reading goes on; what makes the rest of
//! the file unreadable is a [`ReadError`]. Structure of the format: decree 393/2020 Sb., § 6, and the published schemas.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use dtm::jvf::read::{Entry, Reader};
//!
//! let mut reader = Reader::open(std::fs::File::open("delivery.jvf.xml")?)?;
//! while let Some(entry) = reader.next_entry()? {
//!     match entry {
//!         Entry::Record(record) => println!("{:?} at line {}", record.id, record.position.line),
//!         Entry::Fault(fault) => println!("{:?}", fault.fault),
//!         Entry::Fragment(fragment) => println!("{}", fragment.element),
//!     }
//! }
//! # Ok(()) }
//! ```

mod batch;
pub(crate) mod decimal;
mod error;
mod fragment;
mod geometry;
mod record;

use std::collections::VecDeque;
use std::io::Read;
use std::sync::Arc;

use crate::jvf::xml::{NamespaceId, Namespaces, Observer, Source, Token, shorten};
pub use batch::{Batch, BatchReader};
pub use error::{Fault, FileFault, ReadError, RecordFault};
pub use fragment::{Fragment, Section};
use record::Context;

use crate::model::catalogue::CatalogueError;
use crate::model::{Catalogue, Record, RecordKind};

/// The version whose catalogue is used when a file holds no data and so tells none.
const USUAL_VERSION: &str = "1.4.3";

/// What the file says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// `VerzeJVFDTM`.
    pub version: String,
    /// `DatumZapisu`.
    pub written_at: String,
    /// `TypZapisu`: `kompletní zápis` or `změnové věty`.
    pub kind: String,
}

/// What comes next in a file.
#[derive(Clone, Debug)]
pub enum Entry {
    /// An object record.
    Record(Box<Record>),
    /// What makes a record, or an element outside of the records, unusable.
    Fault(RecordFault),
    /// An element that is kept as it is.
    Fragment(Fragment),
}

/// What comes next in a file of which others read the records.
#[derive(Debug)]
pub enum Step {
    /// What this reader has read.
    Entry(Entry),
    /// Records that somebody else shall read; they come only where the [observer](Observer::delegate) says so.
    Batch(Box<Batch>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Inside `JVFDTM`.
    Document,
    /// Inside `DataJVFDTM`.
    DataFile,
    /// Inside `Data`.
    Types,
    /// Inside the element of an object type.
    Type,
    /// Inside `ZaznamyObjektu`.
    Records,
    /// Inside a section, and inside an element of it that holds fragments.
    Section(Section),
    SectionPart(Section),
    /// After `JVFDTM`.
    After,
    /// Nothing is left.
    End,
}

/// A delivery being read.
pub struct Reader<R: Read, O: Observer = ()> {
    source: Source<R, O>,
    catalogue: &'static Catalogue,
    header: Header,
    place: Place,
    context: Option<Context<'static>>,
    batch: Batch,
    /// Room for the next one.
    spare: Option<Batch>,
    container: String,
    parent: String,
    records: u64,
    faults: Vec<RecordFault>,
    pending: VecDeque<RecordFault>,
}

impl<R: Read> Reader<R> {
    /// Reads the head of a file, up to its first record.
    ///
    /// # Errors
    /// [`ReadError`] when it is no JVF DTM file of a version that is read here.
    pub fn open(input: R) -> Result<Self, ReadError> {
        Self::observed(input, Arc::new(Namespaces::new([])), ())
    }
}

impl<R: Read, O: Observer> Reader<R, O> {
    /// The same while somebody looks on, who tells the given namespaces apart.
    ///
    /// # Errors
    /// As [`Reader::open`].
    pub fn observed(input: R, namespaces: Arc<Namespaces>, observer: O) -> Result<Self, ReadError> {
        let source = Source::observed(input, namespaces, observer)?;
        let catalogue =
            Catalogue::embedded(USUAL_VERSION).map_err(|error| source.fail(FileFault::Catalogue(error)))?;
        let mut reader = Self {
            source,
            catalogue,
            header: Header::default(),
            place: Place::Document,
            context: None,
            batch: Batch::default(),
            spare: None,
            container: String::new(),
            parent: String::new(),
            records: 0,
            faults: Vec::new(),
            pending: VecDeque::new(),
        };
        reader.root()?;
        reader.read_head()?;
        Ok(reader)
    }

    /// Refuses files of another generation than the one asked for.
    ///
    /// # Errors
    /// [`FileFault::Generation`].
    pub fn demand_generation(&self, generation: u8) -> Result<(), ReadError> {
        if self.catalogue.generation == generation || self.header.version.is_empty() {
            return Ok(());
        }
        let version = shorten(&self.header.version);
        Err(self.source.fail(FileFault::Generation(version)))
    }

    /// What the file says about itself.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The catalogue of the file's version.
    pub fn catalogue(&self) -> &'static Catalogue {
        self.catalogue
    }

    /// Bytes before the element `Data`, when the head of the file ends there.
    pub fn head(&self) -> Option<u64> {
        (self.place == Place::Types && self.records == 0).then(|| self.source.at().byte)
    }

    /// Who looks on.
    pub fn observer(&mut self) -> &mut O {
        &mut self.source.observer
    }

    /// Takes a batch back that was [read](BatchReader::read), so that its room is used again.
    pub fn reuse(&mut self, batch: Batch) {
        self.spare = Some(batch);
    }

    /// How many records have been read.
    pub fn records(&self) -> u64 {
        self.records
    }

    /// How many bytes have been read.
    pub fn bytes(&self) -> u64 {
        self.source.bytes()
    }

    fn root(&mut self) -> Result<(), ReadError> {
        loop {
            match self.source.next_exact()? {
                Token::Start(NamespaceId::OBJECT_TYPES) if self.source.name() == "JVFDTM" => return Ok(()),
                Token::Start(_) => {
                    let found = shorten(self.source.name());
                    return Err(self.source.fail(FileFault::NotJvf(found)));
                }
                Token::Text if self.source.text().trim().is_empty() => {}
                Token::Text | Token::End | Token::Eof => {
                    return Err(self.source.fail(FileFault::NotJvf("–".to_owned())));
                }
            }
        }
    }

    /// Up to the first record, section or end.
    fn read_head(&mut self) -> Result<(), ReadError> {
        while matches!(self.place, Place::Document | Place::DataFile) && self.pending.is_empty() {
            self.step()?;
        }
        Ok(())
    }

    /// The next entry; `None` at the end of the file.
    ///
    /// # Errors
    /// [`ReadError`] when the file cannot be read any further.
    pub fn next_entry(&mut self) -> Result<Option<Entry>, ReadError> {
        loop {
            match self.next_step()? {
                Some(Step::Entry(entry)) => return Ok(Some(entry)),
                Some(Step::Batch(_)) => {}
                None => return Ok(None),
            }
        }
    }

    /// The next entry or batch; `None` at the end of the file.
    ///
    /// # Errors
    /// [`ReadError`] when the file cannot be read any further.
    pub fn next_step(&mut self) -> Result<Option<Step>, ReadError> {
        loop {
            if let Some(fault) = self.pending.pop_front() {
                return Ok(Some(Step::Entry(Entry::Fault(fault))));
            }
            if self.place == Place::End {
                return Ok(None);
            }
            if let Some(entry) = self.step()? {
                return Ok(Some(Step::Entry(entry)));
            }
            if self.batch.is_full() || (self.place != Place::Records && !self.batch.is_empty()) {
                let next = self.spare.take().unwrap_or_default();
                let full = std::mem::replace(&mut self.batch, next);
                return Ok(Some(Step::Batch(Box::new(full))));
            }
        }
    }

    fn step(&mut self) -> Result<Option<Entry>, ReadError> {
        self.source.skip_blank();
        if self.place == Place::Records {
            let token = self.source.next_unseen()?;
            if let Token::Start(namespace) = token
                && self.delegate(namespace)?
            {
                return Ok(None);
            }
            self.source.show(token)?;
            return self.take(token);
        }
        let token = self.source.next_exact()?;
        self.take(token)
    }

    fn take(&mut self, token: Token) -> Result<Option<Entry>, ReadError> {
        match token {
            Token::Start(namespace) => self.enter(namespace),
            Token::End => {
                self.leave();
                Ok(None)
            }
            Token::Text if !self.source.text().trim().is_empty() => {
                let text = shorten(self.source.text());
                self.unexpected(&text)?;
                Ok(None)
            }
            Token::Text => Ok(None),
            Token::Eof => {
                self.place = Place::End;
                Ok(None)
            }
        }
    }

    fn enter(&mut self, namespace: NamespaceId) -> Result<Option<Entry>, ReadError> {
        let name = self.source.name();
        match (self.place, namespace, name) {
            (Place::Document, NamespaceId::OBJECT_TYPES, "DataJVFDTM") => self.place = Place::DataFile,
            (Place::Document, NamespaceId::SERVICE, "ServisJVFDTM") => {
                self.place = Place::Section(Section::Service)
            }
            (Place::Document, NamespaceId::EXTENSION, "ExtenzeJVFDTM") => {
                self.place = Place::Section(Section::Extension)
            }
            (Place::DataFile, NamespaceId::COMMON, "VerzeJVFDTM") => self.version()?,
            (Place::DataFile, NamespaceId::COMMON, "DatumZapisu") => {
                self.source.leaf()?;
                self.source.value().trim().clone_into(&mut self.header.written_at);
            }
            (Place::DataFile, NamespaceId::COMMON, "TypZapisu") => {
                self.source.leaf()?;
                self.source.value().trim().clone_into(&mut self.header.kind);
            }
            (Place::DataFile, NamespaceId::OBJECT_TYPES, "Data") => {
                if self.header.version.is_empty() {
                    return Err(self.source.fail(FileFault::NoVersion));
                }
                self.place = Place::Types;
            }
            (Place::DataFile, NamespaceId::ACCOMPANYING, section)
                if section.starts_with("DoprovodneInformace") =>
            {
                section.clone_into(&mut self.container);
                self.place = Place::Section(Section::Accompanying);
            }
            (Place::Types, NamespaceId::OBJECT_TYPES, _) => self.object_type()?,
            (
                Place::Type,
                _,
                "ObjektovyTypNazev" | "KategorieObjektu" | "SkupinaObjektu" | "ObsahovaCast",
            ) => {
                self.source.skip()?;
            }
            (Place::Type, _, "ZaznamyObjektu") => self.place = Place::Records,
            (Place::Records, _, record) if self.is_record(record) => return self.record(),
            (Place::Section(Section::Extension), ..) => return self.fragment(Section::Extension).map(Some),
            (Place::Section(section), ..) => {
                name.clone_into(&mut self.parent);
                self.place = Place::SectionPart(section);
            }
            (Place::SectionPart(section), ..) => return self.fragment(section).map(Some),
            _ => {
                let name = shorten(name);
                self.unexpected(&name)?;
                self.source.skip()?;
            }
        }
        Ok(None)
    }

    /// Whether an element is a record of the file's generation.
    fn is_record(&self, name: &str) -> bool {
        let kind = name
            .strip_prefix("ZaznamObjektu")
            .and_then(RecordKind::from_suffix);
        kind.is_some_and(|kind| (kind == RecordKind::Plain) == (self.catalogue.generation == 1))
    }

    /// Puts the record that opens into the batch when somebody else shall read it.
    fn delegate(&mut self, namespace: NamespaceId) -> Result<bool, ReadError> {
        let (Some(context), true) = (&self.context, self.is_record(self.source.name())) else {
            return Ok(false);
        };
        let index = context.index;
        let Some(delegated) = self.source.delegated(namespace) else {
            return Ok(false);
        };
        self.records += 1;
        self.source.set_record(self.records);
        self.batch.take(&mut self.source, index, delegated)?;
        self.source.set_record(0);
        Ok(true)
    }

    fn leave(&mut self) {
        self.place = match self.place {
            Place::Document | Place::After | Place::End => Place::After,
            Place::DataFile | Place::Section(Section::Service | Section::Extension) => Place::Document,
            Place::Types | Place::Section(Section::Accompanying) => Place::DataFile,
            Place::Type => {
                self.context = None;
                Place::Types
            }
            Place::Records => Place::Type,
            Place::SectionPart(section) => Place::Section(section),
        };
    }

    fn version(&mut self) -> Result<(), ReadError> {
        self.source.leaf()?;
        let version = self.source.value().trim().to_owned();
        self.catalogue = Catalogue::of_files(&version).map_err(|error| {
            self.source.fail(match error {
                CatalogueError::UnknownVersion(version) => FileFault::UnknownVersion(shorten(&version)),
                other => FileFault::Catalogue(other),
            })
        })?;
        self.header.version = version;
        Ok(())
    }

    fn object_type(&mut self) -> Result<(), ReadError> {
        match self.catalogue.object_type(self.source.name()) {
            Some((index, object_type)) => {
                self.context = Some(Context::new(self.catalogue, index, object_type));
                self.place = Place::Type;
            }
            None => {
                let name = shorten(self.source.name());
                self.note(Fault::UnknownType(name));
                self.source.skip()?;
            }
        }
        Ok(())
    }

    fn record(&mut self) -> Result<Option<Entry>, ReadError> {
        let Some(context) = &self.context else {
            self.source.skip()?;
            return Ok(None);
        };
        self.records += 1;
        self.source.set_record(self.records);
        let record = record::read(&mut self.source, context, &mut self.faults)?;
        self.source.set_record(0);
        let whole = self.faults.is_empty();
        self.pending.extend(self.faults.drain(..));
        Ok(record
            .filter(|_| whole)
            .map(|record| Entry::Record(Box::new(record))))
    }

    fn fragment(&mut self, section: Section) -> Result<Entry, ReadError> {
        let position = self.source.at();
        let element = self.source.name().to_owned();
        let content = fragment::capture(&mut self.source)?;
        Ok(Entry::Fragment(Fragment {
            position,
            section,
            container: match section {
                Section::Accompanying => self.container.clone(),
                _ => section.element().to_owned(),
            },
            parent: match section {
                Section::Extension => section.element().to_owned(),
                _ => self.parent.clone(),
            },
            element,
            content,
        }))
    }

    fn unexpected(&mut self, what: &str) -> Result<(), ReadError> {
        if self.place == Place::After {
            let what = format!("{what} after the end of JVFDTM");
            return Err(self.source.fail(FileFault::Malformed(what)));
        }
        self.note(Fault::Unexpected(what.to_owned()));
        Ok(())
    }

    /// A fault outside of the records.
    fn note(&mut self, fault: Fault) {
        let object_type = self
            .context
            .as_ref()
            .map_or_else(String::new, |context| context.object_type.element.clone());
        self.pending.push_back(RecordFault {
            position: self.source.at(),
            id: None,
            gml_id: None,
            object_type,
            fault,
        });
    }
}
