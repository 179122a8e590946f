//! Tests over scenes that are made by hand or by chance.

mod oracle;
