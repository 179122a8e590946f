//! Many features at once, for exports: a region at one moment, type by type, over one connection and in constant memory.
//!
//! The rows come by `COPY … TO STDOUT` in binary form, in chunks of some hundred kilobytes; whoever writes them out decodes them
//! on a thread of its own.

use std::fmt::Write as _;

use bytes::{Bytes, BytesMut};
use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use tokio::sync::mpsc;

use super::row::{CopiedRow, read_feature};
use super::snapshot::Snapshot;
use super::versions::{Table, known};
use super::window::{Part, Window, valid};
use super::{Store, StoreError, Versions, View};
use crate::model::{Feature, RegionNumber};

/// Rows come in the order of an index and are not sorted first, so that the first one comes at once.
const IN_ORDER: &str =
    "set local enable_sort = off; set local enable_hashagg = off; set local enable_incremental_sort = off";

/// Bytes of a chunk.
const CHUNK: usize = 256 << 10;

/// Chunks that wait for whoever writes them out.
const QUEUE: usize = 4;

/// Bytes before the first row: signature, flags, extension.
const HEAD: usize = 19;

/// Which features are extracted.
#[derive(Clone, Debug)]
pub struct Extract {
    /// The region.
    pub region: RegionNumber,
    /// The change set after which it is looked at.
    pub number: i32,
    /// [Keys](crate::model::ObjectType::key) of the types; all when missing.
    pub types: Option<Vec<i32>>,
    /// Only what meets one of these parts of the plane, metres of EPSG:5514.
    pub area: Option<Vec<Part>>,
    /// Only objects of which the audience's subject is owner, operator or administrator.
    pub own: bool,
}

type Message = Result<Option<Bytes>, StoreError>;

/// Features on their way out.
#[derive(Debug)]
pub struct Extraction {
    /// The change set after which the region is looked at.
    pub number: i32,
    /// Since when that change set is in force; missing before the first.
    pub effective_at: Option<DateTime<Utc>>,
    chunks: mpsc::Receiver<Message>,
    view: View,
}

impl Extraction {
    /// Reads all features, on a thread that may wait: types one after another, inside a type by identifier.
    ///
    /// # Errors
    /// [`StoreError`] when the reading fails, or what `each` gives; nothing more is read then.
    pub fn blocking_read<E: From<StoreError>>(
        mut self,
        mut each: impl FnMut(Feature) -> Result<(), E>,
    ) -> Result<(), E> {
        loop {
            let message = self.chunks.blocking_recv().unwrap_or(Err(StoreError::Stopped));
            let Some(chunk) = message? else {
                return Ok(());
            };
            let mut row = CopiedRow::default();
            let mut rest = &chunk[..];
            while let Some(tail) = row.cut(rest) {
                each(read_feature(&self.view, &row)?)?;
                rest = tail;
            }
            if !rest.is_empty() {
                return Err(StoreError::Stopped.into());
            }
        }
    }
}

impl Store {
    /// Begins to extract features of a region as an audience sees them.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer.
    pub async fn extract(&self, view: &View, extract: Extract) -> Result<Extraction, StoreError> {
        let mut snapshot = Snapshot::begin(self.reading()).await?;
        let connection = snapshot.connection()?;
        let known = known(connection, [extract.region].into_iter()).await?;
        let known = known.get(&extract.region.0).copied().unwrap_or_default();
        let number = extract.number.min(known.last);
        let effective_at =
            sqlx::query_scalar("select effective_at from change_set where region = $1 and number = $2")
                .bind(extract.region.0)
                .bind(number)
                .fetch_optional(&mut *connection)
                .await?;
        if extract.area.is_none() {
            super::pool::run(connection, IN_ORDER).await?;
        }
        let tables = Table::of(Versions::At(number), known);
        let rows = rows(view, &extract, number, tables, &Table::columns);
        let statement = format!("copy ({rows} order by object_type, id) to stdout (format binary)");
        let (sender, chunks) = mpsc::channel(QUEUE);
        tokio::spawn(async move {
            let sent = async {
                let mut rows = snapshot.connection()?.copy_out_raw(&statement).await?;
                let (mut chunk, mut skip) = (BytesMut::with_capacity(CHUNK + (CHUNK >> 2)), HEAD);
                while let Some(message) = rows.try_next().await? {
                    let part = message.get(skip.min(message.len())..).unwrap_or_default();
                    skip -= skip.min(message.len());
                    if part == [0xff, 0xff] {
                        continue;
                    }
                    chunk.extend_from_slice(part);
                    if chunk.len() >= CHUNK && sender.send(Ok(Some(chunk.split().freeze()))).await.is_err() {
                        return Ok(());
                    }
                }
                drop(rows);
                snapshot.end().await?;
                if !chunk.is_empty() {
                    let _ = sender.send(Ok(Some(chunk.freeze()))).await;
                }
                Ok::<_, StoreError>(())
            };
            let ended = sent.await;
            let _ = sender.send(ended.map(|()| None)).await;
        });
        Ok(Extraction {
            number,
            effective_at,
            chunks,
            view: view.clone(),
        })
    }
}

/// What selects the rows of an extract: a `COPY` takes no parameters, so everything stands in the text; numbers as they are, texts
/// quoted.
pub(super) fn rows(
    view: &View,
    extract: &Extract,
    number: i32,
    tables: &[Table],
    columns: &dyn Fn(Table) -> String,
) -> String {
    let mut conditions = view.any_rows();
    if let Some(types) = &extract.types {
        let keys: Vec<String> = types.iter().map(i32::to_string).collect();
        let keys = if keys.is_empty() {
            "-1".to_owned()
        } else {
            keys.join(", ")
        };
        let _ = write!(conditions, " and object_type in ({keys})");
    }
    if extract.own {
        conditions += &view.own_rows();
    }
    let places = match &extract.area {
        Some(parts) => meeting(parts),
        None => vec![String::new()],
    };
    let select = |(table, place): (&Table, &String)| {
        let validity = table.validity(Versions::At(number), extract.area.is_some());
        format!(
            "select {} from {} where region = {}{validity}{place}{conditions}",
            columns(*table),
            table.name(),
            extract.region.0
        )
    };
    let mut parts: Vec<String> = tables
        .iter()
        .flat_map(|table| places.iter().map(move |place| (table, place)))
        .map(select)
        .collect();
    if parts.is_empty() {
        // Before the first change set.
        parts.push(format!(
            "select {} from feature where false",
            columns(Table::Current)
        ));
    }
    parts.join(" union all ")
}

/// ` and …`, the conditions on what meets an area, each of other rows: objects by their geometry, those of which only the area
/// of critical infrastructure is told by that one.
fn meeting(parts: &[Part]) -> Vec<String> {
    let area = format!("ST_MakeValid(ST_GeomFromEWKT('{}'))", Window::ewkt(parts));
    let meets = |column| format!("{column} && {area} and ST_Intersects({}, {area})", valid(column));
    vec![
        format!(" and {}", meets("geometry")),
        format!(" and geometry is null and {}", meets("critical_area")),
    ]
}
