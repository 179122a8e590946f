//! A run of the checks over one file.

use std::path::Path;

use super::conclude::conclude;
use super::options::Options;
use super::pass::pass;
use super::plan::Plan;
use super::preview::{self, Preview};
use super::{Consumer, FileReport};

/// Checks a file that is called `name` in the report.
///
/// # Errors
/// [`std::io::Error`] when it cannot be opened or read; what is wrong with its content is in the report.
pub fn check(path: &Path, name: &str, options: &Options) -> std::io::Result<FileReport> {
    check_and_give(path, name, options, &mut ())
}

/// The same, and gives what is read to somebody who wants it.
///
/// # Errors
/// As [`check`].
pub fn check_and_give<C: Consumer>(
    path: &Path,
    name: &str,
    options: &Options,
    consumer: &mut C,
) -> std::io::Result<FileReport> {
    let began = chrono::Local::now().naive_local();
    let mut preview = match preview::look(path)? {
        Ok(preview) => preview,
        Err(error) => return conclude(path, name, began, Err(error), options),
    };
    consumer.begin(&preview.header);
    let mut given = false;
    loop {
        let header = preview.header.clone();
        let plan = Plan::new(preview, options);
        let whole = match given {
            false => pass(path, &plan, consumer)?,
            true => pass(path, &plan, &mut ())?,
        };
        given = true;
        if whole.error.is_some() || whole.accompanying.says_the_same(&plan.accompanying) {
            return conclude(path, name, began, Ok((&plan, whole)), options);
        }
        preview = Preview {
            header,
            catalogue: plan.catalogue,
            automata: plan.automata,
            accompanying: whole.accompanying,
        };
    }
}
