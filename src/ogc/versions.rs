//! `/collections/{id}/items/{fid}/versions`: the life of one object, oldest version first.
//!
//! Each version is a feature whose `id` is the object's, a point, and the change set that began it; `time` is the interval in
//! which it is in force (JSON-FG, OGC 21-045). The last one of a living object has an open end and the object's plain id.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use chrono::{DateTime, Utc};
use serde_json::json;

use super::document::{self, Collection};
use super::feature::{address, item_row, no_such_feature};
use super::geojson::Writer;
use super::items::wanted::versions;
use crate::http::describe::{Operation, page, schema};
use crate::http::negotiate::FEATURES;
use crate::http::reference::Reference;
use crate::http::respond::{Answer, body_of};
use crate::http::view::{Content, Fact, ItemsView, Page};
use crate::http::{Asked, Format, Link, Problem, Reader, Service};
use crate::model::{Feature, ObjectType, Purpose, Region};
use crate::store::{Key, Selection, Versions, View};

/// Most versions of an answer; an object that has more tells the rest by its change sets.
const MOST_VERSIONS: u32 = 10_000;

/// Answers `GET /collections/{id}/items/{fid}/versions`.
pub async fn get(
    State(service): State<Service>,
    Path((id, fid)): Path<(String, String)>,
    asked: Asked,
    reader: Reader,
) -> Answer {
    let format = asked.format(&["crs", "region", "moment"], &FEATURES)?;
    let view = reader.view(Purpose::Issue);
    let object_type = document::object_type(&view, &id)?;
    let known = service.store.regions().await?;
    let reference = Reference::asked(asked.query.get("crs"), object_type)?;
    let (fid, _) = address(&fid).ok_or_else(no_such_feature)?;
    let whole = |(region, moment): (_, Versions)| {
        let versions = Versions::During {
            from: 0,
            to: moment.last(),
        };
        (region, versions)
    };
    let regions = versions(&service, &asked, &known).await?.into_iter().map(whole);
    let selection = Selection {
        object_type,
        regions: regions.collect(),
        window: None,
        heights: None,
        id: Some(fid),
    };
    let found = read(&service, &view, selection).await?;
    let first = found.first().ok_or_else(no_such_feature)?;
    let home = known.iter().find(|region| region.number == first.region);
    let home = home.ok_or_else(no_such_feature)?;
    let links = links(&asked, object_type, &fid.to_string(), format);
    let writer = Writer::new(service.catalogue, object_type, reference).of_versions();
    let mut response = if format == Format::Html {
        html(&service, &asked, object_type, &writer, &found, home, links)?
    } else {
        let numbers: Vec<i32> = found
            .iter()
            .flat_map(|v| [Some(v.since), v.until])
            .flatten()
            .collect();
        let times = service.store.effective_times(home.number, Some(&numbers)).await?;
        let mut out = br#"{"type":"FeatureCollection","features":["#.to_vec();
        for (index, feature) in found.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            writer.feature(feature, home.code.as_str(), &mut out)?;
            out.extend_from_slice(format!(r#","time":{}}}"#, interval(feature, &times)).as_bytes());
        }
        let end = json!({ "numberReturned": found.len(), "numberMatched": found.len(), "links": links });
        out.extend_from_slice(b"],");
        out.extend_from_slice(end.to_string().trim_start_matches('{').as_bytes());
        body_of(&asked, Format::GeoJson.media_type(), Body::from(out))
    };
    response
        .headers_mut()
        .insert("content-crs", HeaderValue::from_static(reference.header()));
    Ok(response)
}

async fn read(service: &Service, view: &View, selection: Selection) -> Result<Vec<Feature>, Problem> {
    let mut reader = service.store.items(view, selection, None::<Key>, MOST_VERSIONS);
    let mut found = Vec::new();
    while let Some(feature) = reader.next().await? {
        found.push(feature);
    }
    Ok(found)
}

/// The member `time` of a version.
fn interval(feature: &Feature, times: &BTreeMap<i32, DateTime<Utc>>) -> serde_json::Value {
    let time = |number: i32| times.get(&number).map(DateTime::to_rfc3339);
    let open = || "..".to_owned();
    let start = time(feature.since).unwrap_or_else(open);
    let end = feature.until.and_then(time).unwrap_or_else(open);
    json!({ "interval": [start, end] })
}

fn links(asked: &Asked, object_type: &ObjectType, id: &str, format: Format) -> Vec<Link> {
    let mut links = asked.self_links(format, &FEATURES);
    let path = format!("/collections/{}/items/{id}", object_type.element);
    links.push(Link::new(
        "up",
        asked.href(&path, &[]),
        Format::GeoJson,
        asked.say("objekt", "the feature"),
    ));
    links
}

fn html(
    service: &Service,
    asked: &Asked,
    object_type: &'static ObjectType,
    writer: &Writer,
    found: &[Feature],
    home: &Region,
    links: Vec<Link>,
) -> Answer {
    let rows = found
        .iter()
        .map(|feature| item_row(service, asked, object_type, writer, feature, home.code.as_str()));
    let columns = service.catalogue.attributes_of(object_type).into_iter();
    let columns = columns.filter(|used| used.name != "ID").map(|used| Fact {
        name: used.name.clone(),
        value: String::new(),
    });
    let content = Content::Items(ItemsView {
        matched: Some(found.len() as u64),
        columns: columns.collect(),
        rows: rows.collect::<Result<_, Problem>>()?,
        next: None,
    });
    let collection = Collection {
        object_type,
        holding: None,
        region: None,
    };
    let title = format!("{} – {}", object_type.name, asked.say("verze", "versions"));
    Ok(Page::new(asked, title, links, content)
        .crumb(
            asked.href("/collections", &[]),
            asked.say("Kolekce", "Collections"),
        )
        .crumb(collection.href(asked), object_type.element.clone())
        .respond(asked))
}

/// Describes `/collections/{id}/items/{fid}/versions`.
pub fn describe() -> Vec<Operation> {
    vec![
        Operation::get(
            "getVersions",
            "Data",
            "Všechny verze objektu / All versions of a feature",
        )
        .description("Nejstarší verze první; `time` je doba platnosti / Oldest version first; `time` tells when it was in force")
        .parameters(&["collectionId", "featureId", "crs", "region", "moment", "audience", "f", "lang"])
        .response(
            200,
            "Verze objektu / Versions of the feature",
            &[
                ("application/geo+json", schema("featureCollectionGeoJSON")),
                ("text/html", page()),
            ],
        )
        .problems(&[400, 404, 406, 500, 503]),
    ]
}
