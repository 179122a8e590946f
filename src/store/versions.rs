//! Which versions of a region's objects are read: those of one moment, or all that were in force between two.
//!
//! The current state is a table of its own; only who asks for the past reads the history too.

use std::collections::BTreeMap;

use sqlx::{PgConnection, Postgres, QueryBuilder};

use super::{Layout, StoreError};
use crate::model::RegionNumber;

/// Versions by the numbers of change sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Versions {
    /// In force right after this change set.
    At(i32),
    /// In force right after `from`, after `to`, or at any moment between.
    During {
        /// The first moment.
        from: i32,
        /// The last moment.
        to: i32,
    },
}

impl Versions {
    /// The last moment that is looked at.
    pub fn last(self) -> i32 {
        match self {
            Self::At(number) => number,
            Self::During { to, .. } => to,
        }
    }

    /// Whether an object may come in several versions.
    pub fn is_several(self) -> bool {
        matches!(self, Self::During { .. })
    }

    /// The same versions of a region whose last change set is known: what is later than that is not.
    pub(super) fn up_to(self, last: i32) -> Self {
        match self {
            Self::At(number) => Self::At(number.min(last)),
            Self::During { from, to } if from >= last => Self::At(to.min(last)),
            Self::During { from, to } => Self::During {
                from,
                to: to.min(last),
            },
        }
    }
}

/// A region as a state of the database has it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known {
    /// The last change set.
    pub(super) last: i32,
    /// Whether rows of it lie on another server, whose state is another one: it may have a change set more.
    pub(super) elsewhere: bool,
}

/// Regions, in one state of the database; those that are not kept here have no change set.
pub(super) async fn known(
    connection: &mut PgConnection,
    regions: impl Iterator<Item = RegionNumber>,
) -> Result<BTreeMap<i16, Known>, StoreError> {
    let numbers: Vec<i16> = regions.map(|region| region.0).collect();
    let rows: Vec<(i16, i32, bool)> = sqlx::query_as(
        "select number, last_change_set, exists (
             select from pg_class
             where oid in (to_regclass('feature_' || number || '_rows'), to_regclass('feature_history_' || number))
               and relkind = 'f'
         )
         from region where number = any($1)",
    )
    .bind(numbers)
    .fetch_all(connection)
    .await?;
    let known = |(number, last, elsewhere)| (number, Known { last, elsewhere });
    Ok(rows.into_iter().map(known).collect())
}

/// The two tables that versions lie in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    /// What is in force.
    Current,
    /// What has ended.
    Ended,
}

impl Table {
    /// Its name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Current => "feature",
            Self::Ended => "feature_history",
        }
    }

    /// The columns that a feature is read from.
    pub(super) fn columns(self) -> String {
        let until = match self {
            Self::Current => "null::integer as until",
            Self::Ended => "until",
        };
        format!(
            "region, id, object_type, since, {until}, geometry, outline, critical_area, {}",
            Layout::names()
        )
    }

    /// Appends ` from … where …`: a region's versions.
    pub(super) fn push(
        self,
        region: RegionNumber,
        versions: Versions,
        spatial: bool,
        query: &mut QueryBuilder<'_, Postgres>,
    ) {
        // The region's own table: without a condition on `region` its primary key serves no order of identifiers.
        query.push(format!(" from {}_{} where true", self.name(), region.0));
        query.push(self.validity(versions, spatial));
    }

    /// ` and …`, the condition on versions. `spatial` tells that one on the geometry follows, which an index answers together
    /// with the validity. Numbers of change sets are written out: what is planned for one moment need not suit another.
    pub(super) fn validity(self, versions: Versions, spatial: bool) -> String {
        let (from, to) = match versions {
            Versions::At(number) => (number, number),
            Versions::During { from, to } => (from, to),
        };
        match self {
            // Nearly all fulfil it: nothing for the index on `since`.
            Self::Current => format!(" and since + 0 <= {to}"),
            Self::Ended if spatial => {
                format!(" and int4range(since, until) && int4range({from}, {to}, '[]')")
            }
            Self::Ended => format!(" and since <= {to} and until > {from}"),
        }
    }

    /// The tables that hold versions of a region.
    pub(super) fn of(versions: Versions, region: Known) -> &'static [Self] {
        match versions {
            // Before the first change set there is nothing.
            _ if versions.last() <= 0 => &[],
            Versions::At(number) if number >= region.last && !region.elsewhere => &[Self::Current],
            _ => &[Self::Current, Self::Ended],
        }
    }
}
