//! `dtm health`: ask a running service whether it can answer; for container health checks, which have no other client.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::process::ExitCode;
use std::time::Duration;

use crate::cli::Outcome;
use crate::config::Listen;

const TIMEOUT: Duration = Duration::from_secs(5);

/// Options of `dtm health`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    listen: Listen,
}

/// Asks `/health/ready`; status 0 when it answers 200.
pub fn run(args: &Args) -> Outcome {
    // A service that listens on every address answers on this one.
    let host = match args.listen.host.as_str() {
        "0.0.0.0" | "::" => "127.0.0.1",
        host => host,
    };
    let address = (host, args.listen.port)
        .to_socket_addrs()?
        .next()
        .ok_or("the host has no address; check DTM_HOST")?;
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    write!(stream, "GET /health/ready HTTP/1.0\r\nhost: {host}\r\n\r\n")?;
    let mut status = [0; 12];
    stream.read_exact(&mut status)?;
    if status.ends_with(b" 200") {
        Ok(ExitCode::SUCCESS)
    } else {
        Err("the service runs but is not ready; look into its log".into())
    }
}
