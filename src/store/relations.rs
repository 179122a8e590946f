//! Which identifiers new objects of a change set were given, by what their sender calls them.

use super::{Store, StoreError};
use crate::model::{FeatureId, RegionNumber};

/// What the sender calls the objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Called {
    /// `IDExterni`: the network owner's own identifier (`RelaceIDObjektu`).
    External,
    /// A temporary identifier or the `gml:id` of the record (`RelaceIDObjektuZPS`).
    Temporary,
}

impl Store {
    /// The next pairs in the order of identifiers, at most `limit`, after an identifier.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer.
    pub async fn relations(
        &self,
        region: RegionNumber,
        change_set: i32,
        called: Called,
        after: Option<FeatureId>,
        limit: u32,
    ) -> Result<Vec<(String, FeatureId)>, StoreError> {
        let query = match called {
            Called::External => include_str!("sql/external_relations.sql"),
            Called::Temporary => {
                "select temporary, id from given_identifier
                 where region = $1 and change_set = $2 and id > $3
                 order by id limit $4"
            }
        };
        let rows: Vec<(String, i64)> = sqlx::query_as(query)
            .bind(region.0)
            .bind(change_set)
            .bind(after.map_or(0, FeatureId::number))
            .bind(i64::from(limit))
            .fetch_all(self.pool())
            .await?;
        let pair = |(called, id): (String, i64)| Some((called, FeatureId::from_number(id)?));
        Ok(rows.into_iter().filter_map(pair).collect())
    }
}
