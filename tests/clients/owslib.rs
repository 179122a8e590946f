//! OWSLib's client of OGC API Features.

use std::process::Command;

use crate::kit::{self, App};

const SCRIPT: &str = r#"
import sys
try:
    from owslib.ogcapi.features import Features
except ImportError as error:
    print(error)
    sys.exit(3)
service = Features(sys.argv[1])
assert any(uri.endswith("/conf/core") for uri in service.conformance()["conformsTo"])
assert "paths" in service.api()
assert "HraniceBudovy" in service.feature_collections(), service.feature_collections()
assert service.collection("HraniceBudovy")["title"] == "hranice budovy (linie)"
page = service.collection_items("HraniceBudovy", limit=4, bbox=[13, 50, 14, 51])
assert (page["numberMatched"], page["numberReturned"]) == (4, 4), page
item = service.collection_item("HraniceBudovy", page["features"][0]["id"])
assert item["properties"]["TridaPresnostiPoloha"] == 3
"#;

#[tokio::test(flavor = "multi_thread")]
async fn owslib_finds_its_way() {
    let app = App::new().await;
    let url = app.url("/");
    let ran =
        tokio::task::spawn_blocking(move || Command::new("python3").args(["-c", SCRIPT, &url]).output());
    match ran.await.unwrap() {
        Ok(output) if output.status.code() == Some(3) => {
            let why = String::from_utf8_lossy(&output.stdout).trim().to_owned();
            kit::skip(&format!("OWSLib cannot be imported ({why}); install it with pip"))
        }
        Ok(output) => assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        ),
        Err(_) => kit::skip("python3 is not installed"),
    }
}
