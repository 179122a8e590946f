//! What is told of a collection in the list of collections and in its own resource: the same in both.

use chrono::SecondsFormat;
use serde_json::{Value, json};

use crate::crs::{Crs, CrsError};
use crate::http::reference::Reference;
use crate::http::{Asked, Format, Link, Problem};
use crate::model::catalogue::{GeometryKind, Part};
use crate::model::{Language, ObjectType, Region};
use crate::store::{Holding, Snapshot, View};

/// A collection as it is told.
pub struct Collection<'a> {
    /// Its object type.
    pub object_type: &'static ObjectType,
    /// What it holds; `None` when it is empty.
    pub holding: Option<Holding>,
    /// The region that it is narrowed to.
    pub region: Option<&'a Region>,
}

/// The collection of an id.
///
/// # Errors
/// [`Problem`] 404 when there is none.
pub fn object_type(view: &View, id: &str) -> Result<&'static ObjectType, Problem> {
    let (_, object_type) = view.catalogue().object_type(id).ok_or_else(|| {
        Problem::not_found(
            "tato kolekce tu není; všechny vyjmenovává `/collections?all=true`",
            "there is no such collection; `/collections?all=true` lists them all",
        )
    })?;
    if view.shows(object_type) {
        return Ok(object_type);
    }
    Err(Problem::not_found(
        "objekty tohoto typu se veřejnosti nevydávají; oprávněný uvede hlavičku Authorization: Bearer TOKEN",
        "objects of this type are not issued to the public; the entitled give the header Authorization: Bearer TOKEN",
    ))
}

/// The region that the parameter `region` names.
///
/// # Errors
/// [`Problem`] 400 when it names none.
pub fn region<'a>(
    asked: &Asked,
    regions: impl Iterator<Item = &'a Region> + Clone,
) -> Result<Option<&'a Region>, Problem> {
    let Some(code) = asked.query.get("region") else {
        return Ok(None);
    };
    let found = regions.clone().find(|region| region.code.as_str() == code);
    found.map(Some).ok_or_else(|| {
        let known: Vec<_> = regions.map(|region| region.code.as_str()).collect();
        Problem::one_of("region", code, &known)
    })
}

/// The kind of geometry in words.
pub fn geometry_name(object_type: &ObjectType, language: Language) -> &'static str {
    match object_type.geometry {
        GeometryKind::Point => language.choose("bod", "point"),
        GeometryKind::Line => language.choose("linie", "line"),
        GeometryKind::Area if object_type.derived => {
            language.choose("odvozená plocha s 3D obvodem", "derived area with a 3D outline")
        }
        GeometryKind::Area => language.choose("plocha", "area"),
        GeometryKind::DefinitionPoint => language.choose("definiční bod", "definition point"),
    }
}

/// The name of a content part.
pub fn part_name(part: Part, language: Language) -> &'static str {
    match part {
        Part::Zps => language.choose("Základní prostorová situace", "Basic spatial situation"),
        Part::Di => language.choose("Dopravní infrastruktura", "Transport infrastructure"),
        Part::Ti => language.choose("Technická infrastruktura", "Technical infrastructure"),
    }
}

impl Collection<'_> {
    /// Name for people: object types with several kinds of geometry share their Czech name.
    pub fn title(&self, language: Language) -> String {
        format!(
            "{} ({})",
            self.object_type.name,
            geometry_name(self.object_type, language)
        )
    }

    /// The path of the collection.
    pub fn path(&self) -> String {
        format!("/collections/{}", self.object_type.element)
    }

    /// Parameters that the links of the collection repeat.
    fn narrowed(&self) -> Vec<(&'static str, &str)> {
        self.region
            .map(|region| ("region", region.code.as_str()))
            .into_iter()
            .collect()
    }

    /// The address of the collection.
    pub fn href(&self, asked: &Asked) -> String {
        asked.href(&self.path(), &self.narrowed())
    }

    /// The address of its features in a form.
    pub fn items_href(&self, asked: &Asked, format: Format) -> String {
        let mut parameters = self.narrowed();
        parameters.push(("f", format.parameter()));
        asked.href(&format!("{}/items", self.path()), &parameters)
    }

    /// Links to the features and to the schema.
    pub fn links(&self, asked: &Asked) -> Vec<Link> {
        let items = asked.say("objekty", "features");
        let schema = asked.href(&format!("{}/schema", self.path()), &[]);
        let link = |format: Format| {
            let title = format!("{items} ({})", format.media_type());
            Link::new("items", self.items_href(asked, format), format, title)
        };
        vec![
            link(Format::GeoJson),
            link(Format::Html),
            Link::new(
                "describedby",
                schema.clone(),
                Format::Schema,
                asked.say("schéma atributů", "schema of the attributes"),
            ),
            Link::new(
                "http://www.opengis.net/def/rel/ogc/1.0/schema",
                schema,
                Format::Schema,
                asked.say("schéma atributů", "schema of the attributes"),
            ),
        ]
    }

    /// The entry in the list and the document, except for the links `self` and `alternate`, which come first.
    ///
    /// # Errors
    /// [`Problem`] 500 when the extent cannot be told.
    pub fn document(&self, asked: &Asked, mut first: Vec<Link>) -> Result<Value, Problem> {
        let object_type = self.object_type;
        first.extend(self.links(asked));
        let crs: Vec<_> = Reference::of(object_type)
            .iter()
            .map(|reference| reference.uri())
            .collect();
        let mut document = json!({
            "id": object_type.element,
            "title": self.title(asked.language),
            "description": self.description(asked.language),
            "itemType": "feature",
            "crs": crs,
            "storageCrs": Reference::STORED.uri(),
            "part": object_type.part.as_str(),
            "category": object_type.category,
            "group": object_type.group,
            "code": format!("{}{:02}", object_type.code_base, object_type.geometry.suffix()),
            "features": self.holding.map_or(0, |holding| holding.features),
            "links": first,
        });
        if let Some(extent) = self.extent()? {
            document["extent"] = extent;
        }
        Ok(document)
    }

    /// One sentence about the collection.
    pub fn description(&self, language: Language) -> String {
        let object_type = self.object_type;
        let (part, category, group) = (
            part_name(object_type.part, language),
            &object_type.category,
            &object_type.group,
        );
        match language {
            Language::Czech => format!("{part}; kategorie {category}, skupina {group}"),
            Language::English => format!("{part}; category {category}, group {group}"),
        }
    }

    /// Where and when: a box in CRS84 and an interval with an open end.
    ///
    /// # Errors
    /// [`Problem`] 500 when the bounds cannot be transformed.
    pub fn extent(&self) -> Result<Option<Value>, Problem> {
        let Some(holding) = self.holding else {
            return Ok(None);
        };
        let mut extent = json!({});
        if let Some(bounds) = holding.bounds {
            extent["spatial"] = json!({
                "bbox": [degrees_around(bounds)?],
                "crs": Reference::Crs84.uri(),
            });
        }
        if let Some(since) = holding.since {
            extent["temporal"] = json!({
                "interval": [[since.to_rfc3339_opts(SecondsFormat::AutoSi, true), null]],
                "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
            });
        }
        Ok(Some(extent))
    }
}

/// The box in degrees around a box in metres of EPSG:5514, rounded outwards to seven decimals (a centimetre).
///
/// # Errors
/// [`CrsError`] when a corner is outside of the operation's domain.
pub fn degrees_around([west, south, east, north]: [f64; 4]) -> Result<[f64; 4], CrsError> {
    // Edges bend: the extremes of a turned box need not lie in its corners, so points along the edges are looked at too.
    const PIECES: u32 = 64;
    let mut positions = Vec::new();
    for piece in 0..=PIECES {
        let part = f64::from(piece) / f64::from(PIECES);
        let (x, y) = (west + (east - west) * part, south + (north - south) * part);
        positions.extend([[x, south], [x, north], [west, y], [east, y]]);
    }
    Crs::Crs84.from_sjtsk(&mut positions)?;
    let least = |axis: usize| positions.iter().map(|p| p[axis]).fold(f64::INFINITY, f64::min);
    let most = |axis: usize| {
        positions
            .iter()
            .map(|p| p[axis])
            .fold(f64::NEG_INFINITY, f64::max)
    };
    // What bends out between two of the points is less than the two millimetres that the margin below adds.
    let down = |value: f64| ((value * 1e7).floor() - 1.0) / 1e7;
    let up = |value: f64| ((value * 1e7).ceil() + 1.0) / 1e7;
    Ok([down(least(0)), down(least(1)), up(most(0)), up(most(1))])
}

/// The collections that somebody sees in the order of the catalogue, with what they hold.
pub fn collections<'a>(
    view: &'a View,
    snapshot: &'a Snapshot,
    region: Option<&'a Region>,
) -> impl Iterator<Item = Collection<'a>> {
    let seen = view
        .catalogue()
        .object_types
        .iter()
        .filter(|object_type| view.shows(object_type));
    seen.map(move |object_type| Collection {
        object_type,
        holding: snapshot.of_type(object_type.key(), region.map(|region| region.number)),
        region,
    })
}
