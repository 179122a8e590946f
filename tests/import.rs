//! From a file into force: counts, identifiers, versions, refusals, what a broken import leaves.

mod changes;
mod checked;
mod outages;
mod refusals;
mod samples;

use std::path::{Path, PathBuf};

use dtm::intake::{Archive, Delivery, Report, receive};
use dtm::model::{Moment, Outline, RegionCode};
use dtm::store::{Store, Unknown};
use sqlx::PgConnection;

use crate::kit::Database;

/// A database with regions and a directory for files.
pub struct Bench {
    pub database: Database,
    pub store: Store,
    directory: tempfile::TempDir,
    others: std::sync::Mutex<Vec<Self>>,
}

impl Bench {
    /// With the six regions that are built in.
    pub async fn new() -> Self {
        Self::with_regions(&Outline::embedded().unwrap()).await
    }

    pub async fn with_regions(outlines: &[Outline]) -> Self {
        let database = Database::new().await;
        let store = database.store().await;
        store.load_regions(outlines).await.unwrap();
        Self {
            database,
            store,
            directory: tempfile::tempdir().unwrap(),
            others: std::sync::Mutex::default(),
        }
    }

    /// Keeps another database as long as this one.
    pub fn keep(&self, other: Self) {
        self.others.lock().unwrap().push(other);
    }

    /// The archive of its files.
    pub fn archive(&self) -> Archive {
        Archive::new(self.directory.path())
    }

    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.directory.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Imports a file, into Ústecký region when none is told by the file's name.
    pub async fn import(&self, path: &Path, region: Option<&str>, unknown: Unknown) -> Report {
        self.import_as(path, region, unknown, None).await
    }

    /// The same into Ústecký region, made over a moment.
    pub async fn import_over(&self, path: &Path, base: Option<Moment>, unknown: Unknown) -> Report {
        self.import_as(path, Some("CZ042"), unknown, base).await
    }

    /// The same as a submission.
    pub async fn import_submission(&self, path: &Path, submission: &str) -> Report {
        let mut delivery = self.delivery(path, Some("CZ042"), Unknown::Refuse, None);
        delivery.submission = Some(submission.to_owned());
        self.receive(delivery).await
    }

    async fn import_as(
        &self,
        path: &Path,
        region: Option<&str>,
        unknown: Unknown,
        base: Option<Moment>,
    ) -> Report {
        self.receive(self.delivery(path, region, unknown, base)).await
    }

    /// The same, checked by the official rules of a day.
    pub async fn import_checked(&self, path: &Path, region: &str, day: &str, limit: usize) -> Report {
        let options = self.checks(day).await;
        self.import_by(path, region, dtm::check::Options { limit, ..options })
            .await
    }

    /// The same with options of one's own.
    pub async fn import_by(&self, path: &Path, region: &str, options: dtm::check::Options) -> Report {
        let mut delivery = self.delivery(path, Some(region), Unknown::Refuse, None);
        delivery.checks = Some(options);
        self.receive(delivery).await
    }

    /// What a delivery is checked by on a day.
    pub async fn checks(&self, day: &str) -> dtm::check::Options {
        let outlines = self.store.outlines().await.unwrap();
        let combinations = dtm::check::attributes::Combinations::official_and(&[]).unwrap();
        dtm::check::Options::of_receipt(
            day.parse().unwrap(),
            outlines,
            combinations,
            dtm::derive::Hierarchy::of(None).unwrap(),
        )
    }

    async fn receive(&self, delivery: Delivery) -> Report {
        receive(&self.store, &self.archive(), delivery, Box::new(|_, _| {}))
            .await
            .unwrap()
    }

    fn delivery(
        &self,
        path: &Path,
        region: Option<&str>,
        unknown: Unknown,
        base: Option<Moment>,
    ) -> Delivery {
        Delivery {
            path: path.to_owned(),
            name: path.file_name().unwrap().to_string_lossy().into_owned(),
            author: "test".to_owned(),
            region: region.map(|code| RegionCode::parse(code).unwrap()),
            unknown,
            submission: None,
            checks: None,
            base,
        }
    }

    /// Imports records of points into Ústecký region; changes of unknown objects are refused.
    pub async fn points(&self, name: &str, records: &[Point<'_>]) -> Report {
        let text = points(records);
        self.import(&self.file(name, &text), Some("CZ042"), Unknown::Refuse)
            .await
    }

    /// Three points a metre apart, the first delivery of the region.
    pub async fn three_points(&self) {
        let records = [
            ("r", "1", -760_000.0, "1"),
            ("r", "2", -760_001.0, "2"),
            ("r", "3", -760_002.0, "3"),
        ];
        self.points("a", &records).await;
    }

    pub async fn sql(&self) -> PgConnection {
        self.database.connection().await
    }

    /// The answer of a query that gives one text.
    pub async fn text(&self, query: &str) -> String {
        sqlx::query_scalar(query)
            .fetch_one(&mut self.sql().await)
            .await
            .unwrap()
    }
}

/// A detail point: operation, identifier (may be empty), X in metres, text of `CisloBodu`.
pub type Point<'a> = (&'a str, &'a str, f64, &'a str);

pub fn points(records: &[Point<'_>]) -> String {
    points_of("kompletní zápis", records)
}

/// The same with a `TypZapisu`.
pub fn points_of(kind: &str, records: &[Point<'_>]) -> String {
    let record = |(operation, id, x, number): &Point<'_>| {
        let id = if id.is_empty() {
            String::new()
        } else {
            format!("<a:ID>{id}</a:ID>")
        };
        format!(
            r#"<ZaznamObjektu><c:ZapisObjektu>{operation}</c:ZapisObjektu><AtributyObjektu><a:SpolecneAtributyVsechObjektu>{id}
            <a:IDZmeny>CZ042-1</a:IDZmeny></a:SpolecneAtributyVsechObjektu><a:UrovenUmisteniObjektuZPS>0</a:UrovenUmisteniObjektuZPS>
            <a:TridaPresnostiPoloha>3</a:TridaPresnostiPoloha><a:CisloBodu>{number}</a:CisloBodu></AtributyObjektu><GeometrieObjektu>
            <gml:pointProperty><gml:Point><gml:pos>{x:.2} -990000.5 321.05</gml:pos></gml:Point></gml:pointProperty>
            </GeometrieObjektu></ZaznamObjektu>"#
        )
    };
    let records: Vec<_> = records.iter().map(record).collect();
    format!(
        r#"<JVFDTM xmlns="objtyp" xmlns:c="cmn" xmlns:a="atr" xmlns:gml="http://www.opengis.net/gml/3.2"><DataJVFDTM>
        <c:VerzeJVFDTM>1.4.3</c:VerzeJVFDTM><c:TypZapisu>{kind}</c:TypZapisu><Data><PodrobnyBodZPS><ZaznamyObjektu xmlns="pobzps">
        {}
        </ZaznamyObjektu></PodrobnyBodZPS></Data></DataJVFDTM></JVFDTM>"#,
        records.join("\n")
    )
}
