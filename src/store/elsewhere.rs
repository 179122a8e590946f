//! Regions whose rows live on another server.
//!
//! There is no commit of two servers at once: the rows are committed just before the ledger. What breaks in between leaves
//! rows of a change set that the ledger does not know; the next change of the region takes them back first.

use sqlx::PgConnection;

use super::pool::run;
use super::versions::known;
use super::{Layout, StoreError};
use crate::model::RegionNumber;

/// Takes back what a region holds of the change set that is about to be made. Whoever calls holds the region's lock.
pub(super) async fn settle(
    connection: &mut PgConnection,
    region: RegionNumber,
    number: i32,
) -> Result<(), StoreError> {
    let known = known(connection, [region].into_iter()).await?;
    if known.get(&region.0).is_some_and(|region| region.elsewhere) {
        let settle = include_str!("sql/settle.sql")
            .replace("{region}", &region.0.to_string())
            .replace("{number}", &number.to_string())
            .replace("{columns}", &Layout::names());
        run(connection, &settle).await?;
    }
    Ok(())
}
