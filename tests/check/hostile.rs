//! Files made to harm: `dtm check` refuses each with an error of check 1.1 (or of the check it concerns), in little time and
//! memory. The built program is measured from outside, by `benches/measure.py`.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

use crate::kit;

/// How much more memory a hostile file may take than a small one, in MiB, when the program is not optimised: it is some 40
/// larger by itself than the one that people use.
const MORE_MEMORY: f64 = 43.0;

/// Peak of memory in MiB of the optimised program.
const MOST_MEMORY: f64 = 64.0;

/// Seconds from the start of the process to its exit, when the program is optimised and when it is not.
const MOST_SECONDS: [f64; 2] = [2.0, 10.0];

const MEGABYTE: usize = 1_000_000;

/// Up to where a head ends and the element `Data` begins.
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<JVFDTM xmlns="objtyp" xmlns:c="cmn" xmlns:a="atr" xmlns:g="http://www.opengis.net/gml/3.2"><DataJVFDTM>
<c:VerzeJVFDTM>1.4.3</c:VerzeJVFDTM><c:DatumZapisu>2026-07-01T08:00:00</c:DatumZapisu><c:TypZapisu>změnové věty</c:TypZapisu>"#;

/// From there up to the first record.
const TYPE: &str = r#"<Data><PodrobnyBodZPS><ObjektovyTypNazev xmlns="pobzps" code_base="0100000218" code_suffix="01">podrobný bod ZPS</ObjektovyTypNazev>
<KategorieObjektu xmlns="pobzps">Geodetické prvky</KategorieObjektu><SkupinaObjektu xmlns="pobzps">Podrobný bod</SkupinaObjektu>
<ObsahovaCast xmlns="pobzps">ZPS</ObsahovaCast><ZaznamyObjektu xmlns="pobzps">"#;

/// A record up to its attributes' values; [`POSITION`] follows, then the numbers and [`RECORD_END`].
const RECORD: &str =
    "<ZaznamObjektu><c:ZapisObjektu>i</c:ZapisObjektu><AtributyObjektu><a:SpolecneAtributyVsechObjektu/>";

const LEVEL: &str = "<a:UrovenUmisteniObjektuZPS>0</a:UrovenUmisteniObjektuZPS>";

const VALUES: &str = "<a:TridaPresnostiPoloha>3</a:TridaPresnostiPoloha><a:TridaPresnostiVyska>3</a:TridaPresnostiVyska><a:ZpusobPorizeniPB_ZPS>1</a:ZpusobPorizeniPB_ZPS><a:CisloBodu/>";

const POSITION: &str = r#"</AtributyObjektu><GeometrieObjektu><g:pointProperty><g:Point g:id="G1" srsName="EPSG:5514" srsDimension="3"><g:pos>"#;

const RECORD_END: &str = "</g:pos></g:Point></g:pointProperty></GeometrieObjektu></ZaznamObjektu>";

const END: &str = "</ZaznamyObjektu></PodrobnyBodZPS></Data></DataJVFDTM></JVFDTM>";

/// Where a file is written.
type Sink<'a> = &'a mut BufWriter<File>;

/// What a refusal looks like: the check, a part of its English text, and how far the file was read at most.
struct Refusal {
    check: &'static str,
    says: &'static str,
    offset: u64,
}

const fn refusal(check: &'static str, says: &'static str) -> Refusal {
    let offset = u64::MAX;
    Refusal { check, says, offset }
}

/// Makes a file, checks it, and looks at the report and at what it has cost.
fn refused(name: &str, expected: &Refusal, make: impl FnOnce(Sink<'_>) -> io::Result<()>) {
    if Command::new("python3").arg("--version").output().is_err() {
        kit::skip("memory is measured by benches/measure.py, which needs python3");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("{name}.xml"));
    let mut file = BufWriter::with_capacity(1 << 20, File::create(&path).unwrap());
    make(&mut file).unwrap();
    file.into_inner().unwrap();
    let (seconds, memory, report) = checked(&path);
    let optimised = std::env::var_os("DTM_OPTIMISED").is_some();
    eprintln!("{name}: {seconds} s, {memory} MiB");
    let findings = report["files"][0]["findings"].as_array().unwrap();
    let found = findings.iter().find(|finding| {
        let text = finding["message"]["en"].as_str().unwrap();
        finding["check"] == expected.check && finding["severity"] == "error" && text.contains(expected.says)
    });
    let Some(found) = found else {
        let first: Vec<String> = findings.iter().take(5).map(Value::to_string).collect();
        let first: Vec<String> = first
            .iter()
            .map(|text| text.chars().take(600).collect())
            .collect();
        panic!("{name}: {} not found in {first:#?}", expected.says);
    };
    assert!(
        found.to_string().len() < 10_000,
        "{name}: a finding repeats what is in the file"
    );
    let offset = found["position"]["offset"].as_u64();
    assert!(
        offset.unwrap_or_default() <= expected.offset,
        "{name}: {offset:?}"
    );
    if optimised {
        assert!(memory <= MOST_MEMORY, "{name}: {memory} MiB");
    } else {
        let more = memory - memory_of_a_small_file();
        assert!(more <= MORE_MEMORY, "{name}: {more} MiB more than a small file");
    }
    let most = MOST_SECONDS[usize::from(!optimised)];
    assert!(seconds <= most, "{name}: {seconds} s");
}

/// The program that is asked: `DTM_OPTIMISED` names one that was built for use, which has to keep stricter limits.
fn program() -> OsString {
    std::env::var_os("DTM_OPTIMISED").unwrap_or_else(|| env!("CARGO_BIN_EXE_dtm").into())
}

/// Peak of memory in MiB while a file with one fault is checked.
fn memory_of_a_small_file() -> f64 {
    static MEMORY: OnceLock<f64> = OnceLock::new();
    *MEMORY.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("small.xml");
        let record = format!("{RECORD}{LEVEL}{VALUES}{POSITION}-521190.00 -1166290.00 231.10{RECORD_END}");
        std::fs::write(&path, format!("{HEAD}{TYPE}{record}{END}")).unwrap();
        checked(&path).1
    })
}

/// Seconds, MiB and the report of a check whose outcome is that there are errors.
fn checked(path: &Path) -> (f64, f64, Value) {
    let report = path.with_extension("json");
    let output = Command::new("python3")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/measure.py"))
        .arg(program())
        .args([
            "check",
            "--format",
            "json",
            "--region",
            "CZ072",
            "--threads",
            "2",
            "--output",
        ])
        .args([&report, path])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{}: {told}", path.display());
    let measured = String::from_utf8(output.stdout).unwrap();
    let (seconds, memory) = measured.trim().split_once(' ').unwrap();
    let report = std::fs::read(report).unwrap();
    (
        seconds.parse().unwrap(),
        memory.parse().unwrap(),
        serde_json::from_slice(&report).unwrap(),
    )
}

fn repeat(file: Sink<'_>, what: &str, bytes: usize) -> io::Result<()> {
    let block = what.repeat((1 << 20) / what.len() + 1);
    for _ in 0..=bytes / block.len() {
        file.write_all(block.as_bytes())?;
    }
    Ok(())
}

#[test]
fn entities_are_refused_before_they_can_grow() {
    refused("laughs", &refusal("1.1", "document type"), |file| {
        writeln!(
            file,
            "<?xml version=\"1.0\"?><!DOCTYPE JVFDTM [<!ENTITY a0 \"ha\">"
        )?;
        for n in 1..40 {
            writeln!(file, "<!ENTITY a{n} \"&a{0};&a{0};\">", n - 1)?;
        }
        write!(file, "]><JVFDTM xmlns=\"objtyp\">&a39;</JVFDTM>")
    });
    refused("external", &refusal("1.1", "document type"), |file| {
        write!(
            file,
            "<!DOCTYPE JVFDTM [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
        )?;
        write!(file, "<JVFDTM xmlns=\"objtyp\">&x;</JVFDTM>")
    });
    refused("undeclared", &refusal("1.1", "entity &x;"), |file| {
        write!(file, "{HEAD}{TYPE}{RECORD}&x;{POSITION}{RECORD_END}{END}")
    });
}

#[test]
fn ten_million_attributes_are_refused_after_the_first() {
    refused(
        "attributes-of-the-head",
        &refusal("1.1", "256 attributes"),
        |file| {
            write!(file, "{HEAD}<a")?;
            for n in 0..10_000_000 {
                write!(file, " a{n}=''")?;
            }
            write!(file, "/>")
        },
    );
    refused("namespaces", &refusal("1.1", "256 attributes"), |file| {
        write!(file, "{HEAD}<a")?;
        for n in 0..MEGABYTE {
            write!(file, " xmlns:n{n}='{n}'")?;
        }
        write!(file, "/>")
    });
}

#[test]
fn a_million_levels_are_refused() {
    refused("depth", &refusal("1.1", "deeper than 64"), |file| {
        write!(file, "{HEAD}")?;
        repeat(file, "<a>", 3 * MEGABYTE)
    });
    refused("depth-of-a-record", &refusal("1.1", "deeper than 64"), |file| {
        write!(file, "{HEAD}{TYPE}{RECORD}")?;
        repeat(file, "<a>", 3 * MEGABYTE)?;
        repeat(file, "</a>", 4 * MEGABYTE)?;
        write!(file, "{POSITION}{RECORD_END}{END}")
    });
    refused(
        "namespaces-in-force",
        &refusal("1.1", "1024 namespaces"),
        |file| {
            write!(file, "{HEAD}")?;
            for n in 0..10_000 {
                write!(file, "<a")?;
                for m in 0..100 {
                    write!(file, " xmlns:n{n}_{m}='{m}'")?;
                }
                write!(file, ">")?;
            }
            Ok(())
        },
    );
}

/// That a file of 200 MB was left after a twentieth of it, told by the finding's place, stands for one of 5 GB.
#[test]
fn endless_white_space_ends_the_reading() {
    let long = Refusal {
        offset: 1000,
        ..refusal("1.1", "10 MB")
    };
    refused("before-the-root", &long, |file| {
        repeat(file, " \n", 200 * MEGABYTE)
    });
    refused("in-the-head", &long, |file| {
        write!(file, "{HEAD}")?;
        repeat(file, " \n", 200 * MEGABYTE)
    });
    refused("in-a-text", &long, |file| {
        write!(file, "{}", HEAD.replace("změnové věty</c:TypZapisu>", ""))?;
        repeat(file, "\r\n", 200 * MEGABYTE)
    });
}

#[test]
fn other_encodings_are_refused() {
    let utf16 = |big: bool| {
        let text = HEAD.replace("UTF-8", "UTF-16");
        let units = std::iter::once(0xfeff).chain(text.encode_utf16().collect::<Vec<_>>());
        units.flat_map(move |unit| {
            if big {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        })
    };
    let not_utf8 = refusal("1.1", "not UTF-8");
    refused("utf-16-le", &not_utf8, |file| {
        file.write_all(&utf16(false).collect::<Vec<_>>())
    });
    refused("utf-16-be", &not_utf8, |file| {
        file.write_all(&utf16(true).collect::<Vec<_>>())
    });
    refused("declared", &not_utf8, |file| {
        write!(file, "{}{TYPE}{END}", HEAD.replace("UTF-8", "windows-1250"))
    });
    refused("windows-1250", &not_utf8, |file| {
        let (before, after) = HEAD.split_once("změnové věty").unwrap();
        file.write_all(before.as_bytes())?;
        file.write_all(b"zm\xecnov\xe9 v\xecty")?;
        write!(file, "{after}{TYPE}{END}")
    });
    refused("overlong", &not_utf8, |file| {
        write!(file, "{HEAD}{TYPE}{RECORD}")?;
        file.write_all(b"\xc0\xbca/\xc0\xbe")?;
        write!(file, "{POSITION}{RECORD_END}{END}")
    });
}

/// A hole of 5 GB reads as zeros and takes no room on the disk.
#[test]
fn nul_bytes_are_refused() {
    let control = refusal("1.1", "control character");
    let hole = |file: Sink<'_>| file.seek(SeekFrom::Current(5_000_000_000)).map(drop);
    refused("nul", &control, |file| write!(file, "{HEAD}\0{TYPE}{END}"));
    refused("nul-at-first", &refusal("1.1", "UTF-8"), |file| {
        write!(file, "\0{HEAD}{TYPE}{END}")
    });
    refused("hole-in-the-head", &control, |file| {
        write!(file, "{HEAD}")?;
        hole(file)?;
        write!(file, "{TYPE}{END}")
    });
}

#[test]
fn gigantic_literals_are_refused_as_values() {
    let digits = |file: Sink<'_>| repeat(file, "7", 9 * MEGABYTE);
    refused("coordinate", &refusal("1.5", "is not a coordinate"), |file| {
        write!(file, "{HEAD}{TYPE}{RECORD}{LEVEL}{VALUES}{POSITION}")?;
        digits(file)?;
        write!(file, " -1166290.00 231.10{RECORD_END}{END}")
    });
    refused("integer", &refusal("1.1", ""), |file| {
        write!(file, "{HEAD}{TYPE}{RECORD}<a:UrovenUmisteniObjektuZPS>")?;
        digits(file)?;
        write!(
            file,
            "</a:UrovenUmisteniObjektuZPS>{VALUES}{POSITION}-521190.00 -1166290.00 231.10{RECORD_END}{END}"
        )
    });
    refused("operation", &refusal("1.1", ""), |file| {
        write!(file, "{HEAD}{TYPE}<ZaznamObjektu><c:ZapisObjektu>")?;
        digits(file)?;
        write!(file, "</c:ZapisObjektu></ZaznamObjektu>{END}")
    });
}

#[test]
fn records_of_megabytes_do_not_pile_up() {
    refused(
        "records-of-9-MB",
        &refusal("1.5", "is not a coordinate"),
        |file| {
            write!(file, "{HEAD}{TYPE}")?;
            for _ in 0..12 {
                write!(file, "{RECORD}{LEVEL}{VALUES}{POSITION}")?;
                repeat(file, "7", 9 * MEGABYTE)?;
                write!(file, " -1166290.00 231.10{RECORD_END}")?;
            }
            write!(file, "{END}")
        },
    );
}

#[test]
fn a_record_of_a_hundred_megabytes_is_refused() {
    refused("record", &refusal("1.1", "10 MB"), |file| {
        write!(file, "{HEAD}{TYPE}{RECORD}")?;
        repeat(file, LEVEL, 100 * MEGABYTE)?;
        write!(file, "{POSITION}-521190.00 -1166290.00 231.10{RECORD_END}{END}")
    });
}

#[test]
fn a_million_faults_are_counted_not_kept() {
    refused("faults-of-records", &refusal("1.1", ""), |file| {
        write!(file, "{HEAD}{TYPE}")?;
        repeat(file, "<ZaznamObjektu/>", 6 * MEGABYTE)?;
        write!(file, "{END}")
    });
}

#[test]
fn a_comment_without_end_is_refused() {
    refused("comment", &refusal("1.1", "10 MB"), |file| {
        write!(file, "{HEAD}<!--")?;
        repeat(file, "comment ", 100 * MEGABYTE)
    });
}

#[test]
fn a_comment_without_end_inside_a_record_is_refused() {
    refused("comment-in-a-record", &refusal("1.1", "10 MB"), |file| {
        write!(file, "{HEAD}{TYPE}{RECORD}<!--")?;
        repeat(file, "comment ", 100 * MEGABYTE)
    });
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    let whole = format!(
        "{HEAD}{TYPE}{RECORD}{LEVEL}{VALUES}{POSITION}-521190.00 -1166290.00 231.10{RECORD_END}{END}"
    );
    let options = super::files::options();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.xml");
    for end in 0..whole.len() {
        std::fs::write(&path, &whole.as_bytes()[..end]).unwrap();
        let report = dtm::check::check(&path, "cut", &options).unwrap();
        let errors = report.findings.iter().filter(|finding| {
            finding.check.to_string() == "1.1" && finding.severity == dtm::check::Severity::Error
        });
        assert!(errors.count() >= 1, "cut at {end}");
    }
}

#[test]
fn ten_million_attributes_inside_a_record_are_refused() {
    refused("attributes-of-a-record", &refusal("1.1", "10 MB"), |file| {
        write!(file, "{HEAD}{TYPE}{RECORD}<a")?;
        for n in 0..10_000_000 {
            write!(file, " a{n}=''")?;
        }
        write!(file, "/>")
    });
}

#[test]
fn endless_white_space_behind_the_head_ends_the_reading() {
    let long = Refusal {
        offset: 3000,
        ..refusal("1.1", "10 MB")
    };
    refused("between-records", &long, |file| {
        write!(file, "{HEAD}{TYPE}")?;
        repeat(file, "\t", 200 * MEGABYTE)?;
        write!(file, "{END}")
    });
    refused("in-a-record", &long, |file| {
        write!(file, "{HEAD}{TYPE}{RECORD}")?;
        repeat(file, " ", 200 * MEGABYTE)?;
        write!(file, "{POSITION}{RECORD_END}{END}")
    });
}

#[test]
fn a_hole_behind_the_head_is_refused() {
    let control = refusal("1.1", "control character");
    let hole = |file: Sink<'_>| file.seek(SeekFrom::Current(5_000_000_000)).map(drop);
    refused("hole-between-records", &control, |file| {
        write!(file, "{HEAD}{TYPE}")?;
        hole(file)?;
        write!(file, "{END}")
    });
}

#[test]
fn a_million_faults_of_one_record_are_counted_not_kept() {
    refused("faults-of-a-record", &refusal("1.1", ""), |file| {
        write!(file, "{HEAD}{TYPE}{RECORD}")?;
        repeat(file, "<a:x/>", 6 * MEGABYTE)?;
        write!(file, "{POSITION}-521190.00 -1166290.00 231.10{RECORD_END}{END}")
    });
}

#[test]
fn a_million_faults_of_the_head_are_counted_not_kept() {
    refused("faults-of-the-head", &refusal("1.1", ""), |file| {
        write!(file, "{HEAD}<Data>")?;
        repeat(file, "<x/>", 4 * MEGABYTE)?;
        write!(file, "</Data></DataJVFDTM></JVFDTM>")
    });
}

#[test]
fn a_million_digits_of_a_second_are_no_date() {
    refused("fraction", &refusal("1.1", ""), |file| {
        let (before, after) = HEAD.split_once("</c:DatumZapisu>").unwrap();
        write!(file, "{before}.")?;
        repeat(file, "7", MEGABYTE)?;
        write!(file, "x</c:DatumZapisu>{after}{TYPE}{END}")
    });
}
