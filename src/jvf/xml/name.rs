//! Namespaces as small numbers.

use rustc_hash::FxHashMap;

/// A namespace: an index into [`Namespaces`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NamespaceId(pub u16);

impl NamespaceId {
    /// No namespace.
    pub const NONE: Self = Self(0);
    /// A namespace that nobody named.
    pub const UNKNOWN: Self = Self(1);
    /// `objtyp`.
    pub const OBJECT_TYPES: Self = Self(2);
    /// `cmn`.
    pub const COMMON: Self = Self(3);
    /// `atr`.
    pub const ATTRIBUTES: Self = Self(4);
    /// `dopinf`.
    pub const ACCOMPANYING: Self = Self(5);
    /// `servis`.
    pub const SERVICE: Self = Self(6);
    /// `ext`.
    pub const EXTENSION: Self = Self(7);
    /// GML 3.2.
    pub const GML: Self = Self(8);
    /// `xsi`: instances of XML Schema.
    pub const SCHEMA_INSTANCE: Self = Self(9);
    /// What the prefix `xml` means.
    pub const XML: Self = Self(10);
}

/// URI of [`NamespaceId::GML`].
pub(in crate::jvf) const GML: &str = "http://www.opengis.net/gml/3.2";

/// URIs of the namespaces above, in their order.
const FIXED: [&str; 11] = [
    "",
    "\u{0}",
    "objtyp",
    "cmn",
    "atr",
    "dopinf",
    "servis",
    "ext",
    GML,
    "http://www.w3.org/2001/XMLSchema-instance",
    "http://www.w3.org/XML/1998/namespace",
];

/// The namespaces that a reader tells apart: those of [`NamespaceId`] and others that a grammar names.
#[derive(Clone, Debug)]
pub struct Namespaces {
    uris: Vec<Box<str>>,
    by_uri: FxHashMap<Box<str>, NamespaceId>,
}

impl Namespaces {
    /// The fixed namespaces and these.
    pub fn new<'a>(others: impl IntoIterator<Item = &'a str>) -> Self {
        let mut namespaces = Self {
            uris: Vec::new(),
            by_uri: FxHashMap::default(),
        };
        for uri in FIXED.into_iter().chain(others) {
            let next = u16::try_from(namespaces.uris.len()).map_or(NamespaceId::UNKNOWN, NamespaceId);
            if !namespaces.by_uri.contains_key(uri) && next != NamespaceId::UNKNOWN || uri == "\u{0}" {
                namespaces.by_uri.insert(uri.into(), next);
                namespaces.uris.push(uri.into());
            }
        }
        namespaces
    }

    /// The number of a URI; [`NamespaceId::UNKNOWN`] when nobody named it.
    pub fn id(&self, uri: &str) -> NamespaceId {
        self.by_uri.get(uri).copied().unwrap_or(NamespaceId::UNKNOWN)
    }

    /// The URI of a number; empty for none and for unknown ones.
    pub fn uri(&self, id: NamespaceId) -> &str {
        match id {
            NamespaceId::UNKNOWN => "",
            NamespaceId(index) => self.uris.get(usize::from(index)).map_or("", |uri| uri),
        }
    }
}
