//! `dtm derive`: areas from lines and definition points.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Args as ClapArgs;

use super::given::{language, region_code};
use super::{Outcome, block_on};
use crate::config::{Database, HierarchyFile};
use crate::derive::Hierarchy;
use crate::model::{Language, Message as _, RegionCode};
use crate::store::Store;

/// Options of `dtm derive`.
#[derive(Clone, Debug, ClapArgs)]
pub struct Args {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    hierarchy: HierarchyFile,
    /// Region, such as CZ042
    #[arg(long, value_name = "CODE", value_parser = region_code)]
    region: RegionCode,
    /// Derive everything, also what is derived already
    #[arg(long)]
    full: bool,
    /// Change nothing, but compare what is kept with what would be derived; status 1 when they differ
    #[arg(long, conflicts_with = "full")]
    verify: bool,
    /// Language of the result
    #[arg(long, env = "DTM_LANG", default_value = "en", value_parser = language)]
    lang: Language,
}

/// Derives, or compares.
pub fn run(args: &Args) -> Outcome {
    let hierarchy = Hierarchy::of(args.hierarchy.path.as_deref())?;
    let say = |czech: String, english: String| match args.lang {
        Language::Czech => czech,
        Language::English => english,
    };
    let code = &args.region;
    let (line, status) = block_on(async {
        let store = Store::connect(&args.database.url, 1)
            .await?
            .deriving_by(hierarchy);
        let region = store.region(code).await?;
        if args.verify {
            let found = store.verify_derived(&region).await?;
            if let Some(left) = found.left {
                return Ok((left.text(args.lang), ExitCode::FAILURE));
            }
            let is_same = found.differing == 0 && found.areas == 0;
            let (faces, differing, areas) = (found.faces, found.differing, found.areas);
            let line = match is_same {
                true => say(
                    format!("odvozené plochy odpovídají mapě (částí mezi liniemi: {faces})"),
                    format!("derived areas are those of the map ({faces} faces between lines)"),
                ),
                false => say(
                    format!(
                        "liší se {differing} částí mezi liniemi a {areas} ploch z {faces}; odvoďte je znovu s --full"
                    ),
                    format!(
                        "{differing} faces between lines and {areas} areas of {faces} differ; derive them again with --full"
                    ),
                ),
            };
            return Ok((
                line,
                if is_same {
                    ExitCode::SUCCESS
                } else {
                    ExitCode::FAILURE
                },
            ));
        }
        let followed = store.derive(&region, args.full).await?;
        if let Some(left) = followed.left {
            return Ok((left.text(args.lang), ExitCode::FAILURE));
        }
        let [new, changed, ended] = followed.areas;
        let line = match followed.change_set {
            Some(number) => say(
                format!("změna číslo {number} ({new} nových, {changed} změněných, {ended} zrušených ploch)"),
                format!("change set {number} ({new} new, {changed} changed, {ended} ended areas)"),
            ),
            None => say(
                "plochy jsou, jak mají být; nic se nezměnilo".to_owned(),
                "the areas are as they should be; nothing changed".to_owned(),
            ),
        };
        let crossings = store.derivation_state(region.number).await?.crossings;
        let line = match crossings.first().map(|at| at.metres()) {
            Some([x, y, _]) => {
                line + &say(
                    format!(
                        "; obvody oblastí kompletní ZPS se kříží mimo své vrcholy (míst: {}, první {x:.2} {y:.2}) a změny kolem nelze odvozovat po částech, opravte je",
                        crossings.len()
                    ),
                    format!(
                        "; outlines of areas of complete ZPS cross elsewhere than at their vertices ({} places, the first {x:.2} {y:.2}) and changes around cannot be derived by parts, correct them",
                        crossings.len()
                    ),
                )
            }
            None => line,
        };
        Ok::<_, crate::store::StoreError>((line, ExitCode::SUCCESS))
    })??;
    writeln!(std::io::stdout().lock(), "{code}: {line}")?;
    Ok(status)
}
