//! `/collections/{id}/items/{fid}`: one feature (Part 1, 7.16). Its id are the digits of the JVF attribute `ID`; a point and
//! the number of a change set behind it name the version that this change set began.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use serde_json::json;

use super::document::{self, Collection};
use super::geojson::{Writer, write_geometry};
use super::items::wanted::versions;
use crate::http::describe::{Operation, page, schema};
use crate::http::negotiate::FEATURES;
use crate::http::reference::Reference;
use crate::http::respond::{Answer, body_of};
use crate::http::view::{Content, Fact, ItemRow, ItemView, Page, ValueLine};
use crate::http::{Asked, Format, Link, Problem, Reader, Service};
use crate::model::{Feature, FeatureId, ObjectType, Purpose};
use crate::store::{Selection, Versions};

/// Answers `GET /collections/{id}/items/{fid}`.
pub async fn get(
    State(service): State<Service>,
    Path((id, fid)): Path<(String, String)>,
    asked: Asked,
    reader: Reader,
) -> Answer {
    let format = asked.format(&["crs", "region", "datetime", "moment"], &FEATURES)?;
    let seen = reader.view(Purpose::Issue);
    let object_type = document::object_type(&seen, &id)?;
    let known = service.store.regions().await?;
    let reference = Reference::asked(asked.query.get("crs"), object_type)?;
    let (fid, since) = address(&fid).ok_or_else(no_such_feature)?;
    let mut regions = versions(&service, &asked, &known).await?;
    // A full identifier tells its region, which is then asked first.
    regions.sort_by_key(|(region, _)| (!fid.is_of(*region), *region));
    if let Some(since) = since {
        let begun = |(region, asked): (_, Versions)| (region, Versions::At(since.min(asked.last())));
        regions = regions.into_iter().map(begun).collect();
    }
    let selection = Selection {
        object_type,
        regions,
        window: None,
        heights: None,
        id: Some(fid),
    };
    let feature = service.store.item(&seen, selection).await?;
    let feature = feature
        .filter(|feature| since.is_none_or(|since| feature.since == since))
        .ok_or_else(no_such_feature)?;
    let home = known.iter().find(|region| region.number == feature.region);
    let code = home.map(|region| region.code.to_string()).unwrap_or_default();
    let links = links(&asked, object_type, feature.id, format);
    let mut response = if format == Format::Html {
        let content = Content::Item(view(&service, &asked, object_type, &feature, reference, &code)?);
        let collection = Collection {
            object_type,
            holding: None,
            region: None,
        };
        Page::new(
            &asked,
            format!("{} {}", object_type.name, feature.id),
            links,
            content,
        )
        .crumb(
            asked.href("/collections", &[]),
            asked.say("Kolekce", "Collections"),
        )
        .crumb(collection.href(&asked), object_type.element.clone())
        .crumb(
            collection.items_href(&asked, Format::Html),
            asked.say("objekty", "features"),
        )
        .respond(&asked)
    } else {
        let mut out = Vec::new();
        Writer::new(service.catalogue, object_type, reference).feature(&feature, &code, &mut out)?;
        out.extend_from_slice(format!(r#","links":{}}}"#, json!(links)).as_bytes());
        body_of(&asked, Format::GeoJson.media_type(), Body::from(out))
    };
    response
        .headers_mut()
        .insert("content-crs", HeaderValue::from_static(reference.header()));
    Ok(response)
}

/// Reads the last part of a feature's path: an identifier, and the change set that began the version where one is named.
pub fn address(text: &str) -> Option<(FeatureId, Option<i32>)> {
    let (id, since) = match text.split_once('.') {
        Some((id, since)) if since.bytes().all(|b| b.is_ascii_digit()) => (id, Some(since.parse().ok()?)),
        Some(_) => return None,
        None => (text, None),
    };
    Some((FeatureId::parse(id).ok()?, since))
}

/// There is no such feature, or it cannot be seen.
pub fn no_such_feature() -> Problem {
    Problem::not_found(
        "tento objekt v kolekci není; vezměte identifikátor z `items`, u zrušeného objektu přidejte `/versions`",
        "there is no such feature in the collection; take an identifier from `items`, add `/versions` for one that has ended",
    )
}

fn links(asked: &Asked, object_type: &ObjectType, id: FeatureId, format: Format) -> Vec<Link> {
    let mut links = asked.self_links(format, &FEATURES);
    let versions = format!("/collections/{}/items/{id}/versions", object_type.element);
    links.push(Link::new(
        "version-history",
        asked.href(&versions, &[]),
        Format::GeoJson,
        asked.say("všechny verze", "all versions"),
    ));
    let path = format!("/collections/{}", object_type.element);
    for format in [Format::Json, Format::Html] {
        links.push(Link::new(
            "collection",
            asked.href(&path, &[("f", format.parameter())]),
            format,
            asked.say("kolekce", "the collection"),
        ));
    }
    links
}

/// The attributes of a feature with their explanations, in the order of the schema; those it lacks are left out.
fn values(service: &Service, object_type: &ObjectType, feature: &Feature) -> Vec<ValueLine> {
    let catalogue = service.catalogue;
    let uses = catalogue.attributes_of(object_type);
    uses.into_iter()
        .filter_map(|used| {
            let id = catalogue.attribute_id(&used.name)?;
            let attribute = catalogue.attribute(id)?;
            let value = feature.attributes.get(id).unwrap_or_default();
            let code = attribute.codes.iter().find(|code| code.value == value);
            (used.name != "ID").then(|| ValueLine {
                name: used.name.clone(),
                title: attribute.title.clone(),
                value: value.to_owned(),
                code: code.map(|code| code.title.clone()).unwrap_or_default(),
            })
        })
        .collect()
}

fn view(
    service: &Service,
    asked: &Asked,
    object_type: &ObjectType,
    feature: &Feature,
    reference: Reference,
    region: &str,
) -> Result<ItemView, Problem> {
    let own = |name: &str, title: &str, value: String| ValueLine {
        name: name.to_owned(),
        title: title.to_owned(),
        value,
        code: String::new(),
    };
    let mut attributes = vec![
        own("ID", "Identifikátor objektu", feature.id.to_string()),
        own("region", "Kraj", region.to_owned()),
    ];
    attributes.extend(values(service, object_type, feature));
    let mut geometries = Vec::new();
    let named = [
        ("geometry", &feature.geometry),
        ("outline", &feature.outline),
        ("criticalArea", &feature.critical_area),
    ];
    for (name, geometry) in named {
        if let Some(geometry) = geometry {
            let mut text = Vec::new();
            write_geometry(geometry, reference, &mut text)?;
            geometries.push(Fact {
                name: name.to_owned(),
                value: String::from_utf8_lossy(&text).into_owned(),
            });
        }
    }
    Ok(ItemView {
        attributes,
        geometries,
        map: map_href(asked, object_type, feature),
    })
}

/// The map around a feature, which is selected there: the map's permanent link.
fn map_href(asked: &Asked, object_type: &ObjectType, feature: &Feature) -> Option<String> {
    let [west, south, east, north] = feature.geometry.as_ref()?.bounds()?.metres();
    let (x, y) = (west.midpoint(east), south.midpoint(north));
    // So many metres a pixel that the feature takes about a third of a small screen, and the surroundings are seen.
    let resolution = ((east - west).max(north - south) / 200.0).max(0.1);
    let place = format!(
        "at={x:.1},{y:.1},{resolution:.3}&id={}.{}",
        object_type.element, feature.id
    );
    Some(format!("{}#{place}", asked.href("/map", &[])))
}

/// A feature as a line of a list.
///
/// # Errors
/// [`Problem`] 500 when its geometry cannot be transformed.
pub fn item_row(
    service: &Service,
    asked: &Asked,
    object_type: &ObjectType,
    writer: &Writer,
    feature: &Feature,
    region: &str,
) -> Result<ItemRow, Problem> {
    let mut geometry = Vec::new();
    if let Some(shape) = &feature.geometry {
        write_geometry(shape, writer.reference(), &mut geometry)?;
    }
    let id = writer.id(feature);
    let path = format!("/collections/{}/items/{id}", object_type.element);
    let text = |value: ValueLine| match value.code.as_str() {
        "" => value.value,
        code => format!("{} – {code}", value.value),
    };
    Ok(ItemRow {
        href: asked.href(&path, &[("region", region), ("f", "html")]),
        id,
        values: values(service, object_type, feature)
            .into_iter()
            .map(text)
            .collect(),
        geometry: String::from_utf8_lossy(&geometry).into_owned(),
    })
}

/// Describes `/collections/{id}/items/{fid}`.
pub fn describe() -> Vec<Operation> {
    vec![
        Operation::get("getFeature", "Data", "Jeden objekt / One feature")
            .parameters(&[
                "collectionId",
                "featureId",
                "crs",
                "region",
                "datetime",
                "moment",
                "audience",
                "f",
                "lang",
            ])
            .response_value(
                200,
                json!({
                    "description": "Objekt / The feature",
                    "headers": { "Content-Crs": { "$ref": "#/components/headers/Content-Crs" } },
                    "content": {
                        "application/geo+json": { "schema": schema("featureGeoJSON") },
                        "text/html": { "schema": page() },
                    },
                }),
            )
            .problems(&[400, 404, 406, 500, 503]),
    ]
}
