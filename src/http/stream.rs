//! Bodies that are written by a thread that may wait, and sent as they come.

use std::error::Error;
use std::io::{self, Write};

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use tokio::io::AsyncReadExt as _;
use tokio::sync::mpsc;

/// Bytes of a chunk.
const CHUNK: usize = 64 << 10;

/// Chunks on their way.
const QUEUE: usize = 4;

/// Takes what is written and sends it on. A receiver that is gone ends the writing.
pub struct ChunkWriter<E> {
    sender: mpsc::Sender<Result<Bytes, E>>,
    chunk: Vec<u8>,
}

impl<E> Write for ChunkWriter<E> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.chunk.extend_from_slice(bytes);
        if self.chunk.len() >= CHUNK {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.chunk.is_empty() {
            return Ok(());
        }
        let chunk = std::mem::replace(&mut self.chunk, Vec::with_capacity(CHUNK));
        let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
        self.sender.blocking_send(Ok(Bytes::from(chunk))).map_err(gone)
    }
}

/// A body that `write` writes, and flushes, on a thread of its own. It begins when the first bytes are there, so that early
/// faults can be told; a later one breaks the transfer off.
///
/// # Errors
/// What `write` fails with before anything is sent.
pub async fn written<E: Error + Send + Sync + 'static>(
    write: impl FnOnce(&mut ChunkWriter<E>) -> Result<(), E> + Send + 'static,
) -> Result<Body, E> {
    let (sender, mut receiver) = mpsc::channel(QUEUE);
    tokio::task::spawn_blocking(move || {
        let mut writer = ChunkWriter {
            sender,
            chunk: Vec::with_capacity(CHUNK),
        };
        if let Err(error) = write(&mut writer) {
            // Nobody to tell is no fault of the writing.
            let _ = writer.sender.blocking_send(Err(error));
        }
    });
    let first = match receiver.recv().await {
        Some(first) => Some(first?),
        None => None,
    };
    let rest = stream::unfold((first, receiver), |(first, mut receiver)| async move {
        let next = match first {
            Some(first) => Ok(first),
            None => receiver.recv().await?.map_err(io::Error::other),
        };
        Some((next, (None, receiver)))
    });
    Ok(Body::from_stream(rest))
}

/// A body that is a file, once `make` has made it; until then it waits. `make` gives the open file.
pub fn made<E: Error + Send + Sync + 'static>(
    make: impl FnOnce() -> Result<std::fs::File, E> + Send + 'static,
) -> Body {
    enum State<M> {
        Making(tokio::task::JoinHandle<M>),
        Reading(tokio::fs::File),
    }
    let state = State::Making(tokio::task::spawn_blocking(make));
    let chunks = stream::unfold(Some(state), |state| async move {
        let mut file = match state? {
            State::Reading(file) => file,
            State::Making(making) => match making.await.map_err(io::Error::other) {
                Ok(Ok(file)) => tokio::fs::File::from_std(file),
                Ok(Err(error)) => return Some((Err(io::Error::other(error)), None)),
                Err(error) => return Some((Err(error), None)),
            },
        };
        let mut chunk = vec![0; CHUNK];
        match file.read(&mut chunk).await {
            Ok(0) => None,
            Ok(count) => {
                chunk.truncate(count);
                Some((Ok(Bytes::from(chunk)), Some(State::Reading(file))))
            }
            Err(error) => Some((Err(error), None)),
        }
    });
    Body::from_stream(chunks)
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;

    async fn body(size: usize, fault: bool) -> Result<Result<Bytes, axum::Error>, io::Error> {
        let body = written(move |writer| {
            writer.write_all(&vec![7; size])?;
            if fault {
                return Err(io::Error::other("no more"));
            }
            writer.flush()
        });
        Ok(to_bytes(body.await?, usize::MAX).await)
    }

    #[tokio::test]
    async fn what_is_written_is_sent_and_faults_are_told_early_or_break_it_off() {
        for size in [0, 1, CHUNK, 10 * CHUNK + 1] {
            assert_eq!(body(size, false).await.unwrap().unwrap().len(), size);
        }
        assert!(body(10, true).await.is_err(), "nothing has been sent");
        assert!(
            body(10 * CHUNK, true).await.unwrap().is_err(),
            "the transfer breaks off"
        );
    }

    #[tokio::test]
    async fn a_file_is_sent_when_it_is_made() {
        let make = |fault: bool| {
            move || -> io::Result<std::fs::File> {
                if fault {
                    return Err(io::Error::other("no"));
                }
                let mut file = tempfile::tempfile()?;
                file.write_all(&vec![7; 3 * CHUNK + 5])?;
                io::Seek::rewind(&mut file)?;
                Ok(file)
            }
        };
        let whole = to_bytes(made(make(false)), usize::MAX).await.unwrap();
        assert_eq!(whole.len(), 3 * CHUNK + 5);
        assert!(to_bytes(made(make(true)), usize::MAX).await.is_err());
    }
}
