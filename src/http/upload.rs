//! Bodies of any size: they go to a file as they come, so that memory does not depend on their size.
//!
//! Size, pauses and pace of the sender are watched; the file goes when its value is dropped, whatever happens.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use futures_util::StreamExt;
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;
use tokio::time::Instant;

use super::Problem;
use crate::config::Receipt;

/// Bytes of a refused body that are taken and thrown away, and for how long.
const MOST_REST: usize = 64 << 20;
const REST_WITHIN: Duration = Duration::from_secs(5);

/// Longest pause of a sender.
const PAUSE: Duration = Duration::from_secs(60);

/// Least bytes in a second, on the whole: a sender of single bytes would else keep a place for ever.
const LEAST_PACE: u64 = 4 << 10;

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
/// [`Problem`] 413 when it is larger than the settings allow, 408 when it stops coming or dawdles, 400 when it breaks off.
pub async fn store(receipt: &Receipt, headers: &HeaderMap, body: Body) -> Result<NamedTempFile, Problem> {
    let limit = receipt.max_delivery_bytes;
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    if announced.is_some_and(|size: u64| size > limit) {
        return Err(too_large(limit));
    }
    let directory = &receipt.data_dir;
    let failed = |error: std::io::Error| Problem::of_file(&error);
    tokio::fs::create_dir_all(directory).await.map_err(failed)?;
    let file = tempfile::Builder::new()
        .prefix(Receipt::UNFINISHED)
        .tempfile_in(directory)
        .map_err(failed)?;
    let mut writer = tokio::fs::File::from_std(file.reopen().map_err(failed)?);
    let mut chunks = body.into_data_stream();
    let began = Instant::now();
    let mut size = 0;
    let refused = loop {
        let patience = patience(began.elapsed(), size);
        let chunk = match tokio::time::timeout(patience, chunks.next()).await {
            Ok(Some(Ok(chunk))) => chunk,
            Ok(None) => {
                writer.flush().await.map_err(failed)?;
                return Ok(file);
            }
            Ok(Some(Err(_))) => return Err(broken_off()),
            Err(_) => return Err(too_slow()),
        };
        size += chunk.len() as u64;
        if size > limit {
            break too_large(limit);
        }
        if let Err(error) = writer.write_all(&chunk).await {
            break failed(error);
        }
    };
    // Many a client that is still sending finds the connection closed, and never the answer: some of the rest is taken.
    let mut rest = 0;
    let taking = async {
        while rest < MOST_REST
            && let Some(Ok(chunk)) = chunks.next().await
        {
            rest += chunk.len();
        }
    };
    // Whoever sends more, or not in time, was told what there is to tell.
    let _ = tokio::time::timeout(REST_WITHIN, taking).await;
    Err(refused)
}

/// How long the next bytes are waited for, when so many have come in a time.
fn patience(elapsed: Duration, size: u64) -> Duration {
    let allowed = PAUSE + Duration::from_secs(size / LEAST_PACE);
    allowed.saturating_sub(elapsed).min(PAUSE)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_borne_with_for_a_minute_and_dawdling_on_the_whole_no_longer() {
        let seconds = Duration::from_secs;
        assert_eq!(patience(seconds(0), 0), PAUSE);
        assert_eq!(
            patience(seconds(600), 100 << 20),
            PAUSE,
            "a good sender may pause at any time"
        );
        assert_eq!(patience(seconds(50), 50), seconds(10), "a byte in a second");
        assert_eq!(patience(seconds(61), 50), seconds(0));
    }

    #[test]
    fn of_a_path_the_last_part_is_the_name() {
        assert_eq!(file_name(Some("C:\\akce\\a.xml"), "x"), "a.xml");
        assert_eq!(file_name(Some("../a\u{7}.xml"), "x"), "a.xml");
        assert_eq!(file_name(Some("akce/"), "x"), "x");
        assert_eq!(file_name(None, "x"), "x");
    }
}
