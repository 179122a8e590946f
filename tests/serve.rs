//! The built binary as a service: it starts on a free port, ends what it has begun when told to stop, and stops.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::kit::App;

struct Served {
    process: Child,
    address: String,
}

impl Served {
    fn start(database: &str) -> Self {
        Self::start_with(database, &[])
    }

    fn start_with(database: &str, options: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_dtm"))
            .args(["serve", "--port", "0"])
            .args(options)
            .env("DATABASE_URL", database)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line
            .trim()
            .strip_prefix("dtm serves http://")
            .expect(&line)
            .trim_end_matches('/');
        Self {
            address: address.to_owned(),
            process,
        }
    }

    fn signal(&self, name: &str) {
        let id = self.process.id().to_string();
        assert!(
            Command::new("kill")
                .args([&format!("-{name}"), &id])
                .status()
                .unwrap()
                .success()
        );
    }

    fn ask(&self, path: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n"
        )
        .unwrap();
        stream
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_run_are_ended_before_the_service_stops() {
    let app = App::empty().await;
    app.run(
        "call make_rows(80::smallint);
         insert into feature (region, id, object_type, since, geometry)
         select 80, 80002180000000000 + n, 10021801, 1, ST_SetSRID(ST_MakePoint(-470000 + n / 100.0, -1101000, 250), 5514)
         from generate_series(1, 10000) as n;
         update region set last_change_set = 1 where number = 80",
    )
    .await;
    for signal in ["TERM", "INT"] {
        let mut served = Served::start(&app.database.url());
        let mut stream = served.ask("/collections/PodrobnyBodZPS/items?limit=10000");
        // The answer has begun and is longer than what the sockets hold.
        let mut begin = [0; 12];
        stream.read_exact(&mut begin).unwrap();
        assert_eq!(&begin, b"HTTP/1.1 200");
        served.signal(signal);
        std::thread::sleep(Duration::from_millis(300));
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).unwrap();
        let text = String::from_utf8_lossy(&rest);
        assert!(
            text.contains("\"numberReturned\":10000"),
            "the answer was cut off after {} bytes",
            rest.len()
        );
        assert!(text.ends_with("\r\n0\r\n\r\n"));
        assert!(served.process.wait().unwrap().success(), "SIG{signal}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_never_reads_does_not_hold_the_service_up() {
    let app = App::empty().await;
    let mut served = Served::start(&app.database.url());
    // A request that is never finished.
    let mut idle = TcpStream::connect(&served.address).unwrap();
    write!(idle, "GET / HTTP/1.1\r\nhost:").unwrap();
    let asked = Instant::now();
    served.signal("TERM");
    assert!(served.process.wait().unwrap().success());
    assert!(asked.elapsed() < Duration::from_secs(20), "{:?}", asked.elapsed());
}

/// What the service says of a fixture.
fn checked(served: &Served, query: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(&served.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let length = body.len();
    write!(
        stream,
        "POST /checks{query} HTTP/1.1\r\nhost: h\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_that_are_added_are_checked_by_the_service_too() {
    let app = App::empty().await;
    let body = include_str!("../fixtures/check/1.5.0/state-public.xml").replace("1.5.0.beta3", "1.5.0.9");
    let without = Served::start(&app.database.url());
    let answer = checked(&without, "?only=1.1", &body);
    assert!(answer.contains("\"verdict\":\"errors\""), "{answer}");

    let directory = tempfile::tempdir().unwrap();
    let added = directory.path().join("1.5.0.9.json");
    let catalogue = include_str!("../schemas/jvf/1.5.0.json").replace("1.5.0.beta3", "1.5.0.9");
    std::fs::write(&added, catalogue).unwrap();
    let served = Served::start_with(&app.database.url(), &["--catalogues", added.to_str().unwrap()]);
    let answer = checked(&served, "?only=1.1", &body);
    assert!(answer.contains("\"verdict\":\"ok\""), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_service_checks_by_the_combinations_of_its_operator() {
    let app = App::empty().await;
    let body = include_str!("../fixtures/check/1.4.3/attributes-in-order.jvf.xml");
    let directory = tempfile::tempdir().unwrap();
    let list = directory.path().join("combinations.json");
    let combination = r#"{"combinations":[{"code":"any-fence","types":["Plot"],"values":{"DruhPlotu":{"empty":false}},
        "cs":"takový plot tu nestojí","en":"no such fence stands here"}]}"#;
    std::fs::write(&list, combination).unwrap();
    let served = Served::start_with(&app.database.url(), &["--combinations", list.to_str().unwrap()]);
    let answer = checked(&served, "?only=2.1", body);
    assert!(answer.contains("no such fence stands here"), "{answer}");

    std::fs::write(&list, "{").unwrap();
    let refused = Command::new(env!("CARGO_BIN_EXE_dtm"))
        .args(["serve", "--port", "0", "--combinations"])
        .arg(&list)
        .env("DATABASE_URL", app.database.url())
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
}
