//! The accompanying information of what no map issued: the record of a change, which tells whose work it is and the area that
//! it stays in (check 1.2), and areas of complete ZPS.

use chrono::NaiveDate;

use super::WriteError;
use super::gml::{Identifier, Winding, surface};
use super::list::{Give, Held, List, Lists, Output};
use super::parts::container;
use super::text::leaf;
use crate::model::{Catalogue, Coordinate, Dimension};

/// `gml:id` of the polygon of the change area.
pub const CHANGE_AREA: &str = "ZM1_06";

/// What change records come with (`ZaznamZmeny`): the elements that the schema demands, and the surveyor.
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
    /// `AZI`: number of the authorised surveyor, who makes the delivery of ZPS a *geodetická aktualizační dokumentace*.
    pub surveyor: Option<String>,
    /// `OblastZmeny`: a closed ring, counter-clockwise, around everything that changes (check 1.7).
    pub area: Vec<Coordinate>,
}

/// Appends `DoprovodneInformace` with the change, when there is one, and areas of complete ZPS; nothing without either.
/// Generation 2 tells deliveries apart; what is known here is enough for that of transport and technical infrastructure
/// (`DoprovodneInformaceDTI`), those of ZPS demand an authorised surveyor and areas.
///
/// # Errors
/// [`WriteError::Character`], [`WriteError::Part`] when the version has no place for areas, [`WriteError::Fragment`].
pub fn write(
    change: Option<&Change>,
    complete_areas: &[String],
    catalogue: &Catalogue,
    output: &mut Output<'_>,
) -> Result<(), WriteError> {
    if change.is_none() && complete_areas.is_empty() {
        return Ok(());
    }
    let generation = catalogue.generation;
    let element = if generation == 1 {
        "DoprovodneInformace"
    } else {
        "DoprovodneInformaceDTI"
    };
    output
        .buffer
        .extend_from_slice(format!("<{element} xmlns=\"dopinf\">\n").as_bytes());
    if let Some(change) = change {
        record(change, generation, output.buffer)?;
    }
    if !complete_areas.is_empty() {
        const AREAS: &str = "OblastiKompletniZPS";
        let parts = container(&catalogue.grammar, element).map(|whole| whole.children(&catalogue.grammar));
        let mut parts = parts.into_iter().flatten();
        let part = parts
            .find(|part| part.name() == AREAS)
            .ok_or_else(|| WriteError::Part(AREAS.to_owned()))?;
        let held = Held {
            first: complete_areas,
            stands_in: None,
        };
        let nothing = &mut |_, _: Give<'_>| Ok::<_, WriteError>(());
        Lists::new(catalogue).write((List::CompleteAreas, part), held, output, nothing)?;
    }
    output
        .buffer
        .extend_from_slice(format!("</{element}>\n").as_bytes());
    Ok(())
}

fn record(change: &Change, generation: u8, out: &mut Vec<u8>) -> Result<(), WriteError> {
    out.extend_from_slice(b"<UdajeOZmenach>\n<ZaznamZmeny>\n");
    let (measured, processed) = (change.measured.to_string(), change.processed.to_string());
    let texts = [
        ("NazevZakazky", Some(&change.order)),
        ("Zpracovatel", Some(&change.author)),
        ("OrganizaceZpracovatele", Some(&change.organisation)),
        ("DatumMereni", Some(&measured)),
        ("DatumZpracovani", Some(&processed)),
        ("AZI", change.surveyor.as_ref()),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            leaf(out, name, text)?;
        }
    }
    out.extend_from_slice(b"<OblastZmeny>");
    let ring = std::slice::from_ref(&change.area);
    surface(
        Identifier::fixed(CHANGE_AREA),
        Dimension::Two,
        ring,
        Winding::of_generation(generation),
        out,
    )?;
    out.extend_from_slice(b"</OblastZmeny>\n</ZaznamZmeny>\n</UdajeOZmenach>\n");
    Ok(())
}
