//! Tests over scenes that are drawn by hand or made by chance.

mod oracle;
mod scenes;
