//! Areas of complete ZPS as elements of the accompanying information.

use super::WriteError;
use super::gml::{Identifier, Winding, surface};
use crate::model::{Coordinate, Dimension};

/// An area of complete ZPS as a fragment for [`Issue::complete_areas`](super::Issue::complete_areas) and
/// [`Writer::finish_delivery`](super::Writer::finish_delivery).
///
/// `role` is `REF` for what is complete, `NEW` and `DEL` for what a delivery adds and takes away; generation 1 has the text of
/// `PopisObjektu` for it. `level` is `UrovenUmisteniObjektuZPS` (-3 to 3); `rings` are closed, the exterior first.
/// Generation 1 demands accuracy and the way of surveying too, which an area of its own does not have: they are 9 (*není známa*)
/// and 99 (*nezjištěno*).
///
/// # Errors
/// [`WriteError::Character`].
pub fn complete_area(
    generation: u8,
    role: &'static str,
    level: i8,
    rings: &[Vec<Coordinate>],
) -> Result<String, WriteError> {
    // Written into a file, it gets a running one.
    const ID: &str = "OKZPS";
    const GML: &str = "http://www.opengis.net/gml/3.2";
    let second = generation > 1;
    let (name, head) = if second {
        (
            "ZaznamOKZPS",
            format!(
                "<a:UrovenUmisteniObjektuZPS>{level}</a:UrovenUmisteniObjektuZPS><TypZaznamuOKZPS>{role}</TypZaznamuOKZPS>"
            ),
        )
    } else {
        (
            "ZaznamZPS",
            format!(
                "<AtributyObjektu><a:SpolecneAtributyVsechObjektu><a:PopisObjektu>{role}</a:PopisObjektu></a:SpolecneAtributyVsechObjektu>\
                 <a:SpolecneAtributyObjektuZPS><a:UrovenUmisteniObjektuZPS>{level}</a:UrovenUmisteniObjektuZPS>\
                 <a:TridaPresnostiPoloha>9</a:TridaPresnostiPoloha><a:TridaPresnostiVyska>9</a:TridaPresnostiVyska>\
                 <a:ZpusobPorizeniZPS>99</a:ZpusobPorizeniZPS></a:SpolecneAtributyObjektuZPS></AtributyObjektu>"
            ),
        )
    };
    let mut out = format!(
        "<{name} xmlns=\"dopinf\" xmlns:a=\"atr\" xmlns:g=\"{GML}\">{head}<GeometrieObjektu><PlochaZPS>"
    )
    .into_bytes();
    surface(
        Identifier::fixed(ID),
        Dimension::Two,
        rings,
        Winding::of_generation(generation),
        &mut out,
    )?;
    out.extend_from_slice(format!("</PlochaZPS></GeometrieObjektu></{name}>").as_bytes());
    String::from_utf8(out).map_err(|_| WriteError::Character(ID.to_owned()))
}
