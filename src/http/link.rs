//! Links between resources (RFC 8288) as the documents and views carry them.

use serde::Serialize;

use super::Format;

/// A link of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Where it leads.
    pub href: String,
    /// What the target is to this document, such as `self` or `items`.
    pub rel: &'static str,
    /// Media type of the target.
    #[serde(rename = "type")]
    pub media_type: &'static str,
    /// A name for people.
    pub title: String,
    /// Language of the target, when it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hreflang: Option<&'static str>,
}

impl Link {
    /// A link to a form of a resource.
    pub fn new(rel: &'static str, href: String, format: Format, title: impl Into<String>) -> Self {
        Self {
            href,
            rel,
            media_type: format.media_type(),
            title: title.into(),
            hreflang: None,
        }
    }

    /// A link to a target of any media type.
    pub fn to(rel: &'static str, href: String, media_type: &'static str, title: impl Into<String>) -> Self {
        Self {
            href,
            rel,
            media_type,
            title: title.into(),
            hreflang: None,
        }
    }
}
