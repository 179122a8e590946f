//! Features in file formats other than JVF.
