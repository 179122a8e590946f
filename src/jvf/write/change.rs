//! The record of a change in the accompanying information: whose work it is and the area that it stays in (check 1.2).

use chrono::NaiveDate;

use super::WriteError;
use super::gml::{Identifier, surface};
use super::text::leaf;
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

/// Appends `DoprovodneInformace` with the change. Generation 2 tells deliveries apart; what is known here is enough for that of
/// transport and technical infrastructure (`DoprovodneInformaceDTI`), those of ZPS demand an authorised surveyor and areas.
///
/// # Errors
/// [`WriteError::Character`].
pub fn write(change: &Change, generation: u8, out: &mut Vec<u8>) -> Result<(), WriteError> {
    let element = if generation == 1 {
        "DoprovodneInformace"
    } else {
        "DoprovodneInformaceDTI"
    };
    out.extend_from_slice(
        format!("<{element} xmlns=\"dopinf\">\n<UdajeOZmenach>\n<ZaznamZmeny>\n").as_bytes(),
    );
    let (measured, processed) = (change.measured.to_string(), change.processed.to_string());
    let texts = [
        ("NazevZakazky", &change.order),
        ("Zpracovatel", &change.author),
        ("OrganizaceZpracovatele", &change.organisation),
        ("DatumMereni", &measured),
        ("DatumZpracovani", &processed),
    ];
    for (name, text) in texts {
        leaf(out, name, text)?;
    }
    out.extend_from_slice(b"<OblastZmeny>");
    let ring = std::slice::from_ref(&change.area);
    surface(
        Identifier::fixed("ZM1_06"),
        Dimension::Two,
        ring,
        generation > 1,
        out,
    )?;
    out.extend_from_slice(b"</OblastZmeny>\n</ZaznamZmeny>\n</UdajeOZmenach>\n");
    out.extend_from_slice(format!("</{element}>\n").as_bytes());
    Ok(())
}
