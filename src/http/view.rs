//! What pages show, as values: handlers fill them, the room [`web`](crate::web) turns them into HTML.
//!
//! A [`Page`] is a response: it travels as an extension of an empty body until the layer of that room renders it.

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;

use super::{Asked, Link, Manner, Parameters, Problem, respond};
use crate::model::{Language, Region};

/// A page: what all pages have in common, and its content.
#[derive(Clone, Debug)]
pub struct Page {
    /// Heading.
    pub title: String,
    /// One paragraph under the heading.
    pub lead: String,
    /// Way from the landing page: address and name.
    pub crumbs: Vec<Crumb>,
    /// The links of the resource.
    pub links: Vec<Link>,
    /// Language of the page.
    pub language: Language,
    /// Address of the service, without a slash at its end.
    pub base: String,
    /// The address of this page in the other language.
    pub other_language: String,
    /// What repeats the language in links, when it was asked for: `?lang=en` or nothing.
    pub language_query: String,
    /// What the page may load, where that is more than a stylesheet (`Content-Security-Policy`).
    pub policy: Option<String>,
    /// What the page is about.
    pub content: Content,
}

/// A step on the way from the landing page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    /// Where it leads.
    pub href: String,
    /// Its name.
    pub title: String,
}

/// What a page is about.
#[derive(Clone, Debug)]
pub enum Content {
    /// The landing page.
    Landing(Vec<RegionLine>),
    /// Conformance classes.
    Conformance(Vec<&'static str>),
    /// The list of collections.
    Collections(Vec<PartSection>),
    /// One collection.
    Collection(CollectionView),
    /// A page of features.
    Items(ItemsView),
    /// One feature.
    Item(ItemView),
    /// The description of the API.
    Api(Vec<OperationLine>),
    /// The check of a delivery.
    Check {
        /// What for, as code and name.
        uses: Vec<(&'static str, &'static str)>,
        /// Regions over whose state it can be judged.
        regions: Vec<Region>,
    },
    /// A fault.
    Problem {
        /// Its status.
        status: u16,
        /// Its name for programs.
        code: &'static str,
        /// The request that it answers.
        instance: String,
    },
}

/// A region on the landing page.
#[derive(Clone, Debug)]
pub struct RegionLine {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How many objects it holds.
    pub features: u64,
    /// The list of its collections.
    pub href: String,
}

/// A content part with its collections by category and group.
#[derive(Clone, Debug)]
pub struct PartSection {
    /// Name of the part.
    pub title: String,
    /// Groups in the order of the catalogue.
    pub groups: Vec<GroupSection>,
}

/// A group of object types.
#[derive(Clone, Debug)]
pub struct GroupSection {
    /// Category.
    pub category: String,
    /// Group.
    pub group: String,
    /// Its collections.
    pub collections: Vec<CollectionLine>,
}

/// A collection in a list.
#[derive(Clone, Debug)]
pub struct CollectionLine {
    /// The collection.
    pub href: String,
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Kind of geometry in words.
    pub geometry: String,
    /// How many features.
    pub features: u64,
}

/// A name and a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

/// One collection.
#[derive(Clone, Debug)]
pub struct CollectionView {
    /// What is known of it.
    pub facts: Vec<Fact>,
    /// The features.
    pub items: String,
    /// Attributes of its features.
    pub attributes: Vec<AttributeLine>,
}

/// An attribute of a collection's features.
#[derive(Clone, Debug)]
pub struct AttributeLine {
    /// JVF name.
    pub name: String,
    /// Czech explanation.
    pub title: String,
    /// Type of the value.
    pub kind: &'static str,
    /// Permitted values.
    pub codes: Vec<Fact>,
}

/// A page of features.
#[derive(Clone, Debug)]
pub struct ItemsView {
    /// The whole number, where it was counted.
    pub matched: Option<u64>,
    /// Names of the columns with their explanations.
    pub columns: Vec<Fact>,
    /// The features.
    pub rows: Vec<ItemRow>,
    /// The next page.
    pub next: Option<String>,
}

/// A feature in a list.
#[derive(Clone, Debug)]
pub struct ItemRow {
    /// The feature.
    pub href: String,
    /// Its identifier.
    pub id: String,
    /// One value a column.
    pub values: Vec<String>,
    /// The geometry as GeoJSON.
    pub geometry: String,
}

/// One feature.
#[derive(Clone, Debug)]
pub struct ItemView {
    /// Its attributes.
    pub attributes: Vec<ValueLine>,
    /// Geometries as GeoJSON, by name.
    pub geometries: Vec<Fact>,
    /// The map around it, when it has a place.
    pub map: Option<String>,
}

/// An attribute with its value.
#[derive(Clone, Debug)]
pub struct ValueLine {
    /// JVF name.
    pub name: String,
    /// Czech explanation.
    pub title: String,
    /// The value; empty when there is none.
    pub value: String,
    /// The text of the value in its code list.
    pub code: String,
}

/// An operation of the API.
#[derive(Clone, Debug)]
pub struct OperationLine {
    /// Method in capitals.
    pub method: String,
    /// Path.
    pub path: String,
    /// What it does.
    pub summary: String,
    /// Names of its parameters with explanations.
    pub parameters: Vec<Fact>,
    /// Statuses with explanations.
    pub responses: Vec<Fact>,
}

impl Page {
    /// A page that answers a request.
    pub fn new(asked: &Asked, title: impl Into<String>, links: Vec<Link>, content: Content) -> Self {
        let other = match asked.language {
            Language::Czech => Language::English,
            Language::English => Language::Czech,
        };
        let query = asked.query.with(&[("lang", Some(other.code()))]);
        Self {
            title: title.into(),
            lead: String::new(),
            crumbs: Vec::new(),
            links,
            language: asked.language,
            base: asked.base.as_str().to_owned(),
            other_language: format!("{}{}{query}", asked.base, asked.path),
            language_query: Parameters::default().with(&[("lang", asked.query.get("lang"))]),
            policy: None,
            content,
        }
    }

    /// A page that tells of a fault.
    pub fn of_problem(manner: &Manner, problem: &Problem) -> Self {
        Self {
            title: problem.title(manner.language).to_owned(),
            lead: problem.detail.pick(manner.language).to_owned(),
            crumbs: Vec::new(),
            links: Vec::new(),
            language: manner.language,
            base: manner.base.as_str().to_owned(),
            other_language: manner.base.join(manner.language.choose("/?lang=en", "/?lang=cs")),
            language_query: String::new(),
            policy: None,
            content: Content::Problem {
                status: problem.status.as_u16(),
                code: problem.code,
                instance: manner.instance.clone(),
            },
        }
    }

    /// The text in the language of the page.
    pub fn say<'a>(&self, czech: &'a str, english: &'a str) -> &'a str {
        self.language.choose(czech, english)
    }

    /// A number with its thousands set apart.
    pub fn count(&self, number: &u64) -> String {
        let digits = number.to_string();
        let mut text = String::with_capacity(digits.len() * 2);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push('\u{a0}');
            }
            text.push(digit);
        }
        text
    }

    /// The address of a path.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}{}", self.base, self.language_query)
    }

    /// Links to the other forms of the resource.
    pub fn alternates(&self) -> impl Iterator<Item = &Link> {
        self.links.iter().filter(|link| link.rel == "alternate")
    }

    /// Version of the software.
    pub fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    /// The same page with a paragraph under its heading.
    #[must_use]
    pub fn lead(mut self, lead: impl Into<String>) -> Self {
        self.lead = lead.into();
        self
    }

    /// The same page with a policy of its own.
    #[must_use]
    pub fn policy(mut self, policy: String) -> Self {
        self.policy = Some(policy);
        self
    }

    /// The same page one step farther from the landing page.
    #[must_use]
    pub fn crumb(mut self, href: String, title: impl Into<String>) -> Self {
        self.crumbs.push(Crumb {
            href,
            title: title.into(),
        });
        self
    }

    /// The response that carries the page.
    pub fn respond(self, asked: &Asked) -> Response {
        let mut response = respond::body_of(asked, "text/html; charset=utf-8", Body::empty());
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}
