//! The templates, one for each kind of content.

use askama::Template;

use crate::http::view::{
    CollectionView, Content, ItemView, ItemsView, OperationLine, Page, PartSection, RegionLine,
};
use crate::model::Region;

#[derive(Template)]
#[template(path = "landing.html")]
struct Landing<'a> {
    page: &'a Page,
    regions: &'a [RegionLine],
}

#[derive(Template)]
#[template(path = "conformance.html")]
struct Conformance<'a> {
    page: &'a Page,
    classes: &'a [&'static str],
}

#[derive(Template)]
#[template(path = "collections.html")]
struct Collections<'a> {
    page: &'a Page,
    parts: &'a [PartSection],
}

#[derive(Template)]
#[template(path = "collection.html")]
struct Collection<'a> {
    page: &'a Page,
    view: &'a CollectionView,
}

#[derive(Template)]
#[template(path = "items.html")]
struct Items<'a> {
    page: &'a Page,
    view: &'a ItemsView,
}

#[derive(Template)]
#[template(path = "item.html")]
struct Item<'a> {
    page: &'a Page,
    view: &'a ItemView,
}

#[derive(Template)]
#[template(path = "api.html")]
struct Api<'a> {
    page: &'a Page,
    operations: &'a [OperationLine],
}

#[derive(Template)]
#[template(path = "check.html")]
struct Check<'a> {
    page: &'a Page,
    uses: &'a [(&'static str, &'static str)],
    regions: &'a [Region],
}

#[derive(Template)]
#[template(path = "problem.html")]
struct Fault<'a> {
    page: &'a Page,
    status: u16,
    code: &'a str,
    instance: &'a str,
}

/// The HTML of a page.
///
/// # Errors
/// [`askama::Error`] when a template cannot be filled.
pub fn page(page: &Page) -> Result<String, askama::Error> {
    match &page.content {
        Content::Landing(regions) => Landing { page, regions }.render(),
        Content::Conformance(classes) => Conformance { page, classes }.render(),
        Content::Collections(parts) => Collections { page, parts }.render(),
        Content::Collection(view) => Collection { page, view }.render(),
        Content::Items(view) => Items { page, view }.render(),
        Content::Item(view) => Item { page, view }.render(),
        Content::Api(operations) => Api { page, operations }.render(),
        Content::Check { uses, regions } => Check { page, uses, regions }.render(),
        Content::Problem {
            status,
            code,
            instance,
        } => Fault {
            page,
            status: *status,
            code,
            instance,
        }
        .render(),
    }
}
