//! A region with a house, deliveries over it, and what is found in them.

use std::path::Path;
use std::sync::Arc;

use dtm::check::table::Selector;
use dtm::check::{FileReport, Finding, Options, State, StateView, check};
use dtm::model::RegionCode;
use dtm::store::{Unknown, Viewer};

use crate::import::Bench;

pub(super) const DAY: &str = "2026-07-01";

/// A record: what it does, element, `ID` (may be empty), level, positions in metres from a corner.
pub(super) type Record<'a> = (&'a str, &'a str, &'a str, i8, &'a [[f64; 3]]);

pub(super) const A: [f64; 3] = [0.0, 0.0, 300.0];
pub(super) const B: [f64; 3] = [10.0, 0.0, 300.0];
pub(super) const C: [f64; 3] = [10.0, 10.0, 300.0];
pub(super) const D: [f64; 3] = [0.0, 10.0, 300.0];
pub(super) const FAR: [f64; 3] = [500.0, 0.0, 300.0];

fn text(position: &[f64; 3]) -> String {
    format!(
        "{:.2} {:.2} {:.2}",
        position[0] - 760_000.0,
        position[1] - 990_000.0,
        position[2]
    )
}

fn record((operation, element, id, level, positions): &Record<'_>) -> String {
    let id = if id.is_empty() {
        String::new()
    } else {
        format!("<a:ID>{id}</a:ID>")
    };
    let list: Vec<_> = positions.iter().map(text).collect();
    let level = format!("<a:UrovenUmisteniObjektuZPS>{level}</a:UrovenUmisteniObjektuZPS>");
    let (namespace, group, geometry) = match (*element, list.as_slice()) {
        ("PodrobnyBodZPS", _) => ("pobzps", level, point(&list)),
        ("BudovaDefinicniBod", _) => {
            let group = format!(
                "<a:SpolecneAtributyObjektuDefinicnichBodu>{level}</a:SpolecneAtributyObjektuDefinicnichBodu>"
            );
            ("buddef", group, point(&list))
        }
        _ => {
            let group = format!("<a:SpolecneAtributyObjektuZPS>{level}</a:SpolecneAtributyObjektuZPS>");
            let line = list.join(" ");
            (
                "hrabud",
                group,
                format!(
                    "<g:curveProperty><g:LineString srsDimension=\"3\"><g:posList>{line}</g:posList></g:LineString></g:curveProperty>"
                ),
            )
        }
    };
    format!(
        "<{element}><ZaznamyObjektu xmlns=\"{namespace}\"><ZaznamObjektu><c:ZapisObjektu>{operation}</c:ZapisObjektu><AtributyObjektu>\
         <a:SpolecneAtributyVsechObjektu>{id}</a:SpolecneAtributyVsechObjektu>{group}</AtributyObjektu>\
         <GeometrieObjektu>{geometry}</GeometrieObjektu></ZaznamObjektu></ZaznamyObjektu></{element}>"
    )
}

fn point(list: &[String]) -> String {
    format!(
        "<g:pointProperty><g:Point srsDimension=\"3\"><g:pos>{}</g:pos></g:Point></g:pointProperty>",
        list[0]
    )
}

/// A delivery; with the areas of complete ZPS in level 0 that it tells.
pub(super) fn delivery(kind: &str, records: &[Record<'_>], areas: &[(&str, &[[f64; 3]])]) -> String {
    let area = |(role, ring): &(&str, &[[f64; 3]])| {
        let ring: Vec<_> = ring
            .iter()
            .chain(ring.first())
            .map(|c| text(c).rsplit_once(' ').unwrap().0.to_owned())
            .collect();
        format!(
            "<ZaznamZPS><AtributyObjektu><a:SpolecneAtributyVsechObjektu><a:PopisObjektu>{role}</a:PopisObjektu></a:SpolecneAtributyVsechObjektu>\
             <a:SpolecneAtributyObjektuZPS><a:UrovenUmisteniObjektuZPS>0</a:UrovenUmisteniObjektuZPS></a:SpolecneAtributyObjektuZPS></AtributyObjektu>\
             <GeometrieObjektu><PlochaZPS><g:surfaceProperty><g:Polygon srsDimension=\"2\"><g:exterior><g:LinearRing><g:posList>{}</g:posList>\
             </g:LinearRing></g:exterior></g:Polygon></g:surfaceProperty></PlochaZPS></GeometrieObjektu></ZaznamZPS>",
            ring.join(" ")
        )
    };
    let records: String = records.iter().map(record).collect();
    let areas: String = areas.iter().map(area).collect();
    format!(
        "<JVFDTM xmlns=\"objtyp\" xmlns:c=\"cmn\" xmlns:a=\"atr\" xmlns:g=\"http://www.opengis.net/gml/3.2\"><DataJVFDTM>\
         <c:VerzeJVFDTM>1.4.3</c:VerzeJVFDTM><c:TypZapisu>{kind}</c:TypZapisu><Data>{records}</Data>\
         <DoprovodneInformace xmlns=\"dopinf\"><OblastiKompletniZPS>{areas}</OblastiKompletniZPS></DoprovodneInformace></DataJVFDTM></JVFDTM>"
    )
}

/// A region with a house: four walls with their detail points, its definition point, all complete.
pub(super) struct House {
    pub(super) bench: Bench,
}

impl House {
    pub(super) async fn new() -> Self {
        let house = [
            ("r", "PodrobnyBodZPS", "42002180000000001", 0, &[A][..]),
            ("r", "PodrobnyBodZPS", "42002180000000002", 0, &[B]),
            ("r", "PodrobnyBodZPS", "42002180000000003", 0, &[C]),
            ("r", "PodrobnyBodZPS", "42002180000000004", 0, &[D]),
            ("r", "HraniceBudovy", "42002990000000001", 0, &[A, B]),
            ("r", "HraniceBudovy", "42002990000000002", 0, &[B, C]),
            ("r", "HraniceBudovy", "42002990000000003", 0, &[C, D]),
            ("r", "HraniceBudovy", "42002990000000004", 0, &[D, A]),
            (
                "r",
                "BudovaDefinicniBod",
                "42000010000000001",
                0,
                &[[5.0, 5.0, 0.0]],
            ),
        ];
        let bench = Bench::new().await;
        let text = delivery("kompletní zápis", &house, &[("REF", &[A, B, C, D])]);
        let report = bench
            .import(&bench.file("house.xml", &text), Some("CZ042"), Unknown::Refuse)
            .await;
        assert_eq!(report.errors, []);
        Self { bench }
    }

    /// The findings of a change over the house, and in the file alone what is left open.
    pub(super) async fn judged(
        &self,
        records: &[Record<'_>],
        areas: &[(&str, &[[f64; 3]])],
    ) -> (Vec<Finding>, Vec<(String, u64)>) {
        let file = self
            .bench
            .file("change.xml", &delivery("změnové věty", records, areas));
        let alone = self.check(&file, false).await;
        let cases =
            |outcome: &dtm::check::CheckOutcome| outcome.left_open.as_ref().map_or(0, |open| open.cases);
        let left = alone.checks.iter().filter(|outcome| cases(outcome) > 0);
        let left = left.map(|outcome| {
            assert!(matches!(outcome.state, State::NotRun(_)), "{outcome:?}");
            (outcome.check.to_string(), cases(outcome))
        });
        let left = left.collect();
        let over = self.check(&file, true).await;
        assert!(over.checks.iter().all(|outcome| cases(outcome) == 0));
        (over.findings, left)
    }

    pub(super) async fn check(&self, file: &Path, over_state: bool) -> FileReport {
        let region = self
            .bench
            .store
            .region(&RegionCode::parse("CZ042").unwrap())
            .await
            .unwrap();
        let state: StateView = StateView(Arc::new(self.bench.store.state_of(&region, Viewer::Check)));
        let options = Options {
            only: ["3", "OST.1"].map(|name| Selector::parse(name).unwrap()).to_vec(),
            surroundings: over_state.then_some(state),
            ..self.bench.checks(DAY).await
        };
        let file = file.to_owned();
        tokio::task::spawn_blocking(move || check(&file, "change", &options).unwrap())
            .await
            .unwrap()
    }
}

/// Check, identifier of the object, identifiers of its partners.
fn told(findings: &[Finding]) -> Vec<(String, String, Vec<String>)> {
    let id = |feature: &dtm::check::FeatureRef| feature.id.clone().unwrap_or_default();
    let one = |finding: &Finding| {
        let feature = finding.feature.as_ref().map(id).unwrap_or_default();
        (
            finding.check.to_string(),
            feature,
            finding.related.iter().map(id).collect(),
        )
    };
    findings.iter().map(one).collect()
}

pub(super) fn expect(findings: &[Finding], expected: &[(&str, &str, &[&str])]) {
    let expected: Vec<_> = expected
        .iter()
        .map(|(check, id, related)| {
            (
                (*check).to_owned(),
                (*id).to_owned(),
                related.iter().map(|id| (*id).to_owned()).collect(),
            )
        })
        .collect();
    assert_eq!(told(findings), expected, "{findings:#?}");
}
