//! What the service answers, one file a resource, over a real database and a real port.

mod deliveries;
mod features;
mod regions;
mod symbols;
mod tiles;
