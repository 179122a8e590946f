//! `/collections/{id}/items`: features page by page (Part 1, 7.15).
//!
//! The GeoJSON form is a stream: features are written as the database gives them, counts and links follow at the end of the
//! document, so memory does not grow with `limit`. What fails after the first bytes breaks the transfer off; a client
//! never takes half a page for a whole one.
//!
//! `numberMatched` is exact. Without filters it is mostly known beforehand; otherwise it is counted up to 100 000 and left
//! out beyond that.

pub(super) mod wanted;

use std::io;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::response::Response;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use serde_json::json;

use super::datetime::moment;
use super::document::{self, Collection};
use super::feature::item_row;
use super::geojson::Writer;
use crate::http::describe::{Operation, page, schema};
use crate::http::negotiate::FEATURES;
use crate::http::respond::{Answer, body_of};
use crate::http::view::{Content, Fact, ItemRow, ItemsView, Page};
use crate::http::{Asked, Format, Link, Problem, Reader, Service};
use crate::model::{Feature, ObjectType, Purpose, Region, RegionNumber};
use crate::store::{ItemReader, Key, StoreError};
pub use wanted::{DEFAULT_LIMIT, MAXIMUM_LIMIT};
use wanted::{known_number, mark, read};

/// Bytes that are gathered before they are sent.
const CHUNK: usize = 32 << 10;

const PARAMETERS: [&str; 8] = [
    "bbox", "bbox-crs", "crs", "datetime", "moment", "limit", "region", "after",
];

/// Answers `GET /collections/{id}/items`.
pub async fn get(
    State(service): State<Service>,
    Path(id): Path<String>,
    asked: Asked,
    reader: Reader,
) -> Answer {
    let format = asked.format(&PARAMETERS, &FEATURES)?;
    let view = reader.view(Purpose::Issue);
    let object_type = document::object_type(&view, &id)?;
    let regions = service.store.regions().await?;
    let wanted = read(&service, &asked, &regions, object_type).await?;
    let whole = wanted.selection.is_whole() && view.shows_all(object_type);
    let matched = match known_number(&service, &regions, &wanted.selection) {
        Some(number) if whole => Some(number),
        _ if whole => service.holdings.count_past(&view, &wanted.selection).await?,
        _ => service.store.count(&view, &wanted.selection).await?,
    };
    let reference = wanted.reference;
    let several = wanted
        .selection
        .regions
        .iter()
        .any(|(_, versions)| versions.is_several());
    let writer = Writer::new(service.catalogue, object_type, reference);
    let moment = moment(&wanted.selection.regions, &regions);
    // One more than the page shows tells whether there is a next one.
    let features = service
        .store
        .items(&view, wanted.selection, wanted.after, wanted.limit + 1);
    let page = Items {
        writer: if several { writer.of_versions() } else { writer },
        regions,
        asked,
        limit: wanted.limit,
        moment,
        matched,
        features,
        returned: 0,
        last: None,
        more: false,
        ended: false,
    };
    let mut response = match format {
        Format::Html => page.view(&service, object_type).await?,
        _ => page.stream().await?,
    };
    response
        .headers_mut()
        .insert("content-crs", HeaderValue::from_static(reference.header()));
    Ok(response)
}

/// A page while it is written.
struct Items {
    writer: Writer,
    regions: Vec<Region>,
    asked: Asked,
    limit: u32,
    /// The moment that the page is of, for the next one.
    moment: String,
    matched: Option<u64>,
    features: ItemReader,
    returned: u32,
    last: Option<Key>,
    more: bool,
    ended: bool,
}

impl Items {
    /// The next feature of the page.
    async fn next(&mut self) -> Result<Option<Feature>, StoreError> {
        let Some(feature) = self.features.next().await? else {
            return Ok(None);
        };
        if self.returned == self.limit {
            self.more = true;
            return Ok(None);
        }
        self.returned += 1;
        self.last = Some(Key {
            region: feature.region,
            id: feature.id,
            since: feature.since,
        });
        Ok(Some(feature))
    }

    fn region_code(&self, number: RegionNumber) -> String {
        let region = self.regions.iter().find(|region| region.number == number);
        region.map_or_else(|| number.to_string(), |region| region.code.to_string())
    }

    /// `self`, `alternate`, `collection` and, where there is more, `next` with all filters repeated.
    fn links(&self, format: Format) -> Vec<Link> {
        let mut links = self.asked.self_links(format, &FEATURES);
        if let Some(key) = self.last.filter(|_| self.more) {
            let mark = mark(key);
            let query = self.asked.query.with(&[
                ("f", Some(format.parameter())),
                ("moment", Some(&self.moment)),
                ("after", Some(&mark)),
            ]);
            let href = format!("{}{}{query}", self.asked.base, self.asked.path);
            links.push(Link::new(
                "next",
                href,
                format,
                self.asked.say("další stránka", "next page"),
            ));
        }
        let collection = self.asked.path.trim_end_matches("/items");
        links.push(Link::new(
            "collection",
            self.asked.href(collection, &[]),
            Format::Json,
            self.asked.say("kolekce", "the collection"),
        ));
        links
    }

    /// The page as a stream of GeoJSON. The first chunk is made before the answer begins, so that early faults are told as
    /// problems.
    async fn stream(mut self) -> Answer {
        let first = self.chunk().await?.unwrap_or_default();
        let media_type = Format::GeoJson.media_type();
        if self.ended {
            return Ok(body_of(&self.asked, media_type, Body::from(first)));
        }
        let asked = self.asked.clone();
        let rest = stream::try_unfold(self, |mut page| async move {
            let chunk = page.chunk().await.map_err(Problem::broken_off)?;
            Ok::<_, io::Error>(chunk.map(|chunk| (chunk, page)))
        });
        let all = stream::iter([Ok(first)]).chain(rest);
        Ok(body_of(&asked, media_type, Body::from_stream(all)))
    }

    /// The next bytes of the document; `None` after its end.
    async fn chunk(&mut self) -> Result<Option<Bytes>, Problem> {
        if self.ended {
            return Ok(None);
        }
        let mut out = Vec::with_capacity(CHUNK + (CHUNK >> 2));
        if self.returned == 0 {
            out.extend_from_slice(br#"{"type":"FeatureCollection","features":["#);
        }
        while out.len() < CHUNK {
            let Some(feature) = self.next().await? else {
                self.end(&mut out);
                break;
            };
            if self.returned > 1 {
                out.push(b',');
            }
            self.writer
                .feature(&feature, &self.region_code(feature.region), &mut out)?;
            out.push(b'}');
        }
        Ok(Some(Bytes::from(out)))
    }

    fn end(&mut self, out: &mut Vec<u8>) {
        self.ended = true;
        let mut members = json!({
            "numberReturned": self.returned,
            "timeStamp": chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            "links": self.links(Format::GeoJson),
        });
        if let Some(matched) = self.matched {
            members["numberMatched"] = matched.into();
        }
        out.extend_from_slice(b"],");
        let members = members.to_string();
        out.extend_from_slice(members.trim_start_matches('{').as_bytes());
    }

    /// The page for people.
    async fn view(
        mut self,
        service: &Service,
        object_type: &'static ObjectType,
    ) -> Result<Response, Problem> {
        let mut rows = Vec::new();
        while let Some(feature) = self.next().await? {
            let code = self.region_code(feature.region);
            rows.push(item_row(
                service,
                &self.asked,
                object_type,
                &self.writer,
                &feature,
                &code,
            )?);
        }
        let links = self.links(Format::Html);
        let next = links
            .iter()
            .find(|link| link.rel == "next")
            .map(|link| link.href.clone());
        let columns = service
            .catalogue
            .attributes_of(object_type)
            .into_iter()
            .filter(|used| used.name != "ID");
        let columns = columns.map(|used| {
            let attribute = service.catalogue.attribute_id(&used.name);
            let title = attribute
                .and_then(|id| service.catalogue.attribute(id))
                .map(|a| a.title.clone());
            Fact {
                name: used.name.clone(),
                value: title.unwrap_or_default(),
            }
        });
        let columns = drop_empty(columns.collect(), &mut rows);
        let asked = &self.asked;
        let collection = Collection {
            object_type,
            holding: None,
            region: None,
        };
        let content = Content::Items(ItemsView {
            matched: self.matched,
            columns,
            rows,
            next,
        });
        Ok(Page::new(asked, collection.title(asked.language), links, content)
            .crumb(
                asked.href("/collections", &[]),
                asked.say("Kolekce", "Collections"),
            )
            .crumb(collection.href(asked), object_type.element.clone())
            .respond(asked))
    }
}

/// Takes away the columns in which no row of a page has a value, so that the others come into sight.
fn drop_empty(columns: Vec<Fact>, rows: &mut [ItemRow]) -> Vec<Fact> {
    let filled = |column: usize| {
        rows.iter()
            .any(|row| row.values.get(column).is_some_and(|value| !value.is_empty()))
    };
    let kept: Vec<bool> = (0..columns.len()).map(filled).collect();
    let is_kept = |index: usize| kept.get(index).copied().unwrap_or(false);
    for row in rows {
        let mut index = 0;
        row.values.retain(|_| {
            index += 1;
            is_kept(index - 1)
        });
    }
    let numbered = columns.into_iter().enumerate();
    numbered
        .filter(|(index, _)| is_kept(*index))
        .map(|(_, column)| column)
        .collect()
}

/// Describes `/collections/{id}/items`.
pub fn describe() -> Vec<Operation> {
    let after = json!({
        "name": "after", "in": "query", "required": false,
        "description": "Značka stránky z odkazu `next` / Page mark out of a `next` link",
        "schema": { "type": "string" },
    });
    vec![
        Operation::get(
            "getFeatures",
            "Data",
            "Objekty kolekce / Features of a collection",
        )
        .parameters(&[
            "collectionId",
            "bbox",
            "bbox-crs",
            "crs",
            "datetime",
            "moment",
            "limit",
            "region",
            "audience",
            "f",
            "lang",
        ])
        .parameter(after)
        .response_value(
            200,
            json!({
                "description": "Stránka objektů / A page of features",
                "headers": { "Content-Crs": { "$ref": "#/components/headers/Content-Crs" } },
                "content": {
                    "application/geo+json": { "schema": schema("featureCollectionGeoJSON") },
                    "text/html": { "schema": page() },
                },
            }),
        )
        .problems(&[400, 404, 406, 500, 503]),
    ]
}
