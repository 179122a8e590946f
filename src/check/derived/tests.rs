//! Tests over scenes that are drawn by hand.

mod legend;
mod scenes;
