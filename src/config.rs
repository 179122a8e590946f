//! What can be set: command line options that the environment can give as well. Secrets never print.

use std::fmt;
use std::path::PathBuf;

use clap::Args;
use clap::builder::BoolishValueParser;

/// The database.
#[derive(Clone, Args)]
pub struct Database {
    /// PostgreSQL server with PostGIS, such as postgres://user@host:5432/dtm
    #[arg(
        long = "database",
        env = "DATABASE_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub url: String,
    /// Standby of that server which features are read from, so that reading and writing share no machine
    #[arg(
        long = "database-read",
        env = "DATABASE_READ_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub read_url: Option<String>,
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Database(url withheld)")
    }
}

/// Where the service listens.
#[derive(Clone, Debug, Args)]
pub struct Listen {
    /// Address to listen on
    #[arg(long, env = "DTM_HOST", default_value = "127.0.0.1")]
    pub host: String,
    /// Port to listen on
    #[arg(long, env = "DTM_PORT", default_value_t = 8080)]
    pub port: u16,
}

/// How deliveries are received over HTTP.
#[derive(Clone, Args)]
pub struct Receipt {
    /// Token that senders of deliveries give as `Authorization: Bearer TOKEN`; without it deliveries are not received
    #[arg(long, env = "DTM_TOKEN", hide_env_values = true)]
    pub token: Option<String>,
    /// Directory for delivered files
    #[arg(long, env = "DTM_DATA_DIR", default_value = ".data")]
    pub data_dir: PathBuf,
    /// Largest delivery, in bytes
    #[arg(long, env = "DTM_MAX_DELIVERY_BYTES", default_value_t = 10 << 30)]
    pub max_delivery_bytes: u64,
    /// Put deliveries in force without the official checks, for a first load of data that others have checked
    #[arg(long, env = "DTM_UNCHECKED", value_parser = BoolishValueParser::new())]
    pub unchecked: bool,
    /// Forbidden combinations of values that deliveries are checked by, in the format of schemas/checks/combinations.json
    #[arg(long, value_name = "FILES", env = "DTM_COMBINATIONS", value_delimiter = ',')]
    pub combinations: Vec<PathBuf>,
    #[command(flatten)]
    /// Which lines may bound which areas.
    pub hierarchy: HierarchyFile,
}

/// The table of which lines may bound which areas.
#[derive(Clone, Debug, Default, Args)]
pub struct HierarchyFile {
    /// Which lines may bound which areas, in the format of schemas/hierarchy/default.json, in the place of the built-in table
    #[arg(long = "hierarchy", value_name = "FILE", env = "DTM_HIERARCHY")]
    pub path: Option<PathBuf>,
}

impl Receipt {
    /// How the names of files begin that are being received, in the directory for delivered files.
    pub const UNFINISHED: &str = "delivery-";
}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receipt")
            .field("token", &self.token.as_ref().map(|_| "withheld"))
            .field("data_dir", &self.data_dir)
            .field("max_delivery_bytes", &self.max_delivery_bytes)
            .field("unchecked", &self.unchecked)
            .field("combinations", &self.combinations)
            .field("hierarchy", &self.hierarchy)
            .finish()
    }
}

/// Who sees what.
#[derive(Clone, Debug, Args)]
pub struct Access {
    /// For whom requests without a token are answered: public, entitled, or owner:SUBJ-00000001
    #[arg(long, env = "DTM_AUDIENCE", default_value = "public")]
    pub audience: String,
    /// Mask names of persons for everybody, not for the public only
    #[arg(long, env = "DTM_MASK_PERSONS", value_parser = BoolishValueParser::new())]
    pub mask_persons: bool,
}

/// What is kept of tiles.
#[derive(Clone, Debug, Args)]
pub struct TileMemory {
    /// Memory for finished tiles, in bytes; 0 keeps none
    #[arg(long = "tile-cache-bytes", env = "DTM_TILE_CACHE_BYTES", default_value_t = 256 << 20)]
    pub cache_bytes: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_do_not_print() {
        let database = Database {
            url: "postgres://u:geheim@h/d".to_owned(),
            read_url: Some("postgres://u:geheim@h/d".to_owned()),
        };
        let receipt = Receipt {
            token: Some("geheim".to_owned()),
            data_dir: PathBuf::new(),
            max_delivery_bytes: 1,
            unchecked: false,
            combinations: Vec::new(),
            hierarchy: HierarchyFile::default(),
        };
        assert!(!format!("{database:?} {receipt:?}").contains("geheim"));
    }
}
