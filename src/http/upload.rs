//! Bodies of any size: they go to a file as they come, so that memory does not depend on their size.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use futures_util::StreamExt;
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;

use super::Problem;
use crate::config::Receipt;

/// Longest pause of a sender.
const PAUSE: Duration = Duration::from_secs(60);

/// Longest name of a file that is kept.
const LONGEST_NAME: usize = 200;

/// The last part of a path, for people; another name where it is empty.
pub fn file_name(given: Option<&str>, otherwise: &str) -> String {
    let name = given.unwrap_or_default();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_NAME)
        .collect();
    if name.is_empty() {
        otherwise.to_owned()
    } else {
        name
    }
}

/// Writes a body to a file that goes when it is dropped.
///
/// # Errors
/// [`Problem`] 413 when it is larger than the settings allow, 408 when it stops coming, 400 when it breaks off.
pub async fn store(receipt: &Receipt, headers: &HeaderMap, body: Body) -> Result<NamedTempFile, Problem> {
    let limit = receipt.max_delivery_bytes;
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    if announced.is_some_and(|size: u64| size > limit) {
        return Err(too_large(limit));
    }
    let directory = &receipt.data_dir;
    let failed = |error: std::io::Error| Problem::internal(&error);
    tokio::fs::create_dir_all(directory).await.map_err(failed)?;
    let file = tempfile::Builder::new()
        .prefix("delivery-")
        .tempfile_in(directory)
        .map_err(failed)?;
    let mut writer = tokio::fs::File::from_std(file.reopen().map_err(failed)?);
    let mut chunks = body.into_data_stream();
    let mut size = 0;
    loop {
        let chunk = match tokio::time::timeout(PAUSE, chunks.next()).await {
            Ok(Some(Ok(chunk))) => chunk,
            Ok(None) => break,
            Ok(Some(Err(_))) => return Err(broken_off()),
            Err(_) => return Err(too_slow()),
        };
        size += chunk.len() as u64;
        if size > limit {
            return Err(too_large(limit));
        }
        writer.write_all(&chunk).await.map_err(failed)?;
    }
    writer.flush().await.map_err(failed)?;
    Ok(file)
}

fn too_large(limit: u64) -> Problem {
    let megabytes = limit >> 20;
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "TooLarge",
        format!("dodávka je větší než {megabytes} MB; rozdělte ji na více souborů"),
        format!("the delivery is larger than {megabytes} MB; split it into several files"),
    )
}

fn too_slow() -> Problem {
    Problem::new(
        StatusCode::REQUEST_TIMEOUT,
        "RequestTimeout",
        "soubor přestal přicházet; odešlete jej znovu",
        "the file stopped coming; send it again",
    )
}

fn broken_off() -> Problem {
    Problem::new(
        StatusCode::BAD_REQUEST,
        "BrokenOff",
        "přenos souboru se přerušil; odešlete jej znovu",
        "the transfer of the file broke off; send it again",
    )
}
