//! Reports made by hand: every kind of finding, texts that want to break out, a file without findings, none at all.

use chrono::NaiveDate;
use dtm::check::table::Group;
use dtm::check::{
    CheckId, CheckOutcome, FeatureRef, FileReport, Finding, LeftOpen, ObjectCount, Place, RecordMode, Report,
    Severity, State, Submission, Texts, Verdict,
};
use dtm::model::catalogue::Part;
use dtm::model::{Coordinate, Dimension, Geometry, Shape};

/// A text that ends what it stands in, wherever that is.
pub const HOSTILE: &str =
    "</script><script>alert(1)</script>]]>--><!--\"'`&amp;<img src=x onerror=alert(1)>\u{1}\u{1b}[31m";

pub fn id(group: Group, number: u8) -> CheckId {
    CheckId::new(group, number)
}

pub fn c(x: f64, y: f64) -> Coordinate {
    let cm = |metres: f64| (metres * 100.0).round() as i32;
    Coordinate::new(cm(-742_000.0 + x), cm(-1_043_000.0 + y), cm(251.07))
}

pub fn line(positions: &[(f64, f64)]) -> Vec<Coordinate> {
    positions.iter().map(|(x, y)| c(*x, *y)).collect()
}

fn square(x: f64, y: f64, size: f64) -> Vec<Coordinate> {
    line(&[(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)])
}

pub fn flat(shape: Shape) -> Option<Geometry> {
    Some(Geometry::new(Dimension::Two, shape))
}

pub fn high(shape: Shape) -> Option<Geometry> {
    Some(Geometry::new(Dimension::Three, shape))
}

pub fn feature(element: &str, number: u64) -> FeatureRef {
    FeatureRef {
        id: Some(format!("42{number:09}")),
        external_id: None,
        gml_id: Some(format!("{element}.{number}")),
        element: Some(element.to_owned()),
        record: Some(number),
    }
}

pub fn finding(check: CheckId, severity: Severity, czech: &str, english: &str) -> Finding {
    Finding {
        check,
        severity,
        text: Texts::new(czech, english),
        feature: None,
        related: Vec::new(),
        position: None,
        location: None,
    }
}

fn at(line: u64, column: u64) -> Option<Place> {
    Some(Place {
        line,
        column,
        offset: line * 80 + column - 1,
    })
}

fn count(element: &str, name: &str, part: Part, numbers: [u64; 4]) -> ObjectCount {
    ObjectCount {
        element: element.to_owned(),
        code: "0100000112".to_owned(),
        suffix: "02".to_owned(),
        name: name.to_owned(),
        part,
        insert: numbers[0],
        update: numbers[1],
        delete: numbers[2],
        reference: numbers[3],
    }
}

/// The outcomes of the checks of groups 1 to 4; those that are built have the findings given.
fn outcomes(findings: &[Finding], more: u64) -> Vec<CheckOutcome> {
    let groups = [
        (Group::Format, 7),
        (Group::Attributes, 2),
        (Group::Topology, 13),
        (Group::Areas, 11),
        (Group::Other, 1),
    ];
    let all = groups
        .into_iter()
        .flat_map(|(group, last)| (1..=last).map(move |number| id(group, number)));
    let outcome = |check: CheckId| {
        let of_check = || findings.iter().filter(|f| f.check == check);
        let worst = of_check().map(|f| Verdict::from(f.severity)).max();
        let state = match check.group {
            Group::Topology | Group::Areas => State::NotRun(Texts::new(
                "kontrola zatím není vytvořena",
                "the check is not built yet",
            )),
            Group::Other => State::NotRun(Texts::new("nebyla vybrána volbou --only", "not chosen by --only")),
            _ => State::Run(worst.unwrap_or(Verdict::Ok)),
        };
        let more = if check == id(Group::Format, 6) { more } else { 0 };
        CheckOutcome {
            check,
            state,
            findings: of_check().count() as u64 + more,
            left_open: (check == id(Group::Format, 1) && worst.is_some()).then(|| LeftOpen {
                cases: 7,
                why: Texts::new(
                    "zbytek souboru nebylo možné číst",
                    "the rest of the file could not be read",
                ),
            }),
        }
    };
    all.map(outcome).collect()
}

pub fn file(path: &str, findings: Vec<Finding>, objects: Vec<ObjectCount>) -> FileReport {
    let day = NaiveDate::from_ymd_opt(2026, 8, 11).unwrap();
    FileReport {
        path: path.to_owned(),
        submission: Submission::default(),
        jvf_version: Some("1.4.3".to_owned()),
        record_mode: Some(RecordMode::Changes),
        objects,
        checks: outcomes(&findings, 0),
        findings,
        background: Vec::new(),
        began: day.and_hms_opt(10, 15, 2).unwrap(),
        ended: day.and_hms_milli_opt(10, 15, 3, 250).unwrap(),
    }
}

/// Findings of each kind of geometry and without one, with and without objects, partners and places.
fn all_kinds() -> Vec<Finding> {
    let (structure, kinds, range) = (id(Group::Format, 1), id(Group::Format, 4), id(Group::Format, 5));
    let (precision, inside, attributes) = (
        id(Group::Format, 6),
        id(Group::Format, 7),
        id(Group::Attributes, 1),
    );
    let mut findings = vec![
        Finding {
            position: at(12, 34),
            feature: Some(feature("HraniceBudovy", 3)),
            ..finding(
                structure,
                Severity::Error,
                "v elementu „AtributyObjektu“ chybí „UrovenUmisteniObjektuZPS“; doplňte jej",
                "`UrovenUmisteniObjektuZPS` is missing in `AtributyObjektu`; add it",
            )
        },
        Finding {
            position: at(4, 1),
            ..finding(
                structure,
                Severity::Error,
                "datum zápisu „včera“ není xs:dateTime; zapište je jako 2024-03-01T10:00:00",
                "the date `včera` is no xs:dateTime; write it like 2024-03-01T10:00:00",
            )
        },
        Finding {
            position: at(88, 9),
            feature: Some(feature("Plot", 17)),
            related: (18..23).map(|n| feature("Plot", n)).collect(),
            location: high(Shape::Line(line(&[(10.0, 10.0), (42.5, 31.07), (60.0, 30.0)]))),
            ..finding(
                kinds,
                Severity::Error,
                "linie není řada úseček; nahraďte oblouk úsečkami",
                "the line is no sequence of segments; put segments for the arc",
            )
        },
        Finding {
            location: flat(Shape::Point(c(25.0, 70.0))),
            feature: Some(feature("PodrobnyBodZPS", 44)),
            ..finding(
                range,
                Severity::Error,
                "výška 2 310,00 m je mimo rozsah 1 až 1 620 m",
                "the height 2310.00 m is outside of 1 to 1620 m",
            )
        },
        Finding {
            location: high(Shape::MultiLine(vec![
                line(&[(70.0, 60.0), (90.0, 60.0)]),
                line(&[(90.0, 60.0), (90.0, 85.0)]),
            ])),
            feature: Some(feature("BudovaPlocha", 45)),
            ..finding(
                inside,
                Severity::Error,
                "geometrie přesahuje oblast změny; zvětšete oblast změny",
                "the geometry leaves the change area; enlarge the change area",
            )
        },
        Finding {
            location: flat(Shape::Polygon(vec![
                square(60.0, 5.0, 20.0),
                square(65.0, 10.0, 5.0),
            ])),
            feature: Some(FeatureRef {
                external_id: Some("síť/7".to_owned()),
                ..feature("OchrannePasmo", 46)
            }),
            position: at(120, 5),
            ..finding(
                inside,
                Severity::Warning,
                "plocha se oblasti změny jen dotýká",
                "the area only touches the change area",
            )
        },
        finding(
            attributes,
            Severity::Warning,
            "doprovodné informace nemají číslo ověření",
            "the accompanying information has no number of verification",
        ),
    ];
    for number in 0..24_u32 {
        let step = f64::from(number);
        findings.push(Finding {
            position: at(200 + u64::from(number), 41),
            feature: Some(feature("HraniceBudovy", 100 + u64::from(number))),
            location: high(Shape::Point(c(5.0 + step * 4.0, 50.0 + (step / 3.0).sin() * 8.0))),
            ..finding(
                precision,
                Severity::Warning,
                "souřadnice má více než dvě desetinná místa; zaokrouhlete ji na centimetry",
                "a coordinate has more than two decimals; round it to centimetres",
            )
        });
    }
    findings
}

/// A block of houses, as a picture's background.
pub fn block(houses: u32) -> Vec<Geometry> {
    let row = houses.isqrt().max(1);
    let house = |number: u32| {
        let (x, y) = (f64::from(number % row) * 24.0, f64::from(number / row) * 24.0);
        high(Shape::Line(line(&[
            (x, y),
            (x + 12.0, y + 1.0),
            (x + 11.0, y + 10.0),
            (x - 1.0, y + 9.0),
            (x, y),
        ])))
    };
    (0..houses).filter_map(house).collect()
}

/// One file with everything.
pub fn everything() -> Report {
    let mut told = file(
        "dodávka/ulice.jvf.xml",
        all_kinds(),
        vec![
            count("HraniceBudovy", "hranice budovy", Part::Zps, [1200, 130, 61, 0]),
            count("Plot", "plot", Part::Zps, [12, 1, 4, 0]),
            count("PodrobnyBodZPS", "podrobný bod ZPS", Part::Zps, [3, 0, 0, 0]),
        ],
    );
    told.checks = outcomes(&told.findings, 12_310);
    told.background = block(16);
    Report { files: vec![told] }
}

/// A file with both content parts, one finding in each and one in neither.
pub fn both_parts() -> FileReport {
    let check = id(Group::Attributes, 1);
    let of = |element: &str, severity| Finding {
        feature: Some(feature(element, 1)),
        ..finding(check, severity, "chybí hodnota", "a value is missing")
    };
    file(
        "smíšené.jvf.xml",
        vec![
            of("Plot", Severity::Error),
            of("TrasaVodovodniSite", Severity::Warning),
            finding(
                id(Group::Format, 3),
                Severity::Warning,
                "mimo kraj",
                "outside of the region",
            ),
        ],
        vec![
            count("Plot", "plot", Part::Zps, [1, 0, 0, 0]),
            count(
                "TrasaVodovodniSite",
                "trasa vodovodní sítě",
                Part::Ti,
                [1, 0, 0, 0],
            ),
        ],
    )
}

/// A file whose texts want to break out of whatever they stand in.
pub fn hostile() -> FileReport {
    let mut finding = finding(id(Group::Format, 1), Severity::Error, HOSTILE, HOSTILE);
    finding.feature = Some(FeatureRef {
        id: Some(HOSTILE.to_owned()),
        external_id: Some(HOSTILE.to_owned()),
        gml_id: Some(HOSTILE.to_owned()),
        element: Some(HOSTILE.to_owned()),
        record: Some(u64::MAX >> 12),
    });
    finding.related = vec![FeatureRef {
        element: Some(HOSTILE.to_owned()),
        ..FeatureRef::default()
    }];
    finding.location = flat(Shape::Point(Coordinate::new(i32::MIN, i32::MAX, 0)));
    let mut told = file(
        HOSTILE,
        vec![finding],
        vec![count(HOSTILE, HOSTILE, Part::Zps, [1, 0, 0, 0])],
    );
    told.jvf_version = Some(HOSTILE.to_owned());
    told.submission = Submission {
        change: HOSTILE.to_owned(),
        request: HOSTILE.to_owned(),
        run: HOSTILE.to_owned(),
    };
    for outcome in &mut told.checks {
        if let State::NotRun(reason) = &mut outcome.state {
            *reason = Texts::new(HOSTILE, HOSTILE);
        }
    }
    told
}

/// A file that nothing is known of.
pub fn unreadable() -> FileReport {
    let structure = finding(
        id(Group::Format, 1),
        Severity::Error,
        "soubor není XML",
        "the file is no XML",
    );
    let mut told = file("obrázek.png", vec![structure], Vec::new());
    told.jvf_version = None;
    told.record_mode = None;
    told
}

/// Several files of all sorts, one of them faultless.
pub fn several() -> Report {
    let Report { mut files } = everything();
    let clean = vec![count("Plot", "plot", Part::Zps, [0, 0, 0, 7])];
    files.push(FileReport {
        record_mode: Some(RecordMode::State),
        ..file("bez chyb.jvf.xml", Vec::new(), clean)
    });
    files.extend([both_parts(), hostile(), unreadable()]);
    Report { files }
}

/// The page's limits: 1 000 findings over 100 000 vertices.
pub fn big() -> Report {
    let findings = (0..1_000_u32).map(|number| {
        let (x, y) = (f64::from(number % 40) * 85.0, f64::from(number / 40) * 130.0);
        let shape = match number % 3 {
            0 => Shape::Point(c(x, y)),
            1 => Shape::Line(line(&[(x, y), (x + 20.0, y + 3.0)])),
            _ => Shape::Polygon(vec![square(x, y, 15.0)]),
        };
        let severity = if number % 4 == 0 {
            Severity::Error
        } else {
            Severity::Warning
        };
        Finding {
            position: at(u64::from(number) * 7 + 30, 12),
            feature: Some(feature("HraniceBudovy", 1 + u64::from(number))),
            location: high(shape),
            ..finding(
                id(Group::Format, 6),
                severity,
                "souřadnice má více než dvě desetinná místa; zaokrouhlete ji na centimetry",
                "a coordinate has more than two decimals; round it to centimetres",
            )
        }
    });
    let mut told = file("velký.jvf.xml", findings.collect(), Vec::new());
    told.background = block(20_000);
    Report { files: vec![told] }
}
