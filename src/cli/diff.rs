//! `dtm diff`: what changed between two moments.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::ValueEnum;
use clap::builder::BoolishValueParser;

use crate::cli::given::{audience, language, moment, region_code};
use crate::cli::{Outcome, block_on};
use crate::config::Database;
use crate::crs::Crs;
use crate::export::{Changes, ChangesRequest, ExportError};
use crate::model::{Audience, Catalogue, Change, Feature, Language, Moment, Operation, Purpose, RegionCode};
use crate::store::{Store, View};

/// Options of `dtm diff`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The earlier moment: number of a change set, 0 for the beginning, or a time such as 2026-11-01T12:00:00Z
    #[arg(value_parser = moment)]
    from: Moment,
    /// The later moment; without it, now
    #[arg(value_parser = moment)]
    to: Option<Moment>,
    /// The region, such as CZ052
    #[arg(long, value_parser = region_code)]
    region: RegionCode,
    /// How the changes are told
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    /// Version of JVF DTM whose object types and attributes are told
    #[arg(long, default_value = "1.4.3")]
    version: String,
    /// For whom: public, entitled, or owner:SUBJ-00000001
    #[arg(long, default_value = "entitled", value_parser = audience)]
    audience: Audience,
    /// Mask names of persons for the entitled too
    #[arg(long, env = "DTM_MASK_PERSONS", value_parser = BoolishValueParser::new())]
    mask_persons: bool,
    /// Language of the text
    #[arg(long, env = "DTM_LANG", default_value = "en", value_parser = language)]
    lang: Language,
    #[command(flatten)]
    database: Database,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    /// Objects with what changed of them, and a table.
    Text,
    /// One document, old and new values as GeoJSON in EPSG:5514.
    Json,
    /// Change records (*změnové věty*).
    Jvf,
}

/// Tells the changes.
pub fn run(args: Args) -> Outcome {
    let catalogue = Catalogue::embedded(&args.version)?;
    let view = View::new(
        catalogue,
        args.audience.clone(),
        Purpose::Issue,
        !args.mask_persons,
    );
    block_on(async {
        let store = Store::connect(&args.database.url, 2).await?;
        let region = store.region(&args.region).await?;
        let since = store.number_at(&region, args.from).await?;
        let until = match args.to {
            Some(moment) => store.number_at(&region, moment).await?,
            None => region.last_change_set,
        };
        let request = ChangesRequest {
            region,
            since: since.min(until),
            until,
            view,
        };
        let changes = request.begin(&store).await?;
        let (form, language) = (args.format, args.lang);
        let writing = tokio::task::spawn_blocking(move || {
            let out = BufWriter::new(io::stdout().lock());
            match form {
                Form::Text => text(&request, changes, language, out),
                Form::Json => request.write_json(changes, out, Crs::Sjtsk),
                Form::Jvf => request.write_jvf(changes, out),
            }
        });
        writing.await??;
        Ok(ExitCode::SUCCESS)
    })?
}

fn text(
    request: &ChangesRequest,
    mut changes: Changes,
    language: Language,
    mut out: impl Write,
) -> Result<u64, ExportError> {
    let catalogue = request.view.catalogue();
    let (mut counts, mut told): (BTreeMap<&str, [u64; 3]>, u64) = (BTreeMap::new(), 0);
    while let Some(change) = changes.blocking_next()? {
        let (Some(operation), Some(one)) = (
            change.operation(),
            change.before.as_ref().or(change.after.as_ref()),
        ) else {
            continue;
        };
        told += 1;
        let object_type = catalogue.object_type_by_key(one.object_type);
        let element = object_type.map_or("?", |known| known.element.as_str());
        let place = match operation {
            Operation::Insert | Operation::Reference => 0,
            Operation::Update => 1,
            Operation::Delete => 2,
        };
        counts.entry(element).or_default()[place] += 1;
        let differences = differences(catalogue, &change, language);
        writeln!(out, "{} {element} {}{differences}", operation.letter(), one.id)?;
    }
    let (region, since, until) = (&request.region.code, request.since, request.until);
    let heading = match language {
        Language::Czech => format!(
            "{region}: změny {since} až {until}, počet změněných objektů {told} (nové, změněné, zrušené)"
        ),
        Language::English => {
            format!("{region}: change set {since} to {until}, {told} objects differ (new, changed, ended)")
        }
    };
    writeln!(out, "{heading}")?;
    for (element, [new, changed, ended]) in counts {
        writeln!(out, "  {element}: {new}, {changed}, {ended}")?;
    }
    out.flush()?;
    Ok(told)
}

/// What is different of a changed object: `: DruhPlotu 1 → 2, geometry`.
fn differences(catalogue: &Catalogue, change: &Change<Feature>, language: Language) -> String {
    let (Some(before), Some(after)) = (&change.before, &change.after) else {
        return String::new();
    };
    let mut told = Vec::new();
    for (attribute, id) in catalogue.attributes.iter().zip(0..) {
        let id = crate::model::AttributeId(id);
        let [old, new] = [before, after].map(|feature| feature.attributes.get(id));
        if old != new {
            let [old, new] = [old, new].map(|text| text.unwrap_or("–"));
            told.push(format!("{} {old} → {new}", attribute.name));
        }
    }
    let shapes = [
        (before.geometry != after.geometry, "geometrie", "geometry"),
        (before.outline != after.outline, "obvod", "outline"),
        (
            before.critical_area != after.critical_area,
            "oblast KI",
            "critical area",
        ),
    ];
    for (_, czech, english) in shapes.into_iter().filter(|(differs, ..)| *differs) {
        told.push(language.choose(czech, english).to_owned());
    }
    if told.is_empty() {
        String::new()
    } else {
        format!(": {}", told.join(", "))
    }
}
