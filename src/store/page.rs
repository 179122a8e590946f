//! The queries that find features: by identifier, by place or along their type.
//!
//! Which index serves a question is not left to the planner. It takes types, places and identifiers to be independent of
//! each other, though identifiers run along types and towns, and it would read half a region for a first page. So a query
//! shows it one index only: conditions meant for no index are written as expressions (`id + 0`). Plans are then the same for
//! every value, and prepared statements stay good.

use sqlx::{PgConnection, Postgres, QueryBuilder};

use super::selection::Selection;
use super::versions::{Known, Table};
use super::window::{Window, valid};
use super::{StoreError, Versions, View};
use crate::model::RegionNumber;

/// A window with this many objects of any type is walked along the type instead: its pages fill soon, and sorting
/// what lies in it would be dearer for every page.
const MOST_BY_PLACE: i64 = 20_000;

/// How a page is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// By the identifier of the one object.
    Identifier,
    /// All that lies in the window, then sorted.
    Place,
    /// Along the objects of the type, in the order of their identifiers.
    Type,
}

/// What a page continues after: an identifier and the beginning of a version.
pub(super) type After = (i64, i32);

/// Before everything.
pub(super) const START: After = (0, 0);

/// One region of a selection, with the versions that are looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'a> {
    pub(super) selection: &'a Selection,
    pub(super) view: &'a View,
    pub(super) region: RegionNumber,
    pub(super) versions: Versions,
    pub(super) tables: &'static [Table],
}

/// The parts of a selection, each with the way that reads least; parts without anything in the window are left out.
pub(super) async fn ways<'a>(
    connection: &mut PgConnection,
    parts: Vec<Part<'a>>,
) -> Result<Vec<(Part<'a>, Way)>, StoreError> {
    let Some(selection) = parts.first().map(|part| part.selection) else {
        return Ok(Vec::new());
    };
    let window = match (selection.id, &selection.window) {
        (Some(_), _) => return Ok(parts.into_iter().map(|part| (part, Way::Identifier)).collect()),
        (None, Some(Window::Parts(window))) => Window::ewkt(window),
        (None, _) => return Ok(parts.into_iter().map(|part| (part, Way::Type)).collect()),
    };
    let mut query = QueryBuilder::new("");
    for (index, part) in parts.iter().enumerate() {
        for table in part.tables {
            if !query.sql().is_empty() {
                query.push(" union all ");
            }
            query.push(format!("select {index}, count(*) from (select"));
            table.push(part.region, part.versions, true, &mut query);
            query.push(" and geometry && ST_GeomFromEWKT(");
            query.push_bind(window.clone());
            query.push(") limit ");
            query.push_bind(MOST_BY_PLACE + 1);
            query.push(") as inside");
        }
    }
    let counted: Vec<(i32, i64)> = query.build_query_as().fetch_all(connection).await?;
    let inside = |part: usize| -> i64 {
        let of_part = counted
            .iter()
            .filter(|(index, _)| usize::try_from(*index) == Ok(part));
        of_part.map(|(_, count)| count).sum()
    };
    let way = |(index, part)| match inside(index) {
        0 => None,
        MOST_BY_PLACE.. => Some((part, Way::Type)),
        _ => Some((part, Way::Place)),
    };
    Ok(parts.into_iter().enumerate().filter_map(way).collect())
}

impl<'a> Part<'a> {
    /// The part of a region.
    pub(super) fn new(
        selection: &'a Selection,
        view: &'a View,
        (region, versions): (RegionNumber, Versions),
        known: Known,
    ) -> Self {
        let versions = versions.up_to(known.last);
        Self {
            selection,
            view,
            region,
            versions,
            tables: Table::of(versions, known),
        }
    }

    /// How far a step along the type goes: the identifier of the object in force that is `step` objects on; `None` when there
    /// are not as many. Versions of the past lie among those in force in no order of time. A walk without bounds could read
    /// all that are too young before it comes to the first that is not.
    pub(super) async fn bound(
        &self,
        connection: &mut PgConnection,
        after: After,
        step: u32,
    ) -> Result<Option<i64>, StoreError> {
        let mut query = QueryBuilder::new(&format!(
            "select max(id), count(*) from (select id from feature_{} where true",
            self.region.0
        ));
        self.push_walk(after, None, &mut query);
        query.push(" order by id limit ");
        query.push_bind(i64::from(step));
        query.push(") as step");
        let (last, steps): (Option<i64>, i64) = query.build_query_as().fetch_one(connection).await?;
        Ok(last.filter(|_| steps == i64::from(step)))
    }

    /// The query for a page.
    pub(super) fn page(
        &self,
        way: Way,
        after: After,
        bound: Option<i64>,
        limit: u32,
    ) -> QueryBuilder<'static, Postgres> {
        let mut query = QueryBuilder::new("");
        for (index, table) in self.tables.iter().enumerate() {
            query.push(if index > 0 {
                " union all (select "
            } else {
                "(select "
            });
            query.push(table.columns());
            self.push(*table, way, &mut query);
            match way {
                Way::Type => self.push_walk(after, bound, &mut query),
                Way::Identifier | Way::Place => {
                    query.push(" and id + 0 >= ");
                    query.push_bind(after.0);
                }
            }
            self.push_after(after, &mut query);
            query.push(self.order(*table, way));
            query.push(" limit ");
            query.push_bind(i64::from(limit));
            query.push(")");
        }
        if self.tables.len() > 1 {
            query.push(" order by id, since limit ");
            query.push_bind(i64::from(limit));
        }
        query
    }

    fn order(&self, table: Table, way: Way) -> &'static str {
        match (way, table, self.versions.is_several()) {
            (Way::Type, Table::Ended, true) => " order by id, since",
            (Way::Type, ..) => " order by id",
            (Way::Identifier | Way::Place, Table::Ended, true) => " order by id + 0, since",
            (Way::Identifier | Way::Place, ..) => " order by id + 0",
        }
    }

    /// The query that counts what one table holds of the part, at most so many.
    pub(super) fn count(&self, table: Table, way: Way, at_most: i64) -> QueryBuilder<'static, Postgres> {
        let mut query = QueryBuilder::new("select count(*) from (select");
        self.push(table, way, &mut query);
        if way == Way::Type {
            self.push_walk(START, None, &mut query);
        }
        query.push(" limit ");
        query.push_bind(at_most);
        query.push(") as met");
        query
    }

    /// Appends ` from … where …` for one table; a walk along the type is [`push_walk`](Self::push_walk).
    fn push(&self, table: Table, way: Way, query: &mut QueryBuilder<'static, Postgres>) {
        table.push(self.region, self.versions, way == Way::Place, query);
        let key = self.selection.object_type.key();
        match (way, self.selection.id) {
            (Way::Type, _) => {}
            (Way::Identifier, Some(id)) => {
                query.push(" and object_type = ");
                query.push_bind(key);
                query.push(" and id = ");
                query.push_bind(id.number());
            }
            (Way::Identifier | Way::Place, _) => {
                query.push(" and object_type + 0 = ");
                query.push_bind(key);
            }
        }
        self.view.push_rows(self.selection.object_type, query);
        self.push_window(way, query);
        if let Some([lowest, highest]) = self.selection.heights {
            query.push(" and (ST_Zmflag(geometry) = 0 or ST_ZMax(geometry) >= ");
            query.push_bind(lowest);
            query.push(" and ST_ZMin(geometry) <= ");
            query.push_bind(highest);
            query.push(")");
        }
    }

    fn push_window(&self, way: Way, query: &mut QueryBuilder<'static, Postgres>) {
        match &self.selection.window {
            None => {}
            Some(Window::Everywhere) => {
                query.push(" and geometry is not null");
            }
            Some(Window::Parts(parts)) => {
                let area = Window::ewkt(parts);
                query.push(" and (geometry && ST_GeomFromEWKT(");
                query.push_bind(area.clone());
                query.push(format!(
                    ") and ST_Intersects({}, ST_GeomFromEWKT(",
                    valid("geometry")
                ));
                query.push_bind(area);
                // A predicate within another is one for no index.
                query.push(if way == Way::Place { ")))" } else { "))) is true" });
            }
        }
    }

    /// Appends the objects of the type from an identifier on, up to a bound, as the index by type and identifier has them.
    fn push_walk(&self, (id, _): After, bound: Option<i64>, query: &mut QueryBuilder<'static, Postgres>) {
        let key = self.selection.object_type.key();
        query.push(" and object_type = ");
        query.push_bind(key);
        query.push(" and id >= ");
        query.push_bind(id);
        query.push(" and id <= ");
        query.push_bind(bound.unwrap_or(i64::MAX));
    }

    /// Appends what leaves out the last version of the page before.
    fn push_after(&self, (id, since): After, query: &mut QueryBuilder<'static, Postgres>) {
        if self.versions.is_several() {
            query.push(" and (id + 0, since) > (");
            query.push_bind(id);
            query.push(", ");
            query.push_bind(since);
            query.push(")");
        } else {
            query.push(" and id + 0 > ");
            query.push_bind(id);
        }
    }
}
