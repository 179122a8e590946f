//! The service as foreign clients see it.

mod gdal;
mod owslib;
