//! The reference systems that features are served in, by their URIs (OGC API Features Part 2).
//!
//! The default is CRS84h for types kept with heights and CRS84 for flat ones. Heights are Bpv as delivered in every
//! system: no geoid model is applied, so what CRS84h carries is not an ellipsoidal height (said in `docs/api.md`).

use crate::crs::Crs;
use crate::http::Problem;
use crate::model::ObjectType;

/// Conformance class of Part 2.
pub const CONFORMANCE: [&str; 1] = ["http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs"];

/// A reference system as clients name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference {
    /// Longitude, latitude and height.
    Crs84h,
    /// Longitude, latitude.
    Crs84,
    /// EPSG:5514.
    Sjtsk,
    /// EPSG:3857.
    WebMercator,
}

const SOLID: [Reference; 4] = [
    Reference::Crs84h,
    Reference::Crs84,
    Reference::Sjtsk,
    Reference::WebMercator,
];

impl Reference {
    /// The system that everything is stored in.
    pub const STORED: Self = Self::Sjtsk;

    /// The systems of a collection, the default first.
    pub fn of(object_type: &ObjectType) -> &'static [Self] {
        if object_type.dimension == 3 {
            &SOLID
        } else {
            &SOLID[1..]
        }
    }

    /// Reads the parameter `crs` of a collection; without it the collection's default.
    ///
    /// # Errors
    /// [`Problem`] 400 when the collection is not served in what is asked for.
    pub fn asked(crs: Option<&str>, object_type: &ObjectType) -> Result<Self, Problem> {
        match crs {
            Some(uri) => Self::parse("crs", uri, Self::of(object_type)),
            None if object_type.dimension == 3 => Ok(Self::Crs84h),
            None => Ok(Self::Crs84),
        }
    }

    /// The URI.
    pub fn uri(self) -> &'static str {
        match self {
            Self::Crs84h => "http://www.opengis.net/def/crs/OGC/0/CRS84h",
            Self::Crs84 => "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            Self::Sjtsk => "http://www.opengis.net/def/crs/EPSG/0/5514",
            Self::WebMercator => "http://www.opengis.net/def/crs/EPSG/0/3857",
        }
    }

    /// The value of the header `Content-Crs`.
    pub fn header(self) -> &'static str {
        match self {
            Self::Crs84h => "<http://www.opengis.net/def/crs/OGC/0/CRS84h>",
            Self::Crs84 => "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>",
            Self::Sjtsk => "<http://www.opengis.net/def/crs/EPSG/0/5514>",
            Self::WebMercator => "<http://www.opengis.net/def/crs/EPSG/0/3857>",
        }
    }

    /// The system to compute in.
    pub fn crs(self) -> Crs {
        match self {
            Self::Crs84h | Self::Crs84 => Crs::Crs84,
            Self::Sjtsk => Crs::Sjtsk,
            Self::WebMercator => Crs::WebMercator,
        }
    }

    /// Whether positions carry heights where they are known.
    pub fn has_heights(self) -> bool {
        self != Self::Crs84
    }

    /// Reads the value of `crs`, one of the collection's systems, or of `bbox-crs`, any system.
    ///
    /// # Errors
    /// [`Problem`] 400 that lists the permitted ones.
    pub fn parse(name: &'static str, value: &str, permitted: &[Self]) -> Result<Self, Problem> {
        permitted
            .iter()
            .copied()
            .find(|reference| reference.uri() == value)
            .ok_or_else(|| {
                let uris: Vec<_> = permitted.iter().map(|reference| reference.uri()).collect();
                Problem::one_of(name, value, &uris)
            })
    }

    /// All systems.
    pub fn all() -> &'static [Self] {
        &SOLID
    }
}
