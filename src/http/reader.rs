//! For whom a request is answered.
//!
//! Until people sign in: a request without a token gets the audience of the configuration; who knows the token of the
//! service is entitled, and may ask to see what another audience sees by the parameter `audience`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use subtle::ConstantTimeEq;

use super::{Parameters, Problem, Service};
use crate::model::{Audience, Catalogue, Purpose};
use crate::store::View;

/// The views of audiences, made when they are first asked for.
#[derive(Clone, Debug)]
pub struct Views {
    catalogue: &'static Catalogue,
    /// The audience of requests without a token.
    usual: Audience,
    persons_shown: bool,
    made: Arc<Mutex<HashMap<(Audience, Purpose), View>>>,
}

/// Most views that are kept: there are as many audiences as owners.
const MOST_VIEWS: usize = 100;

impl Views {
    /// The views over a catalogue. `usual` is the audience of requests without a token; names of persons are shown, to
    /// others than the public, only where `persons_shown`.
    pub fn new(catalogue: &'static Catalogue, usual: Audience, persons_shown: bool) -> Self {
        Self {
            catalogue,
            usual,
            persons_shown,
            made: Arc::default(),
        }
    }

    /// The catalogue whose object types are read.
    pub fn catalogue(&self) -> &'static Catalogue {
        self.catalogue
    }

    /// Whether names of persons are shown to others than the public.
    pub fn shows_persons(&self) -> bool {
        self.persons_shown
    }

    /// The view of an audience.
    pub fn of(&self, audience: &Audience, purpose: Purpose) -> View {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(view) = made.get(&(audience.clone(), purpose)) {
            return view.clone();
        }
        if made.len() >= MOST_VIEWS {
            made.clear();
        }
        let view = View::new(self.catalogue, audience.clone(), purpose, self.persons_shown);
        made.insert((audience.clone(), purpose), view.clone());
        view
    }
}

/// Who reads: the audience of a request.
#[derive(Clone, Debug)]
pub struct Reader {
    /// For whom the request is answered.
    pub audience: Audience,
    views: Views,
}

impl Reader {
    /// What the reader sees.
    pub fn view(&self, purpose: Purpose) -> View {
        self.views.of(&self.audience, purpose)
    }
}

impl FromRequestParts<Service> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Problem> {
        let token = service.receipt.token.as_deref();
        let known = match given_token(&parts.headers) {
            Some(given) => Some(given)
                .filter(|given| is_token(token, given))
                .ok_or_else(unknown_token)?,
            None => "",
        };
        let views = service.views.clone();
        let own = if known.is_empty() {
            views.usual.clone()
        } else {
            Audience::Entitled
        };
        let query = Parameters::parse(&parts.uri)?;
        let audience = match query.get("audience") {
            None => own,
            Some(text) => {
                let asked = Audience::parse(text).ok_or_else(|| {
                    Problem::parameter(
                        "audience",
                        "uveďte public, entitled nebo owner:SUBJ-00000001",
                        "give public, entitled or owner:SUBJ-00000001",
                    )
                })?;
                if asked != own && asked != Audience::Public && own != Audience::Entitled {
                    return Err(Problem::new(
                        StatusCode::FORBIDDEN,
                        "Forbidden",
                        "takto data smí číst jen oprávněný; uveďte hlavičku Authorization: Bearer TOKEN",
                        "only the entitled may read so; give the header Authorization: Bearer TOKEN",
                    ));
                }
                asked
            }
        };
        Ok(Self { audience, views })
    }
}

/// The token of `Authorization: Bearer`.
pub fn given_token(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// Whether a given token is the right one; the comparison takes the same time whatever is given.
pub fn is_token(right: Option<&str>, given: &str) -> bool {
    right.is_some_and(|right| bool::from(given.as_bytes().ct_eq(right.as_bytes())))
}

/// No such token.
pub fn unknown_token() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "Unauthorized",
        "chybí platný token; uveďte hlavičku Authorization: Bearer TOKEN",
        "a valid token is missing; give the header Authorization: Bearer TOKEN",
    )
}
