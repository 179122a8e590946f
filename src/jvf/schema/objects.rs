//! One object type of the index: code, classification, attributes and geometry, from the file of its namespace.

use std::collections::BTreeMap;

use super::SchemaError;
use super::attributes::{Collected, Member, merge};
use super::resolve::Schemas;
use super::supplement::{self, ANY};
use super::tree::{Name, Node};
use crate::model::ObjectType;
use crate::model::catalogue::{GeometryKind, Part, RecordForm};

/// What the geometry of records looks like.
#[derive(Debug, Default)]
struct Form {
    properties: Vec<String>,
    wrapper: Option<String>,
}

/// Reads the type of an element of the index; returns it with the generation its records belong to.
pub(super) fn read(
    schemas: &Schemas,
    collected: &mut Collected,
    element: &str,
    type_name: &Name,
) -> Result<(ObjectType, u8), SchemaError> {
    let place = schemas.file_of(&type_name.namespace);
    let unexpected = |what: &str| SchemaError::Unexpected {
        file: place.to_owned(),
        element: element.to_owned(),
        what: what.to_owned(),
    };
    let content = schemas.expect("complexType", type_name, place)?;
    let records = content
        .find("element", "ZaznamyObjektu")
        .ok_or_else(|| unexpected("it has no `ZaznamyObjektu`"))?;
    let bodies = record_bodies(schemas, records, place)?;
    let generation = if bodies.iter().any(|(kind, _)| kind == ANY) {
        1
    } else {
        2
    };
    if bodies.is_empty() {
        return Err(unexpected("it has no kind of record"));
    }

    let mut members: Vec<(String, Vec<Member>)> = Vec::new();
    let mut forms = BTreeMap::new();
    let mut form = Form::default();
    for (kind, body) in &bodies {
        let attributes = body
            .find("element", "AtributyObjektu")
            .ok_or_else(|| unexpected("a record has no `AtributyObjektu`"))?;
        if let Some(all) = attributes.child("complexType").and_then(|c| c.child("all")) {
            members.push((kind.clone(), collected.members(schemas, all, kind, place)?));
        }
        forms.insert(kind.clone(), record_form(schemas, body, &mut form, place)?);
    }
    let uses = merge(&members);
    let kinds: Vec<&str> = bodies.iter().map(|(kind, _)| kind.as_str()).collect();

    let fixed = |name: &str| content.find("element", name).and_then(|e| e.get("fixed"));
    let code = |name: &str| content.find("attribute", name).and_then(|a| a.get("fixed"));
    let name = fixed("ObjektovyTypNazev").ok_or_else(|| unexpected("it has no fixed `ObjektovyTypNazev`"))?;
    let mut object_type = ObjectType {
        element: element.to_owned(),
        namespace: type_name.namespace.clone(),
        code_base: String::new(),
        geometry: GeometryKind::Area,
        name: name.to_owned(),
        unclassified: false,
        category: fixed("KategorieObjektu").unwrap_or_default().to_owned(),
        group: fixed("SkupinaObjektu").unwrap_or_default().to_owned(),
        part: Part::Ti,
        dimension: 3,
        derived: false,
        critical_area: forms.values().any(|form| form.critical_area),
        geometry_optional: forms.values().any(|form| !form.geometry_required),
        gia: matches!(code("gia"), Some("1" | "true")),
        records: BTreeMap::new(),
        geometry_wrapper: form.wrapper.clone(),
        public: supplement::is_public_type(element, &uses, &kinds),
        attributes: uses,
    };
    if generation == 2 {
        object_type.records = forms;
    }
    match (code("code_base"), code("code_suffix")) {
        (Some(base), Some(suffix)) => {
            base.clone_into(&mut object_type.code_base);
            object_type.geometry =
                geometry_kind(suffix).ok_or_else(|| unexpected("`code_suffix` is not 01, 02, 03 or 04"))?;
            object_type.part = fixed("ObsahovaCast")
                .and_then(part)
                .ok_or_else(|| unexpected("`ObsahovaCast` is not ZPS, DI or TI"))?;
        }
        _ => {
            let known = supplement::classification(element)
                .ok_or_else(|| unexpected("it has no `code_base` and `code_suffix`"))?;
            object_type.unclassified = true;
            known.code_base.clone_into(&mut object_type.code_base);
            known.category.clone_into(&mut object_type.category);
            known.group.clone_into(&mut object_type.group);
            object_type.part = known.part;
            object_type.geometry = known.geometry;
        }
    }
    if object_type.code_base.len() != 10 || !object_type.code_base.bytes().all(|b| b.is_ascii_digit()) {
        return Err(unexpected("`code_base` does not have ten digits"));
    }
    object_type.attributes = collected.mark_public(element, object_type.part, object_type.attributes);
    object_type.derived = is_derived(&form);
    if !agrees(object_type.geometry, &form) {
        return Err(unexpected(&format!(
            "`code_suffix` does not agree with the geometry ({})",
            form.properties.join(", ")
        )));
    }
    object_type.dimension = match code("dim") {
        Some("2") => 2,
        Some("3") => 3,
        Some(_) => return Err(unexpected("`dim` is not 2 or 3")),
        None => match &object_type.geometry_wrapper {
            Some(wrapper) if wrapper.ends_with("2D") && !object_type.derived => 2,
            Some(_) => 3,
            None => supplement::dimension(element, &object_type.code_base, &object_type.attributes),
        },
    };
    Ok((object_type, generation))
}

/// The content of each kind of record: one of the kind `*` in generation 1, one for each `ZaznamObjektu…` in generation 2.
fn record_bodies<'a>(
    schemas: &'a Schemas,
    records: &'a Node,
    place: &str,
) -> Result<Vec<(String, &'a Node)>, SchemaError> {
    let mut bodies = Vec::new();
    let listed = records.walk();
    for element in listed.iter().filter(|n| n.kind == "element").skip(1) {
        if element.get("name") == Some("ZaznamObjektu") {
            bodies.push((ANY.to_owned(), *element));
            break;
        }
        let Some(head) = element.name_in("ref") else {
            continue;
        };
        for member in schemas.declarations(&head.namespace) {
            if member.kind != "element" || member.name_in("substitutionGroup") != Some(head) {
                continue;
            }
            let name = member.get("name").unwrap_or_default();
            let kind = name.strip_prefix("ZaznamObjektu").unwrap_or(name).to_owned();
            if let Some(content) = schemas.content(member, place)? {
                bodies.push((kind, content));
            }
        }
    }
    Ok(bodies)
}

/// What a record says of its geometry; the properties met are added to `form`.
fn record_form(
    schemas: &Schemas,
    body: &Node,
    form: &mut Form,
    place: &str,
) -> Result<RecordForm, SchemaError> {
    let nodes = body.walk();
    let inside_choice = nodes
        .iter()
        .filter(|n| n.kind == "choice")
        .flat_map(|choice| choice.walk())
        .any(|n| n.get("name") == Some("GeometrieObjektu"));
    let geometry = nodes.iter().find(|n| n.get("name") == Some("GeometrieObjektu"));
    let critical_area = nodes.iter().any(|n| {
        n.name_in("ref")
            .is_some_and(|name| name.local == "OblastObjektuKI")
    });
    if let Some(content) = geometry.map(|g| schemas.content(g, place)).transpose()?.flatten() {
        geometry_properties(schemas, content, form, place, 0)?;
    }
    Ok(RecordForm {
        geometry_required: geometry.is_some_and(|g| g.get("minOccurs") != Some("0")) && !inside_choice,
        critical_area,
    })
}

/// Collects the GML elements of a geometry, through the wrappers of the namespace `cmn` that version 1.5.0.1 has.
fn geometry_properties(
    schemas: &Schemas,
    content: &Node,
    form: &mut Form,
    place: &str,
    depth: u8,
) -> Result<(), SchemaError> {
    for element in content.walk().into_iter().filter(|n| n.kind == "element") {
        let reference = element.name_in("ref");
        if let Some(name) = reference.filter(|name| name.namespace.starts_with("http")) {
            if !form.properties.contains(&name.local) {
                form.properties.push(name.local.clone());
            }
            continue;
        }
        let (name, declaration) = match reference {
            Some(name) => (name.local.as_str(), schemas.expect("element", name, place)?),
            None => (element.get("name").unwrap_or_default(), element),
        };
        if form.wrapper.is_none() {
            form.wrapper = Some(name.to_owned());
        }
        if name.starts_with("Obvod") && !form.properties.iter().any(|p| p == "Obvod3D") {
            form.properties.push("Obvod3D".to_owned());
        }
        let inner = schemas.content(declaration, place)?;
        if let Some(inner) = inner.filter(|_| depth < 4) {
            geometry_properties(schemas, inner, form, place, depth + 1)?;
        }
    }
    Ok(())
}

fn is_derived(form: &Form) -> bool {
    let has = |name: &str| form.properties.iter().any(|p| p == name);
    has("multiCurveProperty") || has("Obvod3D")
}

fn agrees(kind: GeometryKind, form: &Form) -> bool {
    let first = form.properties.first().map_or("", String::as_str);
    match kind {
        GeometryKind::Point | GeometryKind::DefinitionPoint => first == "pointProperty",
        GeometryKind::Line => first == "curveProperty",
        GeometryKind::Area => matches!(first, "surfaceProperty" | "Polygon"),
    }
}

fn geometry_kind(suffix: &str) -> Option<GeometryKind> {
    Some(match suffix {
        "01" => GeometryKind::Point,
        "02" => GeometryKind::Line,
        "03" => GeometryKind::Area,
        "04" => GeometryKind::DefinitionPoint,
        _ => return None,
    })
}

fn part(text: &str) -> Option<Part> {
    Part::ALL.into_iter().find(|part| part.as_str() == text)
}
