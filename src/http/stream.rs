//! Bodies that are written by a thread that may wait, and sent as they come. Whoever takes them too slowly is given up, since
//! what is written holds a state of the database, a place among the exports or a file on the disk.

use std::error::Error;
use std::fs::File;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use axum::body::Body;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

use super::error::chain;

/// Bytes of a chunk.
const CHUNK: usize = 64 << 10;

/// Chunks on their way.
const QUEUE: usize = 4;

/// How long whoever takes a body may let the writing wait.
#[derive(Clone, Copy, Debug)]
struct Patience {
    /// For one chunk, and for the whole beyond what the rate allows.
    longest: Duration,
    /// Bytes a second that are enough, taken over the whole.
    rate: u32,
}

/// A minute for a chunk, 64 KiB a second for the whole: a gigabyte in less than five hours.
const PATIENCE: Patience = Patience {
    longest: Duration::from_secs(60),
    rate: 64 << 10,
};

/// Takes what is written and sends it on. A receiver that is gone or too slow ends the writing.
pub struct ChunkWriter {
    sender: mpsc::Sender<Bytes>,
    chunk: Vec<u8>,
    patience: Patience,
    waited: Duration,
    sent: usize,
}

impl ChunkWriter {
    /// Sends a chunk when there is room for it.
    fn send(&mut self, chunk: Bytes) -> io::Result<()> {
        let earned = Duration::from_secs_f64(self.sent as f64 / f64::from(self.patience.rate.max(1)));
        let left = (self.patience.longest + earned).saturating_sub(self.waited);
        let size = chunk.len();
        let begun = Instant::now();
        let sending = self.sender.send_timeout(chunk, left.min(self.patience.longest));
        let sent = Handle::current().block_on(sending);
        self.waited += begun.elapsed();
        self.sent += size;
        sent.map_err(|error| match error {
            mpsc::error::SendTimeoutError::Timeout(_) => {
                io::Error::new(io::ErrorKind::TimedOut, "the answer is taken too slowly")
            }
            mpsc::error::SendTimeoutError::Closed(_) => io::ErrorKind::BrokenPipe.into(),
        })
    }
}

impl Write for ChunkWriter {
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
        self.send(Bytes::from(chunk))
    }
}

/// What is written on a thread of its own: its chunks, and behind them how it ended.
struct Written<E> {
    chunks: mpsc::Receiver<Bytes>,
    end: oneshot::Receiver<Result<(), E>>,
}

impl<E: Error + Send + Sync + 'static> Written<E> {
    /// `answers` tells that a fault is answered, and logged there, when it comes before anything is sent.
    fn start(
        patience: Patience,
        answers: bool,
        write: impl FnOnce(&mut ChunkWriter) -> Result<(), E> + Send + 'static,
    ) -> Self {
        let (sender, chunks) = mpsc::channel(QUEUE);
        let (ended, end) = oneshot::channel();
        tokio::task::spawn_blocking(move || {
            let mut writer = ChunkWriter {
                sender,
                chunk: Vec::with_capacity(CHUNK),
                patience,
                waited: Duration::ZERO,
                sent: 0,
            };
            let outcome = write(&mut writer);
            // Who is gone needs nothing; of the rest that is not answered the operator learns.
            if let Err(error) = &outcome
                && (writer.sent > 0 || !answers)
                && !writer.sender.is_closed()
            {
                tracing::warn!(error = %chain(error), "a file was broken off while it was sent");
            }
            // How it ended is known when the last chunk has been taken. Nobody to tell is no fault of the writing.
            let _ = ended.send(outcome);
        });
        Self { chunks, end }
    }

    /// How the writing ended; a thread that is gone without a word has failed.
    async fn end(self) -> Result<Result<(), E>, oneshot::error::RecvError> {
        self.end.await
    }

    /// As a body; an end that is a fault breaks the transfer off.
    fn body(self, first: Option<Bytes>) -> Body {
        let rest = stream::try_unfold(self, |mut written| async move {
            match written.chunks.recv().await {
                Some(chunk) => Ok(Some((chunk, written))),
                None => match written.end().await {
                    Ok(Ok(())) => Ok(None),
                    Ok(Err(error)) => Err(io::Error::other(error)),
                    Err(error) => Err(io::Error::other(error)),
                },
            }
        });
        Body::from_stream(stream::iter(first.map(Ok)).chain(rest))
    }
}

/// A body that `write` writes, and flushes, on a thread of its own. It begins when the first bytes are there, so that early
/// faults can be told; a later one breaks the transfer off.
///
/// # Errors
/// What `write` fails with before anything is sent.
pub async fn written<E: Error + Send + Sync + 'static>(
    write: impl FnOnce(&mut ChunkWriter) -> Result<(), E> + Send + 'static,
) -> Result<Body, E> {
    written_for(PATIENCE, write).await
}

async fn written_for<E: Error + Send + Sync + 'static>(
    patience: Patience,
    write: impl FnOnce(&mut ChunkWriter) -> Result<(), E> + Send + 'static,
) -> Result<Body, E> {
    let mut written = Written::start(patience, true, write);
    match written.chunks.recv().await {
        Some(first) => Ok(written.body(Some(first))),
        None => match written.end().await {
            Ok(outcome) => outcome.map(|()| Body::empty()),
            Err(gone) => Ok(Body::from_stream(stream::once(async {
                Err::<Bytes, _>(io::Error::other(gone))
            }))),
        },
    }
}

/// A body that is a file, once `make` has made it; until then it waits. `make` gives the open file; what it also gives is held
/// until the file is sent or given up.
pub fn made<E: Error + From<io::Error> + Send + Sync + 'static, H>(
    make: impl FnOnce() -> Result<(File, H), E> + Send + 'static,
) -> Body {
    let written = Written::<E>::start(PATIENCE, false, |out| {
        let (mut file, _held) = make()?;
        io::copy(&mut file, out)?;
        Ok(out.flush()?)
    });
    written.body(None)
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
            move || -> io::Result<(File, ())> {
                if fault {
                    return Err(io::Error::other("no"));
                }
                let mut file = tempfile::tempfile()?;
                file.write_all(&vec![7; 3 * CHUNK + 5])?;
                io::Seek::rewind(&mut file)?;
                Ok((file, ()))
            }
        };
        let whole = to_bytes(made(make(false)), usize::MAX).await.unwrap();
        assert_eq!(whole.len(), 3 * CHUNK + 5);
        assert!(to_bytes(made(make(true)), usize::MAX).await.is_err());
    }

    /// A body of many chunks whose writer tells when it has ended.
    async fn many(patience: Patience) -> (Body, oneshot::Receiver<bool>) {
        let (tell, told) = oneshot::channel();
        let body = written_for(patience, move |writer| {
            let outcome = writer.write_all(&[7; CHUNK]);
            let outcome = outcome.and_then(|()| (0..100).try_for_each(|_| writer.write_all(&[7; CHUNK])));
            let _ = tell.send(outcome.is_ok());
            outcome
        });
        (body.await.unwrap(), told)
    }

    #[tokio::test]
    async fn whoever_stops_reading_is_given_up_and_never_sees_an_end() {
        let patience = Patience {
            longest: Duration::from_millis(50),
            rate: u32::MAX,
        };
        let (body, ended) = many(patience).await;
        assert!(
            !ended.await.unwrap(),
            "the writing ends although nothing is taken"
        );
        assert!(
            to_bytes(body, usize::MAX).await.is_err(),
            "what is there is not the whole"
        );
    }

    #[tokio::test]
    async fn whoever_reads_too_slowly_is_given_up_too() {
        let read = async |rate: u32| {
            let patience = Patience {
                longest: Duration::from_millis(200),
                rate,
            };
            let (body, ended) = many(patience).await;
            let mut chunks = body.into_data_stream();
            let mut all = 0;
            while let Some(Ok(chunk)) = futures_util::StreamExt::next(&mut chunks).await {
                all += chunk.len();
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            (all == 101 * CHUNK, ended.await.unwrap())
        };
        // Each chunk comes in time, all of them do only where they are worth the time.
        assert_eq!(read(u32::MAX).await, (false, false));
        assert_eq!(read(1).await, (true, true));
    }
}
