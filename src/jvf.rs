//! JVF DTM (*jednotný výměnný formát digitální technické mapy*), the exchange format of decree 393/2020 Sb., § 6:
//! GML 3.2 in S-JTSK (EPSG:5514).

pub mod read;
pub mod schema;
pub mod write;
pub mod xml;
