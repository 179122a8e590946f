//! The landing page `/`: what the service is and where everything begins (Part 1, 7.2).

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use serde_json::json;

use crate::http::describe::{Description, Operation, page, schema};
use crate::http::negotiate::DOCUMENT;
use crate::http::respond::{Answer, json as respond};
use crate::http::view::{Content, Page, RegionLine};
use crate::http::{Asked, Format, Link, Reader, Service};
use crate::model::Purpose;

/// Conformance classes of the core and its encodings.
pub const CONFORMANCE: [&str; 3] = [
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
];

/// Answers `GET /`.
pub async fn get(
    State(service): State<Service>,
    Extension(description): Extension<Arc<Description>>,
    asked: Asked,
    reader: Reader,
) -> Answer {
    let format = asked.format(&[], &DOCUMENT)?;
    let title = asked.say("Digitální technická mapa", "Digital Technical Map");
    let lead = asked.say(
        "Digitální technická mapa krajů: stavby, dopravní a technická infrastruktura s přesností na centimetr.",
        "The Digital Technical Map of Czech regions: structures, transport and technical infrastructure, exact to the centimetre.",
    );
    let mut links = asked.self_links(format, &DOCUMENT);
    links.extend(own_links(&asked));
    links.extend(description.links.iter().map(|link| {
        Link::to(
            link.rel,
            asked.href(link.path, &[]),
            link.media_type,
            link.title.pick(asked.language),
        )
    }));
    if format == Format::Html {
        let snapshot = service.holdings.snapshot().await?;
        let snapshot = snapshot.seen_by(&reader.view(Purpose::Issue));
        let regions = snapshot.regions.iter().map(|held| RegionLine {
            code: held.region.code.to_string(),
            name: held.region.name.clone(),
            features: held.total().map_or(0, |total| total.features),
            href: asked.href("/collections", &[("region", held.region.code.as_str())]),
        });
        let content = Content::Landing(regions.collect());
        return Ok(Page::new(&asked, title, links, content)
            .lead(lead)
            .respond(&asked));
    }
    let document = json!({ "title": title, "description": lead, "links": links });
    respond(&asked, format, &document)
}

fn own_links(asked: &Asked) -> Vec<Link> {
    let mut links = Vec::new();
    let mut both = |rel, path: &str, json: Format, title: &str| {
        for format in [json, Format::Html] {
            let href = asked.href(path, &[("f", format.parameter())]);
            links.push(Link::new(
                rel,
                href,
                format,
                format!("{title} ({})", format.media_type()),
            ));
        }
    };
    both(
        "conformance",
        "/conformance",
        Format::Json,
        asked.say("třídy shody", "conformance classes"),
    );
    both(
        "data",
        "/collections",
        Format::Json,
        asked.say("kolekce objektů", "collections of features"),
    );
    let api = asked.say("popis rozhraní", "description of the interface");
    links.push(Link::new(
        "service-desc",
        asked.href("/api", &[("f", "json")]),
        Format::OpenApi,
        api,
    ));
    links.push(Link::new(
        "service-doc",
        asked.href("/api", &[("f", "html")]),
        Format::Html,
        api,
    ));
    links
}

/// Describes `/`.
pub fn describe() -> Vec<Operation> {
    vec![
        Operation::get("getLandingPage", "Capabilities", "Úvodní stránka / Landing page")
            .parameters(&["f", "lang"])
            .response(
                200,
                "Odkazy na vše ostatní / Links to everything else",
                &[("application/json", schema("landingPage")), ("text/html", page())],
            )
            .problems(&[400, 406, 500, 503]),
    ]
}
