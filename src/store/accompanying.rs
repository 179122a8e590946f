//! What deliveries told besides objects, as of a moment: subjects, buildings, changes, areas of complete ZPS. What was undone
//! by then is not told. Lists that grow with the life of a region are read element by element.

use std::collections::BTreeSet;

use futures_util::TryStreamExt as _;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::{Arguments as _, Row};
use tokio::sync::mpsc;

use super::extract::rows;
use super::snapshot::Snapshot;
use super::versions::Table;
use super::window::Window;
use super::{Extract, Store, StoreError, View};
use crate::geom::ewkb;
use crate::model::{Audience, Geometry, ObjectType, Subject};

/// Elements that wait between the database and whoever writes them out.
const QUEUE: usize = 64;

type Message<T> = Result<Option<T>, StoreError>;

/// Elements as they are read.
#[derive(Debug)]
pub struct ElementReader<T>(mpsc::Receiver<Message<T>>);

impl<T> ElementReader<T> {
    /// The next one, on a thread that may wait; `None` after the last.
    ///
    /// # Errors
    /// [`StoreError`] when the reading failed; what was read before is not all there is.
    pub fn blocking_next(&mut self) -> Message<T> {
        self.0.blocking_recv().unwrap_or(Err(StoreError::Stopped))
    }

    /// The same where nothing waits.
    ///
    /// # Errors
    /// As [`blocking_next`](Self::blocking_next).
    pub async fn next(&mut self) -> Message<T> {
        self.0.recv().await.unwrap_or(Err(StoreError::Stopped))
    }
}

/// Which records of buildings are read.
#[derive(Clone, Copy, Debug)]
pub enum Buildings<'a> {
    /// Those of these numbers.
    Named(&'a BTreeSet<String>),
    /// All that the audience may know and that lie in the area of the extract, where there is one: those that its objects there
    /// name.
    Around,
}

/// What the versions of JVF DTM begin with whose elements are written as those of a generation.
fn versions(view: &View) -> &'static str {
    if view.catalogue().generation > 1 {
        "1.5"
    } else {
        "1.4"
    }
}

/// Element names of the types whose objects are all seen; `None` when that is every object there is.
fn seen(view: &View) -> Option<Vec<&'static str>> {
    let sees_all = *view.disclosure().audience() == Audience::Entitled;
    (!sees_all).then(|| elements(view, |known| view.shows_all(known)))
}

fn elements(view: &View, keep: impl Fn(&ObjectType) -> bool) -> Vec<&'static str> {
    let types = view.catalogue().object_types.iter().filter(|known| keep(known));
    types.map(|known| known.element.as_str()).collect()
}

impl Store {
    /// Owners, administrators and operators of these identifiers, as of the moment of an extract.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer.
    pub async fn subjects(
        &self,
        extract: &Extract,
        ids: &BTreeSet<String>,
    ) -> Result<Vec<Subject>, StoreError> {
        let rows: Vec<(String, String, Option<String>)> = sqlx::query_as(include_str!("sql/subjects.sql"))
            .bind(extract.region.0)
            .bind(extract.number)
            .bind(ids.iter().collect::<Vec<_>>())
            .fetch_all(self.reading())
            .await?;
        let subject = |(id, name, company_number)| Subject {
            id,
            name,
            company_number,
        };
        Ok(rows.into_iter().map(subject).collect())
    }

    /// Areas of complete ZPS with their levels, as of the moment of an extract and in its area.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the query cannot be put; what fails later is told by the reader.
    pub fn complete_areas(&self, extract: &Extract) -> Result<ElementReader<(i8, Geometry)>, StoreError> {
        let mut values = Values::of(extract)?;
        values.add(extract.area.as_deref().map(Window::ewkt))?;
        let area = |row: &PgRow| {
            let bytes: Vec<u8> = row.try_get("area")?;
            let area = ewkb::read(&bytes).map_err(|source| StoreError::Geometry { id: 0, source })?;
            let level: i16 = row.try_get("level")?;
            Ok((i8::try_from(level).unwrap_or_default(), area))
        };
        Ok(self.read(include_str!("sql/complete_areas.sql").to_owned(), values, area))
    }

    /// Elements `ZaznamICS`, as of the moment of an extract, the latest of each building.
    ///
    /// # Errors
    /// As [`complete_areas`](Self::complete_areas).
    pub fn buildings(
        &self,
        view: &View,
        extract: &Extract,
        which: Buildings<'_>,
    ) -> Result<ElementReader<String>, StoreError> {
        let mut values = Values::of(extract)?;
        values.add(versions(view))?;
        let mut meets = "true".to_owned();
        match which {
            Buildings::Named(numbers) => {
                values.add(numbers.iter().collect::<Vec<_>>())?;
                values.add(None::<Vec<&str>>)?;
            }
            Buildings::Around => {
                values.add(None::<Vec<&str>>)?;
                values.add(seen(view))?;
                if extract.area.is_some() {
                    let objects = Extract {
                        types: None,
                        ..extract.clone()
                    };
                    let tables = [Table::Current, Table::Ended];
                    let named = rows(view, &objects, extract.number, &tables, &|_| {
                        "building_id".to_owned()
                    });
                    meets = format!("p.building in ({named})");
                }
            }
        }
        let query = include_str!("sql/buildings.sql").replace("{meets}", &meets);
        Ok(self.read(query, values, content))
    }

    /// Elements `ZaznamZmeny` of the changes that led to objects, as they were told: those that touched one of the types of an
    /// extract, or any where it names none, and of no delivery with objects that the audience does not see.
    ///
    /// # Errors
    /// As [`complete_areas`](Self::complete_areas).
    pub fn change_records(
        &self,
        view: &View,
        extract: &Extract,
    ) -> Result<ElementReader<String>, StoreError> {
        let touched = extract.types.as_ref().filter(|types| !types.is_empty());
        let mut values = Values::of(extract)?;
        values.add(versions(view))?;
        values.add(extract.area.as_deref().map(Window::ewkt))?;
        values.add(touched.map(|types| elements(view, |known| types.contains(&known.key()))))?;
        values.add(seen(view))?;
        Ok(self.read(include_str!("sql/change_records.sql").to_owned(), values, content))
    }

    fn read<T: Send + 'static>(
        &self,
        query: String,
        values: Values,
        read: fn(&PgRow) -> Result<T, StoreError>,
    ) -> ElementReader<T> {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let pool = self.reading().clone();
        tokio::spawn(async move {
            let sent = async {
                let mut snapshot = Snapshot::begin(&pool).await?;
                let mut rows = sqlx::query_with(&query, values.0).fetch(snapshot.connection()?);
                while let Some(row) = rows.try_next().await? {
                    if sender.send(Ok(Some(read(&row)?))).await.is_err() {
                        return Ok(());
                    }
                }
                drop(rows);
                Ok(snapshot.end().await?)
            };
            let ended: Result<(), StoreError> = sent.await;
            let _ = sender.send(ended.map(|()| None)).await;
        });
        ElementReader(receiver)
    }
}

fn content(row: &PgRow) -> Result<String, StoreError> {
    Ok(row.try_get("content")?)
}

/// The parameters of a query.
struct Values(PgArguments);

impl Values {
    /// Region and moment of an extract.
    fn of(extract: &Extract) -> Result<Self, StoreError> {
        let mut values = Self(PgArguments::default());
        values.add(extract.region.0)?;
        values.add(extract.number)?;
        Ok(values)
    }

    fn add<'a, T: sqlx::Encode<'a, sqlx::Postgres> + sqlx::Type<sqlx::Postgres> + 'a>(
        &mut self,
        value: T,
    ) -> Result<(), StoreError> {
        self.0
            .add(value)
            .map_err(|error| sqlx::Error::Encode(error).into())
    }
}
