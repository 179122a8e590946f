//! What accompanies issued data: only what deliveries in force told, what the audience may know and what belongs to the area.

use dtm::export::{DataSet, StateRequest};
use dtm::intake::Verdict;
use dtm::model::area::{Polygons, read_ring_text};
use dtm::model::{Audience, Catalogue, Region};
use dtm::store::{Reverted, Unknown};

use super::region;
use crate::import::{Bench, points};

/// A square of a side in metres around a position.
pub fn square(x: f64, size: f64) -> String {
    let (west, east, south, north) = (x - size, x + size, -990_000.5 - size, -990_000.5 + size);
    format!(
        "{west:.2} {south:.2} {east:.2} {south:.2} {east:.2} {north:.2} {west:.2} {north:.2} {west:.2} {south:.2}"
    )
}

/// The same ring from its second position on, the other way round.
fn turned(ring: &str) -> String {
    let words: Vec<_> = ring.split(' ').collect();
    let mut positions: Vec<_> = words.chunks(2).map(|pair| pair.join(" ")).collect();
    positions.pop();
    positions.reverse();
    positions.rotate_left(1);
    positions.push(positions[0].clone());
    positions.join(" ")
}

fn polygon(id: &str, ring: &str) -> String {
    format!(
        "<g:surfaceProperty><g:Polygon g:id=\"{id}\" srsName=\"EPSG:5514\" srsDimension=\"2\"><g:exterior><g:LinearRing><g:posList>{ring}\
         </g:posList></g:LinearRing></g:exterior></g:Polygon></g:surfaceProperty>"
    )
}

pub fn change(job: &str, area: &str) -> String {
    format!(
        "<UdajeOZmenach><ZaznamZmeny><NazevZakazky>{job}</NazevZakazky><Zpracovatel>Jana Nováková</Zpracovatel>\
         <OrganizaceZpracovatele>Firma</OrganizaceZpracovatele><DatumMereni>2026-05-01</DatumMereni>\
         <DatumZpracovani>2026-05-02</DatumZpracovani><OblastZmeny>{area}</OblastZmeny></ZaznamZmeny></UdajeOZmenach>"
    )
}

fn subject(name: &str) -> String {
    format!(
        "<UdajeOVlastnicichSpravcichProvozovatelich><ZaznamVSP><IDVSP>SUBJ-00000001</IDVSP><NazevVSP>{name}</NazevVSP></ZaznamVSP>\
         </UdajeOVlastnicichSpravcichProvozovatelich>"
    )
}

fn complete(roles: &[(&str, &str)]) -> String {
    let record = |(role, area): &(&str, &str)| {
        format!(
            "<ZaznamZPS><AtributyObjektu><a:SpolecneAtributyVsechObjektu><a:PopisObjektu>{role}</a:PopisObjektu></a:SpolecneAtributyVsechObjektu>\
             <a:SpolecneAtributyObjektuZPS><a:UrovenUmisteniObjektuZPS>0</a:UrovenUmisteniObjektuZPS><a:TridaPresnostiPoloha>3\
             </a:TridaPresnostiPoloha><a:TridaPresnostiVyska>3</a:TridaPresnostiVyska><a:ZpusobPorizeniZPS>1</a:ZpusobPorizeniZPS>\
             </a:SpolecneAtributyObjektuZPS></AtributyObjektu><GeometrieObjektu><PlochaZPS>{area}</PlochaZPS></GeometrieObjektu></ZaznamZPS>"
        )
    };
    let records: Vec<_> = roles.iter().map(record).collect();
    format!("<OblastiKompletniZPS>{}</OblastiKompletniZPS>", records.join(""))
}

/// Imports one point and what accompanies it; each delivery has a place of its own, ten metres further west.
pub async fn deliver(bench: &Bench, number: u32, accompanying: &str) {
    let x = place(number);
    let text = points(&[("i", "", x, "1")]).replace(
        "</Data></DataJVFDTM>",
        &format!(
            "</Data><DoprovodneInformace xmlns=\"dopinf\" xmlns:g=\"http://www.opengis.net/gml/3.2\">{accompanying}\
             </DoprovodneInformace></DataJVFDTM>"
        ),
    );
    let file = bench.file(&format!("d{number}.xml"), &text);
    let report = bench.import(&file, Some("CZ042"), Unknown::Refuse).await;
    assert_eq!(report.verdict, Verdict::Applied, "{:?}", report.errors);
}

pub fn place(number: u32) -> f64 {
    -760_000.0 - 10.0 * f64::from(number)
}

/// What is asked for besides the data set.
pub struct Asked {
    pub audience: &'static str,
    pub at: Option<i32>,
    pub area: Option<Polygons>,
}

pub const ALL: Asked = Asked {
    audience: "entitled",
    at: None,
    area: None,
};

pub async fn request(bench: &Bench, set: u8, asked: Asked) -> StateRequest {
    let region: Region = region(&bench.store).await;
    StateRequest {
        number: asked.at.unwrap_or(region.last_change_set),
        region,
        audience: Audience::parse(asked.audience).unwrap(),
        persons_shown: true,
        catalogue: Catalogue::embedded("1.4.3").unwrap(),
        data_set: DataSet::new(set),
        area: asked.area,
        note: None,
    }
}

pub async fn written(bench: &Bench, request: StateRequest) -> String {
    let state = request.begin_jvf(&bench.store).await.unwrap();
    let writing = tokio::task::spawn_blocking(move || {
        let mut out = Vec::new();
        state.write(&mut out).map(|_| String::from_utf8(out).unwrap())
    });
    writing.await.unwrap().unwrap()
}

pub async fn issued(bench: &Bench, set: u8, asked: Asked) -> String {
    written(bench, request(bench, set, asked).await).await
}

/// The names of the jobs, as the issue tells them.
fn jobs(issue: &str) -> Vec<&str> {
    let after = issue.split("<NazevZakazky>").skip(1);
    after.filter_map(|rest| rest.split('<').next()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_delivered_polygon_stands_in_the_way_of_an_export() {
    let bench = Bench::new().await;
    let ring = square(place(1), 2.0);
    let curve = polygon("P", &ring)
        .replace("g:LinearRing", "g:Ring")
        .replace(
            "<g:posList>",
            "<g:curveMember><g:LineString g:id=\"L\"><g:posList>",
        )
        .replace("</g:posList>", "</g:posList></g:LineString></g:curveMember>");
    let high = polygon(
        "P",
        "-760010 -990000 1 -760000 -990000 2 -760000 -989990 3 -760010 -990000 1",
    )
    .replace(" srsDimension=\"2\"", "");
    let bowtie = "-760010 -990010 -760000 -990000 -760000 -990010 -760010 -990000 -760010 -990010";
    let flat = "-760010 -990010 -760010 -990010 -760010 -990010 -760010 -990010";
    let areas = [
        String::new(),
        polygon("P", " \n\t "),
        polygon("P", "-760010 -990000 NaN 1"),
        polygon("P", bowtie),
        polygon("P", flat),
        "<g:surfaceProperty><g:Polygon g:id=\"P\"><g:exterior/></g:Polygon></g:surfaceProperty>".to_owned(),
        curve,
        high,
        polygon("P", &ring).replace("EPSG:5514", "EPSG:4326"),
    ];
    for (number, area) in (1..).zip(&areas) {
        let both = format!(
            "{}{}",
            change(&format!("Z{number}"), area),
            complete(&[("NEW", area)])
        );
        deliver(&bench, number, &both).await;
    }
    let cut = read_ring_text("-770000,-995000,-750000,-995000,-750000,-975000").unwrap();
    for area in [None, Some(cut)] {
        let issue = issued(&bench, 9, Asked { area, ..ALL }).await;
        assert_eq!(issue.matches("<ZaznamObjektu>").count(), areas.len());
        assert_eq!(jobs(&issue).len(), areas.len(), "{issue}");
        assert_eq!(
            issue.matches("<ZaznamZPS ").count(),
            4,
            "those that are polygons, one of which comes twice"
        );
        assert!(
            issue.contains("-760000.00 -989990.00"),
            "the one with heights among them"
        );
    }
    let plain = request(&bench, 9, ALL).await.begin(&bench.store).await;
    assert!(plain.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_undone_accompanies_nothing_until_it_is_brought_back() {
    let bench = Bench::new().await;
    let area = polygon("P", &square(place(2), 2.0));
    deliver(
        &bench,
        1,
        &format!("{}{}", change("Z1", &area), subject("Vodárna")),
    )
    .await;
    let both = format!(
        "{}{}{}",
        change("Z2", &area),
        subject("Jiná vodárna"),
        complete(&[("NEW", &area)])
    );
    deliver(&bench, 2, &both).await;
    let own =
        "update feature set owner = 'SUBJ-00000001'; update feature_history set owner = 'SUBJ-00000001'";
    sqlx::raw_sql(own).execute(&mut bench.sql().await).await.unwrap();
    let region = region(&bench.store).await;
    for (undone, by) in [(2, 3), (3, 4), (4, 5)] {
        let reverted = bench.store.revert(&region, undone, "test").await.unwrap();
        assert!(
            matches!(reverted, Reverted::By(number, ..) if number == by),
            "{reverted:?}"
        );
    }
    for (at, told) in [(1, false), (2, true), (3, false), (4, true), (5, false)] {
        let asked = Asked { at: Some(at), ..ALL };
        let issue = issued(&bench, 9, asked).await;
        let expected: &[&str] = if told { &["Z1", "Z2"] } else { &["Z1"] };
        assert_eq!(jobs(&issue), expected, "{at}");
        assert_eq!(issue.contains("PlochaZPS"), told, "{at}");
        let name = if told { "Jiná vodárna" } else { "Vodárna" };
        let extract = dtm::store::Extract {
            region: region.number,
            number: at,
            types: None,
            area: None,
            own: false,
        };
        let ids = ["SUBJ-00000001".to_owned()].into();
        let subjects = bench.store.subjects(&extract, &ids).await.unwrap();
        assert_eq!(subjects[0].name, name, "the name as of {at}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_area_of_complete_zps_is_told_until_it_is_taken_away() {
    let bench = Bench::new().await;
    let [first, second] = [1, 2].map(|number| polygon("P", &square(place(number), 2.0)));
    deliver(&bench, 1, &complete(&[("NEW", &first), ("REF", &second)])).await;
    deliver(&bench, 2, &complete(&[("DEL", &first)])).await;
    let told = async |at, area| {
        issued(
            &bench,
            9,
            Asked {
                at: Some(at),
                area,
                ..ALL
            },
        )
        .await
        .matches("<ZaznamZPS ")
        .count()
    };
    assert_eq!((told(1, None).await, told(2, None).await), (2, 1));
    let backwards = polygon("P", &turned(&square(place(2), 2.0)));
    deliver(&bench, 3, &complete(&[("REF", &backwards)])).await;
    assert_eq!(told(3, None).await, 1, "the same area, told from elsewhere");
    deliver(&bench, 4, &complete(&[("DEL", &backwards)])).await;
    assert_eq!((told(3, None).await, told(4, None).await), (1, 0));
    let cut = read_ring_text("-760015,-990010,-760005,-990010,-760005,-989990,-760015,-989990").unwrap();
    assert_eq!(
        (told(1, Some(cut.clone())).await, told(2, Some(cut)).await),
        (1, 0)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_told_of_the_area_and_the_types_and_never_of_hidden_objects() {
    let bench = Bench::new().await;
    for number in 1..=3 {
        let area = match number {
            3 => String::new(),
            _ => polygon("P", &square(place(number), 2.0)),
        };
        deliver(&bench, number, &change(&format!("Z{number}"), &area)).await;
    }
    // The second brought a line of a network beside its point.
    let mixed = r#"update change_set set counts = counts || '{"TrasaVodovodniSite": {"i": 1}}', types = types || '{TrasaVodovodniSite}' where number = 2"#;
    sqlx::raw_sql(mixed)
        .execute(&mut bench.sql().await)
        .await
        .unwrap();
    for (set, audience, expected) in [
        (4, "entitled", &["Z1", "Z2", "Z3"][..]),
        (9, "entitled", &["Z1", "Z2", "Z3"]),
        (6, "entitled", &["Z2"]),
        (8, "entitled", &[]),
        (4, "public", &["Z1", "Z3"]),
        (9, "public", &["Z1", "Z3"]),
        (9, "owner:SUBJ-00000001", &["Z1", "Z3"]),
        (7, "public", &[]),
        (1, "entitled", &[]),
    ] {
        let issue = issued(&bench, set, Asked { audience, ..ALL }).await;
        assert_eq!(jobs(&issue), expected, "set {set} for {audience}");
        assert_eq!(
            issue.contains("Nováková"),
            audience != "public" && !expected.is_empty()
        );
    }
    // The third tells no area: its objects do.
    for (number, expected) in [(1, &["Z1"][..]), (2, &["Z2"]), (3, &["Z3"]), (9, &[])] {
        let x = place(number);
        let ring = format!("{},-990003,{},-990003,{},-989998", x - 3.0, x + 3.0, x + 3.0);
        let area = Some(read_ring_text(&ring).unwrap());
        let issue = issued(&bench, 4, Asked { area, ..ALL }).await;
        assert_eq!(jobs(&issue), expected, "around {number}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn identifiers_of_several_deliveries_do_not_meet_in_an_issue() {
    let bench = Bench::new().await;
    let area = polygon("ID1", &square(place(1), 2.0));
    for number in [1, 2] {
        deliver(
            &bench,
            number,
            &format!("{}{}", change("Zakázka", &area), complete(&[("NEW", &area)])),
        )
        .await;
    }
    let issue = issued(&bench, 9, ALL).await;
    assert_eq!(jobs(&issue).len(), 2);
    let given = issue
        .split(":id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    let mut ids: Vec<_> = given.collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert!(all > 4 && ids.len() == all, "{issue}");
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("issue.xml");
    std::fs::write(&file, issue).unwrap();
    super::round_trip::judge_all(&[(0, file)], directory.path());
}

fn building(number: &str) -> String {
    format!(
        "<IdentifikacniCislaStaveb><ZaznamICS><IDStavby>{number}</IDStavby><a:ICS>{number}</a:ICS></ZaznamICS></IdentifikacniCislaStaveb>"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn buildings_are_those_that_objects_of_the_set_or_the_area_name() {
    let bench = Bench::new().await;
    for number in 1..=3 {
        deliver(&bench, number, &building(&format!("ICS-{number}"))).await;
    }
    let named = r#"update feature set building_id = 'ICS-' || since,
            object_type = (select key from object_type where element = 'BudovaDefinicniBod') where since < 3;
        update change_set set types = '{TrasaVodovodniSite}' where number = 2"#;
    sqlx::raw_sql(named)
        .execute(&mut bench.sql().await)
        .await
        .unwrap();
    let told = async |set, audience, around: Option<u32>| {
        let area = around.map(|number| {
            let text = square(place(number), 3.0).replace(' ', ",");
            read_ring_text(&text).unwrap()
        });
        let asked = Asked {
            audience,
            area,
            at: None,
        };
        let issue = issued(&bench, set, asked).await;
        (1..=3)
            .filter(|number| issue.contains(&format!(">ICS-{number}</IDStavby>")))
            .collect::<Vec<_>>()
    };
    assert_eq!(told(9, "entitled", None).await, [1, 2]);
    assert_eq!(told(9, "entitled", Some(1)).await, [1]);
    assert_eq!(told(1, "entitled", None).await, [0; 0]);
    assert_eq!(told(4, "entitled", None).await, [1, 2, 3]);
    assert_eq!(told(4, "entitled", Some(2)).await, [2]);
    assert_eq!(
        told(4, "entitled", Some(3)).await,
        [0; 0],
        "nothing there names it"
    );
    assert_eq!(
        told(4, "public", None).await,
        [1, 3],
        "the second came with a network"
    );
    assert_eq!(told(4, "public", Some(2)).await, [0; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn elements_of_extensions_accompany_nothing() {
    let bench = Bench::new().await;
    let text = points(&[("i", "", place(1), "1")]).replace(
        "</DataJVFDTM>",
        "</DataJVFDTM><e:ExtenzeJVFDTM xmlns:e=\"ext\"><ZaznamZmeny xmlns=\"foreign\"><Tajné>1</Tajné></ZaznamZmeny>\
         <ZaznamICS xmlns=\"foreign\"><ICS>1</ICS></ZaznamICS></e:ExtenzeJVFDTM>",
    );
    let report = bench
        .import(&bench.file("e", &text), Some("CZ042"), Unknown::Refuse)
        .await;
    assert_eq!(report.verdict, Verdict::Applied, "{:?}", report.errors);
    assert_eq!(bench.text("select count(*)::text from delivery_part").await, "2");
    assert!(!issued(&bench, 4, ALL).await.contains("foreign"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hole_that_leaves_its_ring_stops_no_export() {
    let bench = Bench::new().await;
    for number in 1..=3 {
        let (west, east) = (place(number) - 2.0, place(number) + 2.0);
        let triangle = format!("{west:.2} -990002 {east:.2} -990001 {west:.2} -989998 {west:.2} -990002");
        let area = polygon("P", &triangle);
        deliver(
            &bench,
            number,
            &format!("{}{}", change("Z", &area), complete(&[("NEW", &area)])),
        )
        .await;
    }
    let ring = |x: f64, size: f64| {
        let text = square(x, size).replace(' ', ",");
        read_ring_text(&text).unwrap().remove(0).remove(0)
    };
    let area = Some(vec![vec![ring(place(2), 14.0), ring(-760_045.0, 20.0)]]);
    let issue = issued(&bench, 9, Asked { area, ..ALL }).await;
    assert_eq!((jobs(&issue).len(), issue.matches("<ZaznamZPS ").count()), (2, 2));
}
