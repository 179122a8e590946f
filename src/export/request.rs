//! What is asked for, brought from the database and written: a state of a region, or what changed between two.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Europe::Prague;
use serde_json::json;

use super::accompany::Accompaniment;
use super::changes::ChangesJson;
use super::data_set::DataSet;
use super::jvf::Jvf;
use super::{ExportError, Format, GeoJsonSequence, Options, Sink, sink};
use crate::crs::Crs;
use crate::jvf::write::{Issue, Kind, check_note};
use crate::model::{Audience, Catalogue, Change, Coordinate, Feature, Purpose, Region};
use crate::store::{ChangeReader, Extract, Extraction, Part, Store, View};

/// A state that is asked for.
#[derive(Clone, Debug)]
pub struct StateRequest {
    /// The region.
    pub region: Region,
    /// The change set after which it is looked at.
    pub number: i32,
    /// For whom.
    pub audience: Audience,
    /// Whether names of persons are shown to those who are not the public.
    pub persons_shown: bool,
    /// The catalogue that it is told by: of a JVF file its version.
    pub catalogue: &'static Catalogue,
    /// The data set; everything that the audience sees when missing.
    pub data_set: Option<DataSet>,
    /// Only what meets an area: closed rings of polygons, the exterior first.
    pub area: Option<Vec<Vec<Vec<Coordinate>>>>,
    /// What to say of the data set, such as the name of a municipality.
    pub note: Option<String>,
}

/// A state on its way out.
pub struct State {
    request: StateRequest,
    extraction: Extraction,
}

/// A state on its way out as a JVF file, with what accompanies it.
pub struct JvfState {
    state: State,
    view: View,
    times: BTreeMap<i32, DateTime<Utc>>,
    /// Of a data set.
    accompaniment: Option<Accompaniment>,
}

impl StateRequest {
    /// Begins to read the state.
    ///
    /// # Errors
    /// [`ExportError::Refused`] when the audience does not get the data set, [`ExportError::Store`].
    pub async fn begin(self, store: &Store) -> Result<State, ExportError> {
        let (view, extract) = self.wanted()?;
        let extraction = store.extract(&view, extract).await?;
        Ok(State {
            request: self,
            extraction,
        })
    }

    /// Begins to read the state and what accompanies it in a JVF file.
    ///
    /// # Errors
    /// [`ExportError::Note`] when the version does not take the note; as [`begin`](Self::begin).
    pub async fn begin_jvf(self, store: &Store) -> Result<JvfState, ExportError> {
        if let Some(note) = &self.note {
            check_note(self.catalogue, note).map_err(ExportError::Note)?;
        }
        let (view, extract) = self.wanted()?;
        let accompaniment = self.data_set.map(|data_set| Accompaniment {
            store: store.clone(),
            view: view.clone(),
            extract: extract.clone(),
            data_set,
        });
        let times = store.effective_times(self.region.number, None).await?;
        let extraction = store.extract(&view, extract).await?;
        Ok(JvfState {
            state: State {
                request: self,
                extraction,
            },
            view,
            times,
            accompaniment,
        })
    }

    /// With whose eyes what is read.
    fn wanted(&self) -> Result<(View, Extract), ExportError> {
        let (types, audience, own) = match self.data_set {
            Some(data_set) => {
                let content = data_set
                    .content(self.catalogue, &self.audience)
                    .map_err(ExportError::Refused)?;
                (Some(content.types), content.audience, content.own)
            }
            None => (None, self.audience.clone(), false),
        };
        let view = View::new(self.catalogue, audience, Purpose::Issue, self.persons_shown);
        let extract = Extract {
            region: self.region.number,
            number: self.number,
            types,
            area: self.area.as_deref().map(parts),
            own,
        };
        Ok((view, extract))
    }
}

/// Polygons as parts of the plane.
fn parts(polygons: &[Vec<Vec<Coordinate>>]) -> Vec<Part> {
    let position = |c: &Coordinate| {
        let [x, y, _] = c.metres();
        [x, y]
    };
    let ring = |ring: &Vec<Coordinate>| ring.iter().map(position).collect();
    polygons
        .iter()
        .map(|rings| Part::Area(rings.iter().map(ring).collect()))
        .collect()
}

impl JvfState {
    /// The change set after which it is looked at.
    pub fn number(&self) -> i32 {
        self.state.number()
    }

    /// Writes it, on a thread that may wait; answers how many objects it has.
    ///
    /// # Errors
    /// [`ExportError`]; what was written is of no use then.
    pub fn write(self, out: impl Write) -> Result<u64, ExportError> {
        let State { request, extraction } = self.state;
        let mut file = Jvf::new(out, &self.view, Kind::Full, &self.times)?;
        let (effective_at, mut written) = (extraction.effective_at, 0);
        extraction.blocking_read(|feature| {
            written += 1;
            file.state(feature)
        })?;
        match self.accompaniment {
            Some(accompaniment) => {
                let outline = request.area.filter(|polygons| polygons.len() == 1);
                let issue = Issue {
                    valid_until: czech_time(effective_at.unwrap_or_else(Utc::now)),
                    data_set: accompaniment.data_set.number(),
                    note: request.note,
                    outline: outline.and_then(|mut polygons| polygons.pop()),
                    ..Issue::default()
                };
                accompaniment.finish(file, issue)?;
            }
            None => {
                file.finish()?;
            }
        }
        Ok(written)
    }
}

impl State {
    /// The change set after which it is looked at.
    pub fn number(&self) -> i32 {
        self.extraction.number
    }

    /// Writes it as a GeoJSON text sequence, on a thread that may wait; answers how many objects it has.
    ///
    /// # Errors
    /// [`ExportError`]; what was written is of no use then.
    pub fn write_sequence(self, out: impl Write, options: &Options) -> Result<u64, ExportError> {
        let code = self.request.region.code.to_string();
        let mut sequence = GeoJsonSequence::new(self.request.catalogue, out, options);
        let mut written = 0;
        self.extraction.blocking_read(|feature| {
            written += 1;
            sequence.feature(&feature, &code)
        })?;
        sequence.finish()?;
        Ok(written)
    }

    /// Begins a file of another format.
    ///
    /// # Errors
    /// As [`sink`].
    pub fn sink(
        &self,
        format: Format,
        target: &Path,
        options: &Options,
    ) -> Result<Box<dyn Sink>, ExportError> {
        sink(format, self.request.catalogue, target, options)
    }

    /// Writes it into a file that was [begun](Self::sink), on a thread that may wait; answers how many objects it has.
    ///
    /// # Errors
    /// As [`write_sequence`](Self::write_sequence).
    pub fn write_into(self, mut sink: Box<dyn Sink>) -> Result<u64, ExportError> {
        let code = self.request.region.code.to_string();
        let mut written = 0;
        self.extraction.blocking_read(|feature| {
            written += 1;
            sink.feature(&feature, &code)
        })?;
        sink.finish()?;
        Ok(written)
    }
}

/// Changes that are asked for.
#[derive(Clone, Debug)]
pub struct ChangesRequest {
    /// The region.
    pub region: Region,
    /// The change set after which they begin.
    pub since: i32,
    /// The last change set.
    pub until: i32,
    /// With whose eyes.
    pub view: View,
}

/// Changes on their way out.
#[derive(Debug)]
pub struct Changes {
    reader: ChangeReader,
    times: BTreeMap<i32, DateTime<Utc>>,
}

impl Changes {
    /// The next change, on a thread that may wait; `None` after the last.
    ///
    /// # Errors
    /// [`ExportError::Store`] when the reading fails.
    pub fn blocking_next(&mut self) -> Result<Option<Change<Feature>>, ExportError> {
        Ok(self.reader.blocking_next()?)
    }
}

impl ChangesRequest {
    /// Begins to read them.
    ///
    /// # Errors
    /// [`ExportError::Store`].
    pub async fn begin(&self, store: &Store) -> Result<Changes, ExportError> {
        Ok(Changes {
            times: store.effective_times(self.region.number, None).await?,
            reader: store.changes(&self.view, self.region.number, self.since, self.until),
        })
    }

    /// Writes them as JSON, on a thread that may wait; answers how many there are.
    ///
    /// # Errors
    /// [`ExportError`]; what was written is of no use then.
    pub fn write_json(&self, mut changes: Changes, out: impl Write, crs: Crs) -> Result<u64, ExportError> {
        let code = self.region.code.as_str();
        let first = json!({ "region": code, "since": self.since, "until": self.until });
        let mut document = ChangesJson::new(self.view.catalogue(), out, crs, code, &first);
        while let Some(change) = changes.blocking_next()? {
            document.change(&change)?;
        }
        let written = document.written();
        document.finish()?;
        Ok(written)
    }

    /// Writes them as change records of JVF, on a thread that may wait; answers how many there are.
    ///
    /// # Errors
    /// As [`write_json`](Self::write_json).
    pub fn write_jvf(&self, mut changes: Changes, out: impl Write) -> Result<u64, ExportError> {
        let mut file = Jvf::new(out, &self.view, Kind::Changes, &changes.times)?;
        let mut written = 0;
        while let Some(change) = changes.blocking_next()? {
            file.change(change)?;
            written += 1;
        }
        file.finish()?;
        Ok(written)
    }
}

/// A time as Czechs read it on their clocks.
pub(super) fn czech_time(time: DateTime<Utc>) -> NaiveDateTime {
    use chrono::Timelike as _;
    let local = time.with_timezone(&Prague).naive_local();
    local.with_nanosecond(0).unwrap_or(local)
}
