//! `/checks` and the page for it: the same report as `dtm check` gives, in every form; nothing of the file stays.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::kit::{App, Reply};

const PASSES: &str = "1.4.3/attributes-in-order.jvf.xml";
const FAILS: &str = "1.4.3/1.6-three-decimals.jvf.xml";

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/check")
        .join(name);
    std::fs::read(path).unwrap()
}

async fn check(app: &App, query: &str, body: &[u8]) -> Reply {
    app.send_with("POST", &format!("/checks{query}"), &[], body).await
}

/// What the command says about the same bytes under the same name.
fn by_command(name: &str, bytes: &[u8]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), bytes).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_dtm"))
        .args(["check", "--format", "json", "--use", "precheck", "--outlines"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/regions.json"))
        .arg(name)
        .current_dir(folder.path())
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_is_that_of_the_command_and_the_file_is_gone() {
    let app = App::empty().await;
    for (name, verdict) in [(PASSES, "ok"), (FAILS, "errors")] {
        let bytes = fixture(name);
        let reply = check(&app, "?name=sent.jvf.xml", &bytes).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        assert_eq!(reply.header("content-type"), Some("application/json"));
        let report = reply.json();
        assert_eq!(report["files"][0]["verdict"], verdict, "{report:#}");
        assert_eq!(report, by_command("sent.jvf.xml", &bytes));
        assert_eq!(app.files(), 0);
    }
    let text = check(&app, "?f=text&lang=en", &fixture(FAILS)).await.text();
    assert!(text.contains("more than two decimals"), "{text}");
    assert!(text.contains("delivery.jvf.xml"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_form_and_language_is_answered() {
    let app = App::empty().await;
    let bytes = fixture(FAILS);
    for (query, accept, media_type, begins) in [
        ("?f=html", "", "text/html", "<!DOCTYPE html>"),
        ("", "text/html", "text/html", "<!DOCTYPE html>"),
        ("?f=xml", "", "application/xml", "<?xml"),
        ("?f=text&lang=en", "", "text/plain; charset=utf-8", ""),
        ("?f=gpkg", "", "application/geopackage+sqlite3", "SQLite format 3"),
    ] {
        let headers = [("accept", accept)];
        let headers = if accept.is_empty() { &[][..] } else { &headers[..] };
        let reply = app
            .send_with("POST", &format!("/checks{query}"), headers, &bytes)
            .await;
        assert_eq!(reply.status, 200, "{query}");
        assert_eq!(reply.header("content-type"), Some(media_type), "{query}");
        assert!(reply.body.starts_with(begins.as_bytes()), "{query}");
    }
    let page = check(&app, "?f=html&lang=en", &bytes).await;
    assert!(page.text().contains("lang=\"en\""));
    assert_eq!(
        page.header("content-security-policy"),
        Some("sandbox allow-scripts allow-downloads")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn choices_are_those_of_the_command_and_wrong_ones_are_refused() {
    let app = App::empty().await;
    let bytes = fixture(FAILS);
    let verdict = async |query: &str| check(&app, query, &bytes).await.json()["files"][0]["verdict"].clone();
    assert_eq!(verdict("?skip=1.6").await, "ok");
    assert_eq!(verdict("?only=2,ATR").await, "ok");
    assert_eq!(verdict("?only=1.6&use=receipt&at=2026-01-01").await, "errors");
    for query in [
        "?use=joy",
        "?at=yesterday",
        "?only=9.9",
        "?skip=x",
        "?region=12",
        "?format=json",
        "?f=pdf",
    ] {
        let reply = check(&app, query, &bytes).await;
        assert_eq!(reply.status, 400, "{query}");
        assert_eq!(app.files(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_regions_in_the_database_the_built_in_outlines_serve() {
    let app = App::empty().await;
    app.run("delete from region").await;
    let report = check(
        &app,
        "?region=CZ042",
        &fixture("1.4.3/1.3-area-elsewhere.jvf.xml"),
    )
    .await
    .json();
    assert_eq!(report["files"][0]["findings"][0]["check"], "1.3", "{report:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_is_checked_with_its_list() {
    let app = App::empty().await;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, bytes) in [
        ("a.jvf.xml", fixture(PASSES)),
        ("Overeni.txt", b"0000  a.jvf.xml\n".to_vec()),
    ] {
        zip.start_file(name, options).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let report = check(&app, "?name=delivery.zip", &bytes).await.json();
    assert_eq!(report["files"][0]["path"], "delivery.zip/a.jvf.xml");
    assert_eq!(report["files"][0]["findings"][0]["check"], "OST.2", "{report:#}");
    let broken = check(&app, "?name=delivery.zip", &bytes[..bytes.len() / 2])
        .await
        .json();
    assert_eq!(broken["files"][0]["verdict"], "errors", "{broken:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_bodies_are_reports_and_too_large_ones_are_refused() {
    let app = App::empty().await;
    let bytes = fixture(PASSES);
    let truncated = check(&app, "", &bytes[..bytes.len() / 2]).await;
    assert_eq!(
        (truncated.status, &truncated.json()["files"][0]["verdict"]),
        (200, &"errors".into())
    );
    let nothing = check(&app, "", b"").await;
    assert_eq!(
        (nothing.status, &nothing.json()["files"][0]["verdict"]),
        (200, &"errors".into())
    );
    let large = check(&app, "?lang=en", &vec![b' '; (1 << 20) + 1]).await;
    assert_eq!(large.status, 413, "{}", large.text());
    assert_eq!(app.files(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_led_to_and_loads_its_own_script_only() {
    let app = App::empty().await;
    let landing = app.page("/").await.text();
    assert!(landing.contains("/check\""), "{landing}");
    let page = app.page("/check").await;
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.contains("script-src 'self' 'sha256-") && !policy.contains("unsafe"),
        "{policy}"
    );
    assert!(page.text().contains("Check of a delivery"));
    let czech = app
        .send("GET", "/check?lang=cs", &[("accept", "text/html")])
        .await
        .text();
    assert!(czech.contains("Kontrola dodávky"));
    let script = app.get("/static/check.js").await;
    assert_eq!(
        script.header("content-type"),
        Some("text/javascript; charset=utf-8")
    );
    assert_eq!(app.get("/check?x=1").await.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ninth_at_once_is_asked_to_come_back_and_who_hangs_up_leaves_nothing() {
    let app = App::empty().await;
    let head = format!(
        "POST /checks HTTP/1.1\r\nhost: {}\r\ncontent-length: 1000\r\n\r\n<JVFDTM",
        app.address
    );
    let mut senders = Vec::new();
    for _ in 0..8 {
        let mut sender = TcpStream::connect(&app.address).await.unwrap();
        sender.write_all(head.as_bytes()).await.unwrap();
        senders.push(sender);
    }
    until(|| app.files() == 8).await;
    let ninth = check(&app, "?lang=en", &fixture(PASSES)).await;
    assert_eq!(ninth.status, 503, "{}", ninth.text());
    assert!(ninth.header("retry-after").is_some());
    drop(senders);
    until(|| app.files() == 0).await;
    let later = check(&app, "", &fixture(PASSES)).await;
    assert_eq!(later.status, 200, "{}", later.text());
}

/// Waits for what happens soon.
async fn until(holds: impl Fn() -> bool) {
    for _ in 0..500 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it did not happen within ten seconds");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_region_topology_is_judged_over_its_map() {
    let app = App::empty().await;
    let demo = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/fixtures/demo/CZ042.jvf.xml"
    ))
    .unwrap();
    let sent = app.deliver("/deliveries?region=CZ042", &demo).await;
    assert_eq!(sent.status, 201, "{}", sent.text());
    // The first detail point once more, as a new one.
    let start = demo.find("<o:PodrobnyBodZPS ").unwrap();
    let end = start + demo[start..].find("</ZaznamObjektu>").unwrap();
    let place = demo[start..end]
        .rsplit_once("<g:pos>")
        .unwrap()
        .1
        .split_once('<')
        .unwrap()
        .0;
    let id = demo[start..end]
        .split_once("<a:ID>")
        .unwrap()
        .1
        .split_once('<')
        .unwrap()
        .0;
    let change = format!(
        "<JVFDTM xmlns=\"objtyp\" xmlns:c=\"cmn\" xmlns:a=\"atr\" xmlns:g=\"http://www.opengis.net/gml/3.2\"><DataJVFDTM>\
         <c:VerzeJVFDTM>1.4.3</c:VerzeJVFDTM><c:TypZapisu>změnové věty</c:TypZapisu><Data><PodrobnyBodZPS><ZaznamyObjektu xmlns=\"pobzps\">\
         <ZaznamObjektu><c:ZapisObjektu>i</c:ZapisObjektu><AtributyObjektu><a:UrovenUmisteniObjektuZPS>0</a:UrovenUmisteniObjektuZPS></AtributyObjektu>\
         <GeometrieObjektu><g:pointProperty><g:Point srsDimension=\"3\"><g:pos>{place}</g:pos></g:Point></g:pointProperty></GeometrieObjektu>\
         </ZaznamObjektu></ZaznamyObjektu></PodrobnyBodZPS></Data></DataJVFDTM></JVFDTM>"
    );
    let outcome = async |query: &str| {
        let report = check(&app, query, change.as_bytes()).await.json();
        let file = &report["files"][0];
        let open = file["checks"].as_array().unwrap().iter();
        let open = open
            .map(|check| check["not_judged"].as_u64().unwrap())
            .sum::<u64>();
        (file["findings"].clone(), open)
    };
    let (alone, open) = outcome("?only=3").await;
    assert_eq!(
        (alone.as_array().unwrap().len(), open),
        (0, 1),
        "3.11 is left open: {alone:#}"
    );
    let (over, open) = outcome("?only=3&region=CZ042").await;
    assert_eq!(open, 0);
    let found: Vec<_> = over
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            (
                finding["check"].as_str().unwrap(),
                finding["related"][0]["id"].as_str(),
            )
        })
        .collect();
    assert_eq!(found, [("3.8", Some(id))], "{over:#}");
    // A region whose map is not kept here: the file alone.
    let (other, open) = outcome("?only=3&region=CZ010").await;
    assert_eq!((other.as_array().unwrap().len(), open), (0, 1));
}
