//! The JSON contract, judged by its schema.

use dtm::check::Report;
use dtm::check::report::Format;
use dtm::model::Language;
use serde_json::Value;

use super::{python, sample, told};

const JUDGE: &str = "import json, sys, jsonschema
schema = json.load(open(sys.argv[1]))
jsonschema.Draft202012Validator.check_schema(schema)
jsonschema.Draft202012Validator(schema).validate(json.load(sys.stdin))";

fn schema() -> String {
    format!("{}/schemas/check-report.json", env!("CARGO_MANIFEST_DIR"))
}

fn reports() -> [Report; 4] {
    [
        sample::everything(),
        sample::several(),
        sample::big(),
        Report::default(),
    ]
}

#[test]
fn every_report_is_valid_against_the_schema() {
    for report in reports() {
        let text = told(&report, Format::Json, Language::Czech);
        if python(JUDGE, &[&schema()], text.as_bytes()).is_none() {
            return;
        }
    }
}

/// A schema that takes anything proves nothing.
#[test]
fn the_schema_refuses_what_is_not_in_the_contract() {
    let good: Value =
        serde_json::from_str(&told(&sample::everything(), Format::Json, Language::Czech)).unwrap();
    let file = "/files/0";
    let spoilt: [(&str, &str, Value); 8] = [
        (file, "more", Value::Null),
        (file, "verdict", "fine".into()),
        (file, "record_mode", "full".into()),
        ("/files/0/checks/0", "state", "not_run".into()),
        ("/files/0/checks/0", "id", "5.1".into()),
        ("/files/0/findings/0", "feature", "HraniceBudovy".into()),
        ("/files/0/findings/0/position", "line", 0.into()),
        ("/files/0/findings/2/location", "type", "Point".into()),
    ];
    let fails = format!(
        "{JUDGE_HEAD}\nfor document in json.load(sys.stdin):\n    assert list(jsonschema.Draft202012Validator(schema).iter_errors(document)), document",
        JUDGE_HEAD = "import json, sys, jsonschema\nschema = json.load(open(sys.argv[1]))"
    );
    let documents: Vec<Value> = spoilt
        .into_iter()
        .map(|(at, name, value)| {
            let mut document = good.clone();
            document.pointer_mut(at).unwrap()[name] = value;
            document
        })
        .collect();
    let _ = python(
        &fails,
        &[&schema()],
        Value::from(documents).to_string().as_bytes(),
    );
}

/// Every member that the document can have is described in the schema.
#[test]
fn every_member_of_the_schema_is_described() {
    fn look(value: &Value, path: &str) {
        if let Some(members) = value
            .get("properties")
            .and_then(Value::as_object)
            .filter(|_| value.get("type").is_some())
        {
            assert_eq!(value["additionalProperties"], false, "{path}");
            for (name, member) in members {
                let described = member.get("description").is_some() || member.get("$ref").is_some();
                assert!(described, "{path}/{name}");
                look(member, &format!("{path}/{name}"));
            }
        }
    }
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(schema()).unwrap()).unwrap();
    look(&schema, "");
    for (name, definition) in schema["$defs"].as_object().unwrap() {
        assert!(definition.get("description").is_some(), "{name}");
        look(definition, name);
    }
}

#[test]
fn members_are_in_the_order_of_the_contract_and_unknown_ones_are_null() {
    let mut report = sample::everything();
    let findings = &mut report.files[0].findings;
    *findings = vec![findings.remove(2), findings.remove(5)];
    report.files[0].objects.truncate(1);
    report.files[0]
        .checks
        .retain(|outcome| ["1.1", "3.1"].contains(&outcome.check.to_string().as_str()));
    report.files[0].findings[0].related.truncate(1);
    report.files[0].record_mode = None;
    let expected = concat!(
        r#"{"files":[{"path":"dodávka/ulice.jvf.xml","jvf_version":"1.4.3","record_mode":null,"verdict":"errors","#,
        r#""objects":[{"element":"HraniceBudovy","code":"0100000112","suffix":"02","name":"hranice budovy","insert":1200,"update":130,"delete":61,"reference":0}],"#,
        r#""checks":[{"id":"1.1","state":"errors","reason":{"cs":"zbytek souboru nebylo možné číst","en":"the rest of the file could not be read"},"findings":2,"not_judged":7},"#,
        r#"{"id":"3.1","state":"not_run","reason":{"cs":"kontrola zatím není vytvořena","en":"the check is not built yet"},"findings":0,"not_judged":0}],"#,
        r#""findings":[{"check":"1.4","severity":"error","message":{"cs":"linie není řada úseček; nahraďte oblouk úsečkami","en":"the line is no sequence of segments; put segments for the arc"},"#,
        r#""feature":{"id":"42000000017","external_id":null,"gml_id":"Plot.17","element":"Plot","record":17},"#,
        r#""related":[{"id":"42000000018","external_id":null,"gml_id":"Plot.18","element":"Plot","record":18}],"#,
        r#""position":{"line":88,"column":9,"offset":7048},"#,
        r#""location":{"type":"LineString","coordinates":[[-741990.00,-1042990.00,251.07],[-741957.50,-1042968.93,251.07],[-741940.00,-1042970.00,251.07]]}},"#,
        r#"{"check":"2.1","severity":"warning","message":{"cs":"doprovodné informace nemají číslo ověření","en":"the accompanying information has no number of verification"},"#,
        r#""feature":null,"related":[],"position":null,"location":null}]}]}"#,
        "\n"
    );
    assert_eq!(told(&report, Format::Json, Language::English), expected);
}

#[test]
fn a_run_without_files_is_an_empty_document() {
    assert_eq!(
        told(&Report::default(), Format::Json, Language::Czech),
        "{\"files\":[]}\n"
    );
}
