//! `/collections` and `/collections/{id}` (Part 1, 7.13 and 7.14).
//!
//! Collections without features are served and described but listed only with `all=true`: of 357 object types a region
//! uses a part.

use axum::extract::{Path, State};
use serde_json::json;

use super::document::{self, Collection, collections, geometry_name, part_name};
use super::schema::attribute_lines;
use crate::http::describe::{Operation, page, schema};
use crate::http::negotiate::DOCUMENT;
use crate::http::reference::Reference;
use crate::http::respond::{Answer, json as respond};
use crate::http::view::{CollectionLine, CollectionView, Content, Fact, GroupSection, Page, PartSection};
use crate::http::{Asked, Format, Link, Problem, Reader, Service};
use crate::model::Purpose;
use crate::model::catalogue::Part;

/// Answers `GET /collections`.
pub async fn list(State(service): State<Service>, asked: Asked, reader: Reader) -> Answer {
    let format = asked.format(&["all", "region"], &DOCUMENT)?;
    let all = match asked.query.get("all") {
        None | Some("false") => false,
        Some("true") => true,
        Some(other) => return Err(Problem::one_of("all", other, &["true", "false"])),
    };
    let view = reader.view(Purpose::Issue);
    let snapshot = service.holdings.snapshot().await?.seen_by(&view);
    let region = document::region(&asked, snapshot.regions())?;
    let listed: Vec<_> = collections(&view, &snapshot, region)
        .filter(|collection| all || collection.holding.is_some())
        .collect();
    let links = asked.self_links(format, &DOCUMENT);
    if format == Format::Html {
        let title = asked.say("Kolekce", "Collections");
        let lead = lead(&asked, listed.len(), service.catalogue.object_types.len());
        let content = Content::Collections(sections(&asked, &listed));
        return Ok(Page::new(&asked, title, links, content)
            .lead(lead)
            .respond(&asked));
    }
    let entries: Result<Vec<_>, Problem> = listed
        .iter()
        .map(|collection| collection.document(&asked, own_links(&asked, collection, Format::Json)))
        .collect();
    respond(
        &asked,
        format,
        &json!({ "links": links, "collections": entries? }),
    )
}

/// Answers `GET /collections/{id}`.
pub async fn get(
    State(service): State<Service>,
    Path(id): Path<String>,
    asked: Asked,
    reader: Reader,
) -> Answer {
    let format = asked.format(&["region"], &DOCUMENT)?;
    let view = reader.view(Purpose::Issue);
    let object_type = document::object_type(&view, &id)?;
    let snapshot = service.holdings.snapshot().await?.seen_by(&view);
    let region = document::region(&asked, snapshot.regions())?;
    let collection = Collection {
        object_type,
        holding: snapshot.of_type(object_type.key(), region.map(|region| region.number)),
        region,
    };
    let first = own_links(&asked, &collection, format);
    if format == Format::Html {
        let mut links = first;
        links.extend(collection.links(&asked));
        let content = Content::Collection(CollectionView {
            facts: facts(&asked, &collection)?,
            items: collection.items_href(&asked, Format::Html),
            attributes: attribute_lines(service.catalogue, object_type, asked.language),
        });
        return Ok(
            Page::new(&asked, collection.title(asked.language), links, content)
                .lead(collection.description(asked.language))
                .crumb(
                    asked.href("/collections", &[]),
                    asked.say("Kolekce", "Collections"),
                )
                .respond(&asked),
        );
    }
    respond(&asked, format, &collection.document(&asked, first)?)
}

/// `self` and `alternate` of the collection's own resource.
fn own_links(asked: &Asked, collection: &Collection<'_>, format: Format) -> Vec<Link> {
    let title = asked.say("tato kolekce", "this collection");
    let region = collection.region.map(|region| ("region", region.code.as_str()));
    let link = |rel, format: Format| {
        let parameters: Vec<_> = region.into_iter().chain([("f", format.parameter())]).collect();
        let href = asked.href(&collection.path(), &parameters);
        Link::new(rel, href, format, format!("{title} ({})", format.media_type()))
    };
    let other = if format == Format::Html {
        Format::Json
    } else {
        Format::Html
    };
    vec![link("self", format), link("alternate", other)]
}

fn lead(asked: &Asked, listed: usize, known: usize) -> String {
    match asked.language {
        crate::model::Language::Czech => {
            format!("{listed} z {known} kolekcí: jedna na objektový typ a druh geometrie.")
        }
        crate::model::Language::English => {
            format!("{listed} of {known} collections: one for each object type and kind of geometry.")
        }
    }
}

/// The collections by part, category and group, in the order of the catalogue inside a group.
fn sections(asked: &Asked, listed: &[Collection<'_>]) -> Vec<PartSection> {
    let section = |part: Part| {
        let mut members: Vec<_> = listed.iter().filter(|c| c.object_type.part == part).collect();
        members.sort_by_key(|c| (&c.object_type.category, &c.object_type.group));
        let same = |a: &&Collection<'_>, b: &&Collection<'_>| {
            a.object_type.category == b.object_type.category && a.object_type.group == b.object_type.group
        };
        let groups: Vec<_> = members
            .chunk_by(|a, b| same(a, b))
            .filter_map(|chunk| {
                Some(GroupSection {
                    category: chunk.first()?.object_type.category.clone(),
                    group: chunk.first()?.object_type.group.clone(),
                    collections: chunk.iter().map(|collection| line(asked, collection)).collect(),
                })
            })
            .collect();
        PartSection {
            title: part_name(part, asked.language).to_owned(),
            groups,
        }
    };
    Part::ALL
        .into_iter()
        .map(section)
        .filter(|section| !section.groups.is_empty())
        .collect()
}

fn line(asked: &Asked, collection: &Collection<'_>) -> CollectionLine {
    CollectionLine {
        href: collection.href(asked),
        id: collection.object_type.element.clone(),
        title: collection.object_type.name.clone(),
        geometry: geometry_name(collection.object_type, asked.language).to_owned(),
        features: collection.holding.map_or(0, |holding| holding.features),
    }
}

fn facts(asked: &Asked, collection: &Collection<'_>) -> Result<Vec<Fact>, Problem> {
    let object_type = collection.object_type;
    let fact = |name: &str, value: String| Fact {
        name: name.to_owned(),
        value,
    };
    let mut facts = vec![
        fact("id", object_type.element.clone()),
        fact(
            asked.say("kód", "code"),
            format!("{} {:02}", object_type.code_base, object_type.geometry.suffix()),
        ),
        fact(
            asked.say("část", "part"),
            format!(
                "{} – {}",
                object_type.part.as_str(),
                part_name(object_type.part, asked.language)
            ),
        ),
        fact(asked.say("kategorie", "category"), object_type.category.clone()),
        fact(asked.say("skupina", "group"), object_type.group.clone()),
        fact(
            asked.say("geometrie", "geometry"),
            geometry_name(object_type, asked.language).to_owned(),
        ),
        fact(
            asked.say("počet objektů", "features"),
            collection
                .holding
                .map_or(0, |holding| holding.features)
                .to_string(),
        ),
    ];
    if let Some(extent) = collection.extent()? {
        for (name, pointer) in [
            (asked.say("rozsah (CRS84)", "extent (CRS84)"), "/spatial/bbox/0"),
            (asked.say("platnost", "in force"), "/temporal/interval/0"),
        ] {
            if let Some(value) = extent.pointer(pointer) {
                facts.push(fact(name, value.to_string()));
            }
        }
    }
    for reference in Reference::of(object_type) {
        let stored = if *reference == Reference::STORED {
            asked.say(" (takto uloženo)", " (stored so)")
        } else {
            ""
        };
        facts.push(fact("crs", format!("{}{stored}", reference.uri())));
    }
    Ok(facts)
}

/// Describes `/collections`.
pub fn describe_list() -> Vec<Operation> {
    let all = json!({
        "name": "all", "in": "query", "required": false,
        "description": "I prázdné kolekce / Empty collections too",
        "schema": { "type": "boolean", "default": false },
    });
    vec![
        Operation::get("getCollections", "Capabilities", "Kolekce / Collections")
            .parameters(&["f", "lang", "region", "audience"])
            .parameter(all)
            .response(
                200,
                "Kolekce objektů / Collections of features",
                &[("application/json", schema("collections")), ("text/html", page())],
            )
            .problems(&[400, 406, 500, 503]),
    ]
}

/// Describes `/collections/{id}`.
pub fn describe() -> Vec<Operation> {
    vec![
        Operation::get(
            "describeCollection",
            "Capabilities",
            "Jedna kolekce / One collection",
        )
        .parameters(&["collectionId", "f", "lang", "region", "audience"])
        .response(
            200,
            "Popis kolekce / Description of the collection",
            &[("application/json", schema("collection")), ("text/html", page())],
        )
        .problems(&[400, 404, 406, 500, 503]),
    ]
}
