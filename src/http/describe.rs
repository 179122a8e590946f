//! How a resource describes itself for `/api`: pieces of OpenAPI 3.0 that stand beside the handlers and are summed up there.

use serde_json::{Map, Value, json};

use super::Text;

/// An operation of a path.
#[derive(Clone, Debug)]
pub struct Operation {
    method: &'static str,
    value: Map<String, Value>,
}

impl Operation {
    /// A `GET` with its operation id, tag and Czech and English summary.
    pub fn get(id: &'static str, tag: &'static str, summary: &str) -> Self {
        Self::new("get", id, tag, summary)
    }

    /// Any method.
    pub fn new(method: &'static str, id: &'static str, tag: &'static str, summary: &str) -> Self {
        let mut value = Map::new();
        value.insert("operationId".to_owned(), id.into());
        value.insert("tags".to_owned(), json!([tag]));
        value.insert("summary".to_owned(), summary.into());
        value.insert("parameters".to_owned(), json!([]));
        value.insert("responses".to_owned(), json!({}));
        Self { method, value }
    }

    /// The method in lower case.
    pub fn method(&self) -> &'static str {
        self.method
    }

    /// Adds a longer explanation.
    #[must_use]
    pub fn description(mut self, text: &str) -> Self {
        self.value.insert("description".to_owned(), text.into());
        self
    }

    /// Adds parameters of the document's components by their names there.
    #[must_use]
    pub fn parameters(mut self, names: &[&str]) -> Self {
        if let Some(Value::Array(list)) = self.value.get_mut("parameters") {
            list.extend(
                names
                    .iter()
                    .map(|name| json!({ "$ref": format!("#/components/parameters/{name}") })),
            );
        }
        self
    }

    /// Adds a parameter that only this operation has.
    #[must_use]
    pub fn parameter(mut self, parameter: Value) -> Self {
        if let Some(Value::Array(list)) = self.value.get_mut("parameters") {
            list.push(parameter);
        }
        self
    }

    /// Adds a response: status, description, media types with their schemas.
    #[must_use]
    pub fn response(self, status: u16, description: &str, content: &[(&str, Value)]) -> Self {
        let content: Map<String, Value> = content
            .iter()
            .map(|(media_type, schema)| ((*media_type).to_owned(), json!({ "schema": schema })))
            .collect();
        let mut response = json!({ "description": description });
        if !content.is_empty() {
            response["content"] = Value::Object(content);
        }
        self.response_value(status, response)
    }

    /// Adds a response as OpenAPI writes it.
    #[must_use]
    pub fn response_value(mut self, status: u16, response: Value) -> Self {
        if let Some(Value::Object(responses)) = self.value.get_mut("responses") {
            responses.insert(status.to_string(), response);
        }
        self
    }

    /// Adds the problems that the operation can answer with, by their status.
    #[must_use]
    pub fn problems(mut self, statuses: &[u16]) -> Self {
        for status in statuses {
            let reference = json!({ "$ref": format!("#/components/responses/Problem{status}") });
            self = self.response_value(*status, reference);
        }
        self
    }

    /// Sets any other member, such as `requestBody` or `security`.
    #[must_use]
    pub fn member(mut self, name: &str, value: Value) -> Self {
        self.value.insert(name.to_owned(), value);
        self
    }

    /// The operation as OpenAPI writes it.
    pub fn value(&self) -> Value {
        Value::Object(self.value.clone())
    }
}

/// A path of the service with its operations.
#[derive(Clone, Debug)]
pub struct Path {
    /// The path with parameters in braces.
    pub path: &'static str,
    /// Its operations.
    pub operations: Vec<Operation>,
}

/// Everything the service is made of, summed up by the router: what `/api`, `/conformance` and the landing page tell.
#[derive(Clone, Debug, Default)]
pub struct Description {
    /// Paths in the order of the router.
    pub paths: Vec<Path>,
    /// Conformance classes.
    pub conformance: Vec<&'static str>,
    /// Further links of the landing page.
    pub links: Vec<LandingLink>,
}

/// A link that a building block adds to the landing page.
#[derive(Clone, Debug)]
pub struct LandingLink {
    /// What the target is to the landing page.
    pub rel: &'static str,
    /// Path of the target.
    pub path: &'static str,
    /// Media type of the target.
    pub media_type: &'static str,
    /// Its name.
    pub title: Text,
}

/// A schema of the document's components.
pub fn schema(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The schema of an HTML page.
pub fn page() -> Value {
    json!({ "type": "string" })
}
