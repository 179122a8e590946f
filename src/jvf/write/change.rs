//! The record of a change in the accompanying information: whose work it is and the area that it stays in (check 1.2).

use chrono::NaiveDate;

use super::WriteError;
use super::geometry::surface;
use super::text::escaped;
use crate::model::{Coordinate, Dimension};

/// What change records come with (`ZaznamZmeny`): the elements that the schema demands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// `NazevZakazky`: name of the order.
    pub order: String,
    /// `Zpracovatel`: who made it.
    pub author: String,
    /// `OrganizaceZpracovatele`: for whom the author works.
    pub organisation: String,
    /// `DatumMereni`.
    pub measured: NaiveDate,
    /// `DatumZpracovani`.
    pub processed: NaiveDate,
    /// `OblastZmeny`: a closed ring, counter-clockwise, around everything that changes (check 1.7).
    pub area: Vec<Coordinate>,
}

/// Appends `DoprovodneInformace` with the change.
///
/// # Errors
/// [`WriteError::Character`].
pub fn write(change: &Change, out: &mut Vec<u8>) -> Result<(), WriteError> {
    out.extend_from_slice(b"<DoprovodneInformace xmlns=\"dopinf\">\n<UdajeOZmenach>\n<ZaznamZmeny>\n");
    let (measured, processed) = (change.measured.to_string(), change.processed.to_string());
    let texts = [
        ("NazevZakazky", &change.order),
        ("Zpracovatel", &change.author),
        ("OrganizaceZpracovatele", &change.organisation),
        ("DatumMereni", &measured),
        ("DatumZpracovani", &processed),
    ];
    for (name, text) in texts {
        out.extend_from_slice(format!("<{name}>").as_bytes());
        escaped(text, out)?;
        out.extend_from_slice(format!("</{name}>\n").as_bytes());
    }
    out.extend_from_slice(b"<OblastZmeny>");
    surface("ZM1_06", Dimension::Two, std::slice::from_ref(&change.area), out)?;
    out.extend_from_slice(b"</OblastZmeny>\n</ZaznamZmeny>\n</UdajeOZmenach>\n</DoprovodneInformace>\n");
    Ok(())
}
