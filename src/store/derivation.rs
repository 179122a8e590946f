//! Derived areas follow the lines and definition points of a region: in the same transaction as the change that they follow, so that
//! nobody ever sees the one without the other, as a change set of their own.
//!
//! What a change touches is derived anew (`crate::derive::update`); where that is not possible, everything is. Areas keep their
//! identifiers as long as their definition points live, and their versions as long as they stay the same.

mod known;
mod state;
mod tears;
mod write;

pub(super) use self::state::definition_points;
pub(super) use self::tears::Tears;

use std::sync::Arc;

use chrono::{Timelike as _, Utc};
use chrono_tz::Europe::Prague;
use sqlx::PgTransaction;
use tokio::runtime::Handle;

use self::known::{Counts, Known};
use self::state::{ANYHOW, MapState};
use self::write::Writer;
use super::ledger::{self, Changed, Entry, Origin};
use super::pool::run;
use super::{Store, StoreError};
use crate::derive::roles::Types;
use crate::derive::{Hierarchy, Touched, Updated, update};
use crate::model::{Region, RegionNumber, Unanswered, messages};

/// Who makes change sets of derived areas.
const AUTHOR: &str = "dtm derive";

/// Places that a change may touch at most; where it touches more, everything is derived.
const MOST_PLACES: usize = 1_000_000;

/// Threads that derive.
const THREADS: usize = 2;

/// What became of derived areas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Followed {
    /// Number of the change set; `None` when no area changed.
    pub change_set: Option<i32>,
    /// New, changed and ended areas.
    pub areas: [u64; 3],
    /// Whether everything was derived.
    pub is_full: bool,
    /// What is left to an operator.
    pub left: Option<Left>,
}

impl Followed {
    /// Nothing, for a reason.
    fn left(why: Left) -> Self {
        Self {
            left: Some(why),
            ..Self::default()
        }
    }
}

/// Why an operator has to derive the areas of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// They never were: the region is older than the derivation.
    NeverDerived,
    /// Those that no change has touched are derived by another hierarchy.
    OtherHierarchy,
    /// Too many edges of areas of complete ZPS lie over each other.
    TooMuch,
}

messages!(Left {
    Self::NeverDerived => "areas-not-derived",
        "plochy kraje ještě nebyly odvozeny, a proto změny nesledují; odvoďte je: dtm derive --region",
        "the areas of the region have never been derived, so they do not follow its changes; derive them: dtm derive --region";
    Self::OtherHierarchy => "areas-by-another-hierarchy",
        "plochy, kterých se změny nedotkly, jsou odvozeny podle jiné hierarchie; odvoďte je znovu: dtm derive --region",
        "areas that no change has touched are derived by another hierarchy; derive them anew: dtm derive --region";
    Self::TooMuch => "areas-too-many-over-each-other",
        "oblasti kompletní ZPS leží přes sebe příliš mnohokrát, a proto plochy zůstaly, jak byly; opravte oblasti a odvoďte plochy znovu: dtm derive --region",
        "too many areas of complete ZPS lie over each other, so the derived areas stay as they were; correct those and derive them anew: dtm derive --region";
});

/// What areas are derived on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Occasion {
    /// A change of the region, in its transaction.
    Change,
    /// An operator asks for what is missing.
    Rest,
    /// An operator asks for all.
    All,
}

/// What derivation of a whole region finds that is not as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Faces as they are derived.
    pub faces: u64,
    /// Faces that are derived and not kept, or kept and not derived.
    pub differing: u64,
    /// Areas in force that differ from those derived, or are not there, or are too many.
    pub areas: u64,
    /// Why nothing could be compared.
    pub left: Option<Left>,
}

impl Store {
    /// Derives all areas of a region anew, or those that its changes since then touch.
    ///
    /// # Errors
    /// [`StoreError`]; nothing is changed then.
    pub async fn derive(&self, region: &Region, is_full: bool) -> Result<Followed, StoreError> {
        let mut transaction = self.pool().begin().await?;
        let last: i32 = sqlx::query_scalar("select last_change_set from region where number = $1 for update")
            .bind(region.number.0)
            .fetch_one(&mut *transaction)
            .await?;
        run(&mut transaction, "set local statement_timeout = 0").await?;
        let derivation = Derivation {
            region: region.number,
            change_set: last,
            hierarchy: self.hierarchy().clone(),
        };
        let occasion = if is_full { Occasion::All } else { Occasion::Rest };
        let (transaction, followed) = derivation.follow(transaction, occasion).await?;
        transaction.commit().await.map_err(StoreError::of_commit)?;
        Ok(followed)
    }

    /// Derives all areas of a region and compares them with those that are kept, all of one moment; changes nothing and holds up
    /// nobody.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn verify_derived(&self, region: &Region) -> Result<Difference, StoreError> {
        let mut transaction = self.pool().begin().await?;
        let settings = "set transaction isolation level repeatable read; set local statement_timeout = 0";
        run(&mut transaction, settings).await?;
        let derivation = Derivation {
            region: region.number,
            change_set: 0,
            hierarchy: self.hierarchy().clone(),
        };
        let (mut transaction, updated) = derivation.all(transaction).await?;
        if updated.derived.is_unknown {
            let left = Some(Left::TooMuch);
            return Ok(Difference {
                left,
                ..Difference::default()
            });
        }
        let writer = Writer::aside(region.number);
        let difference = writer.compare(&mut transaction, &updated).await?;
        transaction.rollback().await?;
        Ok(difference)
    }
}

/// The derivation that follows a change set of a region.
#[derive(Clone, Debug)]
pub(super) struct Derivation {
    pub(super) region: RegionNumber,
    /// The last change set.
    pub(super) change_set: i32,
    pub(super) hierarchy: Arc<Hierarchy>,
}

impl Derivation {
    /// Follows the change set, under the region's lock. A region that holds changes of before there were derivations is left to an
    /// operator: it may be too large for a process that serves.
    pub(super) async fn follow(
        self,
        mut transaction: PgTransaction<'static>,
        occasion: Occasion,
    ) -> Result<(PgTransaction<'static>, Followed), StoreError> {
        let known = Known::read(&mut transaction, self.region).await?;
        if known.is_none() && occasion == Occasion::Change && self.change_set > 1 {
            return Ok((transaction, Followed::left(Left::NeverDerived)));
        }
        let digest = self.hierarchy.digest();
        let is_by_another = known.as_ref().is_some_and(|known| known.hierarchy != digest);
        let is_up_to = |number: i32| {
            let known = known.as_ref();
            known.is_some_and(|known| known.is_whole && known.change_set == number)
        };
        if occasion == Occasion::Rest && !is_by_another && is_up_to(self.change_set) {
            return Ok((transaction, Followed::default()));
        }
        let mut updated = None;
        if occasion == Occasion::Change && is_up_to(self.change_set - 1) {
            let tears = Arc::new(Tears::read(&mut transaction, self.region).await?);
            let part;
            (transaction, part) = self.part(transaction, tears.clone()).await?;
            let is_known = |part: &Updated| part.derived.tears.iter().all(|tear| tears.know(tear));
            updated = part.filter(|part| part.derived.is_all() && is_known(part));
        }
        let is_full = updated.is_none();
        let updated = match updated {
            Some(part) => part,
            None => {
                let all;
                (transaction, all) = self.all(transaction).await?;
                all
            }
        };
        if updated.derived.is_unknown {
            return Ok((transaction, Followed::left(Left::TooMuch)));
        }
        let writer = Writer::new(self.region, self.change_set);
        let faces = writer.faces(&mut transaction, &updated, is_full).await?;
        let points = definition_points(&Types::new(&self.hierarchy));
        let counts = Counts {
            points: writer.points(&mut transaction, &points, is_full).await?,
            faces,
        };
        if is_full {
            Tears::keep(&mut transaction, self.region, &updated.derived.tears).await?;
        }
        let mut followed = self.areas(&mut transaction, &writer, occasion).await?;
        followed.is_full = is_full;
        let known = Known {
            change_set: followed.change_set.unwrap_or(self.change_set),
            is_whole: updated.derived.is_all(),
            // A part by another hierarchy makes nothing of all the rest.
            hierarchy: known.filter(|_| !is_full).map_or(digest, |known| known.hierarchy),
        };
        known
            .keep(&mut transaction, self.region, &counts, is_full)
            .await?;
        followed.left = (!is_full && is_by_another).then_some(Left::OtherHierarchy);
        Ok((transaction, followed))
    }

    /// Puts the derived areas in force, as a change set, unless all are as they were.
    async fn areas(
        &self,
        transaction: &mut PgTransaction<'static>,
        writer: &Writer,
        occasion: Occasion,
    ) -> Result<Followed, StoreError> {
        let now = Utc::now().with_timezone(&Prague).naive_local();
        let now = now.with_nanosecond(0).unwrap_or(now);
        if writer.stage(transaction, self.change_set + 1, now).await? == 0 {
            return Ok(Followed::default());
        }
        let number = ledger::next_number(transaction, self.region).await?;
        let area = writer.begin(transaction, number, now).await?;
        let changed = Changed::read(transaction, self.region, number).await?;
        let entry = Entry {
            number,
            origin: Origin::Derivation(self.change_set),
            submission: None,
            author: AUTHOR,
            area,
            changed: &changed,
            types: Some(changed.elements()),
            // Nobody is to ask for a time between a change and its areas.
            is_at_once: occasion == Occasion::Change,
        };
        ledger::write(transaction, self.region, &entry).await?;
        Ok(Followed {
            change_set: Some(number),
            areas: changed.totals(),
            ..Followed::default()
        })
    }

    /// What the change set touches; `None` when that is too much, or where outlines of complete ZPS cross.
    async fn part(
        &self,
        transaction: PgTransaction<'static>,
        tears: Arc<Tears>,
    ) -> Result<(PgTransaction<'static>, Option<Updated>), StoreError> {
        let change_set = self.change_set;
        let hierarchy = self.hierarchy.clone();
        self.work(transaction, move |state| {
            let touched: Touched = state.touched(change_set)?;
            if touched.places.len() > MOST_PLACES || tears.meet(&touched) {
                return Ok(None);
            }
            if touched.places.is_empty() && touched.areas.is_empty() {
                return Ok(Some(Updated::default()));
            }
            update(state, &touched, &hierarchy, THREADS).map(Some)
        })
        .await
    }

    /// Everything.
    async fn all(
        &self,
        mut transaction: PgTransaction<'static>,
    ) -> Result<(PgTransaction<'static>, Updated), StoreError> {
        let statistics = include_str!("sql/statistics.sql").replace("{region}", &self.region.to_string());
        run(&mut transaction, &statistics).await?;
        let hierarchy = self.hierarchy.clone();
        self.work(transaction, move |state| state.derive_all(&hierarchy, THREADS))
            .await
    }

    /// Asks the map on a thread that may wait for answers.
    async fn work<T: Send + 'static>(
        &self,
        transaction: PgTransaction<'static>,
        work: impl FnOnce(&MapState) -> Result<T, Unanswered> + Send + 'static,
    ) -> Result<(PgTransaction<'static>, T), StoreError> {
        let state = MapState::new(
            transaction,
            self.region,
            self.hierarchy.clone(),
            Handle::current(),
        );
        let worked = tokio::task::spawn_blocking(move || {
            let result = work(&state);
            (state.end(), result)
        });
        let (mut transaction, result) = worked.await.map_err(|_| StoreError::Interrupted)?;
        // Beside what it takes to read a table of a few rows against that, all other costs would be alike.
        run(&mut transaction, ANYHOW).await?;
        Ok((transaction, result.map_err(StoreError::of_unanswered)?))
    }
}
