//! `/regions/{code}/change-sets`, `/changes`, `/export`, `/deliveries/{id}/identifiers`, and the life of one object.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::import::points;
use crate::kit::{App, TOKEN};

/// Three change sets: three points, one changed and one ended, one new.
async fn app() -> App {
    let app = App::empty().await;
    let deliveries = [
        points(&[
            ("r", "1", -760_000.0, "1"),
            ("r", "2", -760_001.0, "2"),
            ("r", "3", -760_002.0, "3"),
        ]),
        points(&[("u", "1", -760_000.5, "1b"), ("d", "2", -760_001.0, "2")]),
        points(&[("i", "52002180000000007", -760_004.0, "4")]),
    ];
    for file in deliveries {
        // What the schema demands and the short form of the tests leaves out.
        let file = file.replace(
            "<a:CisloBodu>",
            "<a:TridaPresnostiVyska>3</a:TridaPresnostiVyska><a:ZpusobPorizeniPB_ZPS>1</a:ZpusobPorizeniPB_ZPS><a:CisloBodu>",
        );
        let reply = app
            .deliver("/deliveries?region=CZ042&submission=PGAD-7&name=a.xml", &file)
            .await;
        assert_eq!(reply.status, 201, "{}", reply.text());
    }
    app
}

fn ids(page: &Value) -> Vec<&str> {
    page["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["id"].as_str().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_tells_who_did_what_when_and_where() {
    let app = app().await;
    let ledger = app.json("/regions/CZ042/change-sets").await;
    assert_eq!(ledger["lastChangeSet"], 3);
    let sets = ledger["changeSets"].as_array().unwrap();
    let counts: Vec<_> = sets.iter().map(|set| &set["counts"]["PodrobnyBodZPS"]).collect();
    assert_eq!(
        counts,
        [&json!({"i": 3}), &json!({"u": 1, "d": 1}), &json!({"i": 1})]
    );
    assert_eq!(
        sets[1]["area"],
        json!([-760_001.0, -990_000.5, -760_000.5, -990_000.5])
    );
    assert_eq!(sets[2]["submission"], "CZ042-1");
    assert_eq!(
        (&sets[0]["author"], &sets[0]["files"][0]["name"]),
        (&json!("api"), &json!("a.xml"))
    );
    assert_eq!(sets[0]["files"][0]["sha512"].as_str().unwrap().len(), 128);
    let times: Vec<_> = sets
        .iter()
        .map(|set| set["effectiveAt"].as_str().unwrap().to_owned())
        .collect();
    assert!(times.is_sorted());
    // Page by page, and one by one.
    let page = app.json("/regions/CZ042/change-sets?limit=2").await;
    let next = page["links"]
        .as_array()
        .unwrap()
        .iter()
        .find(|link| link["rel"] == "next")
        .unwrap();
    let rest = app.json(next["href"].as_str().unwrap()).await;
    assert_eq!(rest["changeSets"], json!([sets[2]]));
    assert_eq!(
        app.json("/regions/CZ042/change-sets/2").await["counts"],
        sets[1]["counts"]
    );
    for (path, status) in [
        ("/regions/CZ042/change-sets/4", 404),
        ("/regions/CZ042/change-sets/x", 404),
        ("/regions/CZ010/change-sets", 404),
        ("/regions/CZ042/change-sets?limit=0", 400),
        ("/regions/CZ042/change-sets?after=1%3Bdrop", 400),
    ] {
        assert_eq!(app.get(path).await.status, status, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_have_old_and_new_values() {
    let app = app().await;
    let changes = app.json("/regions/CZ042/changes?since=1").await;
    assert_eq!(
        (&changes["since"], &changes["until"], &changes["numberReturned"]),
        (&json!(1), &json!(3), &json!(3))
    );
    let told: Vec<_> = changes["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| {
            (
                c["operation"].as_str().unwrap(),
                c["id"].as_str().unwrap(),
                c["objectType"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("u", "1", "PodrobnyBodZPS"),
            ("d", "2", "PodrobnyBodZPS"),
            ("i", "42002180000000001", "PodrobnyBodZPS")
        ]
    );
    let update = &changes["changes"][0];
    assert_eq!(
        update["before"]["geometry"]["coordinates"],
        json!([-760_000.0, -990_000.5, 321.05])
    );
    assert_eq!(
        update["after"]["geometry"]["coordinates"],
        json!([-760_000.5, -990_000.5, 321.05])
    );
    assert_eq!(
        (
            &update["before"]["properties"]["CisloBodu"],
            &update["after"]["properties"]["CisloBodu"]
        ),
        (&json!("1"), &json!("1b"))
    );
    assert_eq!(changes["changes"][1]["after"], Value::Null);
    // What came and what went in between is no change; from the beginning everything is new.
    let all = app.json("/regions/CZ042/changes?since=0").await;
    assert!(
        all["changes"]
            .as_array()
            .unwrap()
            .iter()
            .all(|change| change["operation"] == "i")
    );
    assert_eq!(all["numberReturned"], 3);
    assert_eq!(
        app.json("/regions/CZ042/changes?since=3").await["numberReturned"],
        0
    );
    assert_eq!(
        app.json("/regions/CZ042/changes?since=2020-01-01&until=2").await["numberReturned"],
        2
    );
    let jvf = app.get("/regions/CZ042/changes?since=1&f=jvf").await;
    let text = jvf.text();
    assert!(jvf.status == 200 && text.contains("změnové věty"), "{text}");
    for letter in ["i", "u", "d"] {
        assert_eq!(
            text.matches(&format!("<c:ZapisObjektu>{letter}<")).count(),
            1,
            "{letter}"
        );
    }
    for path in [
        "/regions/CZ042/changes",
        "/regions/CZ042/changes?since=x",
        "/regions/CZ042/changes?since=2&until=1",
        "/regions/CZ042/changes?since=1&f=xml",
    ] {
        assert_eq!(app.get(path).await.status, 400, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_life_of_an_object_is_told_version_by_version() {
    let app = app().await;
    let life = app.json("/collections/PodrobnyBodZPS/items/1/versions").await;
    assert_eq!(ids(&life), ["1.1", "1"]);
    let [first, last] = [&life["features"][0], &life["features"][1]];
    assert_eq!(
        (&first["since"], &first["until"], &last["since"]),
        (&json!(1), &json!(2), &json!(2))
    );
    assert_eq!(first["time"]["interval"][1], last["time"]["interval"][0]);
    assert_eq!(last["time"]["interval"][1], "..");
    // A version has an address of its own; an ended object has none but its versions.
    let version = app.json("/collections/PodrobnyBodZPS/items/1.1").await;
    assert_eq!(version["properties"]["CisloBodu"], "1");
    assert_eq!(
        app.json("/collections/PodrobnyBodZPS/items/1").await["properties"]["CisloBodu"],
        "1b"
    );
    assert_eq!(app.get("/collections/PodrobnyBodZPS/items/2").await.status, 404);
    assert_eq!(
        ids(&app.json("/collections/PodrobnyBodZPS/items/2/versions").await),
        ["2.1"]
    );
    for id in ["1.3", "1.", "1.x", ".1", "1.1.1", "9", "1' or 1=1"] {
        let path = format!("/collections/PodrobnyBodZPS/items/{}", dtm::http::encode(id));
        assert_eq!(app.get(&path).await.status, 404, "{id}");
    }
    assert_eq!(
        app.get("/collections/PodrobnyBodZPS/items/9/versions")
            .await
            .status,
        404
    );
    let page = app.page("/collections/PodrobnyBodZPS/items/1/versions").await;
    assert!(
        page.status == 200 && page.text().contains("items/1.1"),
        "{}",
        page.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_belong_together_whatever_is_delivered_meanwhile() {
    let app = app().await;
    let first = app
        .json("/collections/PodrobnyBodZPS/items?region=CZ042&limit=1")
        .await;
    let next = first["links"]
        .as_array()
        .unwrap()
        .iter()
        .find(|link| link["rel"] == "next")
        .unwrap()["href"]
        .clone();
    assert!(next.as_str().unwrap().contains("moment=CZ042:3"), "{next}");
    let file = points(&[
        ("d", "3", -760_002.0, "3"),
        ("u", "42002180000000001", -760_004.0, "late"),
        ("r", "77", -760_009.0, "9"),
    ]);
    assert_eq!(app.deliver("/deliveries?region=CZ042", &file).await.status, 201);
    let (mut seen, mut target) = (
        ids(&first).iter().map(ToString::to_string).collect::<Vec<_>>(),
        Some(next.as_str().unwrap().to_owned()),
    );
    while let Some(address) = target {
        let page = app.json(&address).await;
        assert_eq!(page["numberMatched"], 3);
        seen.extend(ids(&page).iter().map(ToString::to_string));
        assert!(
            page["features"]
                .as_array()
                .unwrap()
                .iter()
                .all(|f| f["properties"]["CisloBodu"] != "late")
        );
        let links = page["links"].as_array().unwrap();
        target = links
            .iter()
            .find(|link| link["rel"] == "next")
            .map(|link| link["href"].as_str().unwrap().to_owned());
    }
    assert_eq!(seen, ["1", "3", "42002180000000001"]);
    let now = app.json("/collections/PodrobnyBodZPS/items").await;
    assert_eq!(ids(&now), ["1", "77", "42002180000000001"]);
    assert_eq!(
        ids(&app.json("/collections/PodrobnyBodZPS/items?moment=CZ042:1").await),
        ["1", "2", "3"]
    );
    assert_eq!(
        ids(&app.json("/collections/PodrobnyBodZPS/items?moment=CZ042:0").await),
        Vec::<&str>::new()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_is_exported_at_any_moment_and_comes_back() {
    let app = app().await;
    let export = async |query: &str| app.get(&format!("/regions/CZ042/export?{query}")).await;
    let now = export("f=jvf&data-set=1").await;
    assert_eq!(
        now.header("content-disposition"),
        Some("attachment; filename=\"CZ042-3-1.jvf.xml\"")
    );
    assert!(
        now.complete && now.text().contains("<TypDatoveSady>1</TypDatoveSady>"),
        "{}",
        now.text()
    );
    assert_eq!(now.text().matches("ZaznamObjektu>").count(), 2 * 3);
    let then = export("at=1").await;
    assert!(then.text().contains(">1<") && !then.text().contains(">1b<"));
    let area = "-760000.7,-990001,-760000.2,-990001,-760000.2,-990000,-760000.7,-990000";
    assert_eq!(
        export(&format!("area={area}"))
            .await
            .text()
            .matches("ZaznamObjektu>")
            .count(),
        2
    );
    assert_eq!(
        export("data-set=2")
            .await
            .text()
            .matches("ZaznamObjektu>")
            .count(),
        0
    );
    let lines = export("f=geojsonl").await;
    assert_eq!(lines.header("content-type"), Some("application/geo+json-seq"));
    assert_eq!(lines.body.iter().filter(|byte| **byte == 0x1e).count(), 3);
    let package = export("f=gpkg").await;
    assert!(package.complete && package.body.starts_with(b"SQLite format 3\0"));
    assert_eq!(&export("f=fgb").await.body[..2], b"PK");
    for (query, status) in [
        ("data-set=5", 403),
        ("data-set=10", 403),
        ("data-set=0", 400),
        ("data-set=11", 400),
        ("f=shp", 400),
        ("version=9", 400),
        ("note=a%01b", 400),
        ("f=fgb&note=a%01b", 200),
        ("at=yesterday", 400),
        ("area=1,2,3", 400),
        ("area=14,50,15,50,15,51", 400),
        ("municipality=588024", 400),
        ("municipality=588024&area=1", 400),
        ("limit=1", 400),
    ] {
        assert_eq!(export(query).await.status, status, "{query}");
    }
    // What was exported is delivered again: nothing changes.
    let again = app.deliver("/deliveries?region=CZ042", &now.text()).await;
    assert_eq!(again.status, 201, "{}", again.text());
    assert_eq!(
        (
            &again.json()["inserted"],
            &again.json()["updated"],
            &again.json()["unchanged"]
        ),
        (&json!(0), &json!(0), &json!(3))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn given_identifiers_are_told_to_the_sender_alone() {
    let app = app().await;
    let ledger = app.json("/regions/CZ042/change-sets/3").await;
    let delivery = ledger["delivery"].as_str().unwrap();
    let token = format!("Bearer {TOKEN}");
    let ask = async |query: &str| {
        app.send(
            "GET",
            &format!("{delivery}/identifiers?{query}"),
            &[("authorization", &token)],
        )
        .await
    };
    assert_eq!(
        ask("of=temporary").await.json(),
        json!({"changeSet": 3, "identifiers": [{"temporary": "52002180000000007", "id": "42002180000000001"}]})
    );
    assert_eq!(ask("").await.json()["identifiers"], json!([]));
    let relation = ask("of=temporary&f=jvf").await.text();
    assert!(
        relation.contains("RelaceIDObjektuZPS") && relation.contains(">52002180000000007<"),
        "{relation}"
    );
    assert_eq!(app.get(&format!("{delivery}/identifiers")).await.status, 401);
    assert_eq!(ask("of=all").await.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn by_http_1_0_no_file_is_issued_that_could_look_whole() {
    let app = app().await;
    for (path, status) in [
        ("/regions/CZ042/export", "505"),
        ("/regions/CZ042/changes?since=0", "505"),
        ("/regions/CZ042/change-sets", "200"),
    ] {
        let mut stream = TcpStream::connect(&app.address).await.unwrap();
        let asked = format!("GET {path} HTTP/1.0\r\nhost: h\r\n\r\n");
        stream.write_all(asked.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8(answer).unwrap();
        assert_eq!(answer.split(' ').nth(1), Some(status), "{path}: {answer}");
    }
}
