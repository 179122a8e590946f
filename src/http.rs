//! The toolbox of everything that answers over HTTP: the service's state, problems, negotiation, strict parameters, links,
//! and the layers around all routes.
//!
//! It knows no resource. A resource takes [`Asked`] (what a request wants besides its path), answers with a document, a
//! [`View`](view::View) for people, or a [`Problem`]; the routes themselves stand in [`router`](crate::router).

mod asked;
mod base;
pub mod bbox;
pub mod conditional;
pub mod describe;
mod error;
pub mod health;
mod language;
pub mod layers;
mod link;
pub mod negotiate;
mod parameters;
pub mod reader;
pub mod reference;
pub mod respond;
pub mod service;
pub mod stream;
pub mod upload;
pub mod view;

pub use asked::{Asked, Manner};
pub use base::Base;
pub use error::Problem;
pub use language::Text;
pub use link::Link;
pub use negotiate::Format;
pub use parameters::{Parameters, encode};
pub use reader::{Reader, Views};
pub use service::Service;
