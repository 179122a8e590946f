//! Out of the database and into another: the official samples and a generated municipality come back with equal values,
//! geometry to the centimetre, in both generations; what is written is valid by the official schemas.

use std::path::{Path, PathBuf};

use dtm::export::{DataSet, StateRequest};
use dtm::intake::Verdict;
use dtm::model::{Audience, Catalogue, Feature, Geometry, Outline, Purpose, RegionCode, Shape};
use dtm::store::{Extract, Store, Unknown, View};

use crate::catalogue::written::{judge, unpacked};
use crate::import::Bench;
use crate::kit;

const VERSIONS: [(&str, &str); 2] = [
    ("1.4.3", "jvf-dtm-1.4.3-xsd.zip"),
    ("1.5.0", "jvf-dtm-1.5.0-beta3-xsd.zip"),
];

/// Everything that a region holds, told by a catalogue.
async fn state(store: &Store, region: &str, catalogue: &'static Catalogue) -> Vec<Feature> {
    let region = store.region(&RegionCode::parse(region).unwrap()).await.unwrap();
    let view = View::new(catalogue, Audience::Entitled, Purpose::Issue, true);
    let extract = Extract {
        region: region.number,
        number: region.last_change_set,
        types: None,
        area: None,
        own: false,
    };
    let extraction = store.extract(&view, extract).await.unwrap();
    let reading = tokio::task::spawn_blocking(move || {
        let mut all = Vec::new();
        extraction
            .blocking_read(|feature| {
                all.push(feature);
                Ok::<_, dtm::store::StoreError>(())
            })
            .unwrap();
        all
    });
    reading.await.unwrap()
}

async fn export(store: &Store, region: &str, catalogue: &'static Catalogue, file: &Path) {
    let region = store.region(&RegionCode::parse(region).unwrap()).await.unwrap();
    let request = StateRequest {
        number: region.last_change_set,
        region,
        audience: Audience::Entitled,
        persons_shown: true,
        catalogue,
        data_set: None,
        area: None,
        note: None,
    };
    let state = request.begin_jvf(store).await.unwrap();
    let out = std::fs::File::create(file).unwrap();
    tokio::task::spawn_blocking(move || state.write(std::io::BufWriter::new(out)).unwrap())
        .await
        .unwrap();
}

/// Rings begin where they begin and go the way that the smaller neighbour lies.
fn turned(geometry: &Option<Geometry>) -> Option<Geometry> {
    let mut geometry = geometry.clone()?;
    if let Shape::Polygon(rings) = &mut geometry.shape {
        for ring in rings {
            let last = ring.len() - 2;
            if ring[1] > ring[last] {
                ring.reverse();
            }
        }
    }
    Some(geometry)
}

/// Whether an attribute says something: codes that only tell that nothing is known have no place in the second generation.
fn says(catalogue: &Catalogue, text: &str, nil: bool) -> bool {
    !(nil || text.is_empty() || catalogue.generation > 1 && matches!(text, "0" | "99"))
}

fn compare(catalogue: &Catalogue, before: &[Feature], after: &[Feature], what: &str) {
    assert_eq!(before.len(), after.len(), "{what}");
    for (before, after) in before.iter().zip(after) {
        let what = format!("{what}: {}", before.id);
        assert_eq!(
            (before.id, before.object_type),
            (after.id, after.object_type),
            "{what}"
        );
        assert_eq!(turned(&before.geometry), turned(&after.geometry), "{what}");
        assert_eq!(
            turned(&before.critical_area),
            turned(&after.critical_area),
            "{what}"
        );
        assert_eq!(before.outline, after.outline, "{what}");
        for attribute in before
            .attributes
            .iter()
            .filter(|a| says(catalogue, a.text, a.nil))
        {
            let name = &catalogue.attribute(attribute.id).unwrap().name;
            assert_eq!(
                after.attributes.get(attribute.id),
                Some(attribute.text),
                "{what} {name}"
            );
        }
    }
}

async fn round_trip(bench: &Bench, region: &str, directory: &Path, name: &str) -> Vec<(usize, PathBuf)> {
    let outlines = bench.store.outlines().await.unwrap();
    let mut files = Vec::new();
    for (index, (version, _)) in VERSIONS.iter().enumerate() {
        let catalogue = Catalogue::embedded(version).unwrap();
        let before = state(&bench.store, region, catalogue).await;
        assert!(!before.is_empty(), "{name}");
        let mut from = bench.store.clone();
        let mut last = Vec::new();
        // Twice: what comes out of the second database is what came into it.
        for turn in 0..2 {
            let file = directory.join(format!("{name}-{version}-{turn}.jvf.xml"));
            export(&from, region, catalogue, &file).await;
            let other = Bench::with_regions(&outlines).await;
            let report = other.import(&file, Some(region), Unknown::Refuse).await;
            assert_eq!(
                report.verdict,
                Verdict::Applied,
                "{name} {version}: {:?}",
                report.errors
            );
            let after = state(&other.store, region, catalogue).await;
            compare(catalogue, &before, &after, &format!("{name} {version}"));
            if turn > 0 {
                let plain = |features: &[Feature]| -> Vec<_> {
                    features
                        .iter()
                        .map(|f| (f.id, f.attributes.clone(), f.geometry.clone(), f.outline.clone()))
                        .collect()
                };
                assert_eq!(plain(&after), last, "{name} {version}: nothing changes any more");
            }
            last = after
                .iter()
                .map(|f| (f.id, f.attributes.clone(), f.geometry.clone(), f.outline.clone()))
                .collect();
            files.push((index, file));
            from = other.store.clone();
            bench.keep(other);
        }
    }
    files
}

/// Lets libxml2 judge the files by the official packages, where these are.
pub fn judge_all(files: &[(usize, PathBuf)], directory: &Path) {
    for (index, (version, package)) in VERSIONS.iter().enumerate() {
        let Some(package) = crate::catalogue::package(package) else {
            return;
        };
        let place = directory.join(version);
        std::fs::create_dir_all(&place).unwrap();
        let Some(schema) = unpacked(&package, &place) else {
            return;
        };
        let of_version: Vec<&Path> = files
            .iter()
            .filter(|(of, _)| *of == index)
            .map(|(_, file)| file.as_path())
            .collect();
        if !of_version.is_empty() {
            judge(&schema, &of_version);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_generated_municipality_comes_back_in_both_generations() {
    let bench = Bench::new().await;
    let directory = tempfile::tempdir().unwrap();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/demo/CZ042.jvf.xml");
    let report = bench.import(&file, Some("CZ042"), Unknown::Refuse).await;
    assert_eq!(report.verdict, Verdict::Applied);
    let files = round_trip(&bench, "CZ042", directory.path(), "demo").await;
    judge_all(&files, directory.path());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_official_samples_come_back_in_both_generations() {
    let Some(shared) = kit::shared() else { return };
    let outlines = std::fs::read_to_string(shared.join("data/regions-5514.geojson")).unwrap();
    let outlines = Outline::read(&outlines).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for name in ["ZPS", "GAD", "DI", "KI", "OPL"] {
        let bench = Bench::with_regions(&outlines).await;
        let path = shared.join(format!("jvf/samples/1.4.3/ukazka_{name}.xml"));
        let report = bench.import(&path, None, Unknown::Tolerate).await;
        assert_eq!(report.verdict, Verdict::Applied, "{name}: {:?}", report.errors);
        files.extend(round_trip(&bench, &report.region, directory.path(), name).await);
    }
    judge_all(&files, directory.path());
}

/// What a delivery tells besides its objects: a change with names of persons, a subject, an area of complete ZPS.
const ACCOMPANYING: &str = r#"<DoprovodneInformace xmlns="dopinf" xmlns:a="atr" xmlns:g="http://www.opengis.net/gml/3.2">
<UdajeOZmenach><ZaznamZmeny><NazevZakazky>Zakázka</NazevZakazky><Zpracovatel>Zpracovatelka Skrytá</Zpracovatel>
<OrganizaceZpracovatele>Firma</OrganizaceZpracovatele><DatumMereni>2026-05-01</DatumMereni><DatumZpracovani>2026-05-02</DatumZpracovani>
<OblastZmeny><g:surfaceProperty><g:Polygon g:id="ZM1" srsName="EPSG:5514" srsDimension="2"><g:exterior><g:LinearRing><g:posList>
-770000 -985000 -769000 -985000 -769000 -984000 -770000 -985000</g:posList></g:LinearRing></g:exterior></g:Polygon></g:surfaceProperty></OblastZmeny>
</ZaznamZmeny></UdajeOZmenach>
<UdajeOVlastnicichSpravcichProvozovatelich><ZaznamVSP><IDVSP>SUBJ-00000001</IDVSP><NazevVSP>Vodárna &amp; syn</NazevVSP>
<IdentifikacniCisloVSP>12345678</IdentifikacniCisloVSP></ZaznamVSP></UdajeOVlastnicichSpravcichProvozovatelich>
<OblastiKompletniZPS><ZaznamZPS><AtributyObjektu><a:SpolecneAtributyVsechObjektu><a:PopisObjektu>NEW</a:PopisObjektu></a:SpolecneAtributyVsechObjektu>
<a:SpolecneAtributyObjektuZPS><a:UrovenUmisteniObjektuZPS>0</a:UrovenUmisteniObjektuZPS><a:TridaPresnostiPoloha>3</a:TridaPresnostiPoloha>
<a:TridaPresnostiVyska>3</a:TridaPresnostiVyska><a:ZpusobPorizeniZPS>1</a:ZpusobPorizeniZPS></a:SpolecneAtributyObjektuZPS></AtributyObjektu>
<GeometrieObjektu><PlochaZPS><g:surfaceProperty><g:Polygon g:id="OK1" srsName="EPSG:5514" srsDimension="2"><g:exterior><g:LinearRing><g:posList>
-770000 -985000 -769000 -985000 -769000 -984000 -770000 -985000</g:posList></g:LinearRing></g:exterior></g:Polygon></g:surfaceProperty></PlochaZPS></GeometrieObjektu>
</ZaznamZPS></OblastiKompletniZPS></DoprovodneInformace>"#;

#[tokio::test(flavor = "multi_thread")]
async fn every_data_set_is_valid_with_what_accompanies_it() {
    let bench = Bench::new().await;
    let demo =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/demo/CZ042.jvf.xml"));
    let demo = demo.unwrap();
    let (records, _) = demo.split_once("</o:Data>").unwrap();
    let text = format!("{records}</o:Data>{ACCOMPANYING}</o:DataJVFDTM></o:JVFDTM>");
    let report = bench
        .import(&bench.file("a", &text), Some("CZ042"), Unknown::Refuse)
        .await;
    assert_eq!(report.verdict, Verdict::Applied, "{:?}", report.errors);
    let mut sql = bench.sql().await;
    sqlx::raw_sql("update feature set owner = 'SUBJ-00000001' where object_type in (select key from object_type where part = 'TI')")
        .execute(&mut sql)
        .await
        .unwrap();
    let region = bench
        .store
        .region(&RegionCode::parse("CZ042").unwrap())
        .await
        .unwrap();
    let directory = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for (index, (version, _)) in VERSIONS.iter().enumerate() {
        for (set, audience) in [
            (1, "public"),
            (2, "public"),
            (3, "public"),
            (4, "public"),
            (4, "entitled"),
            (6, "entitled"),
            (7, "public"),
            (8, "entitled"),
            (9, "public"),
            (10, "owner:SUBJ-00000001"),
        ] {
            let request = StateRequest {
                region: region.clone(),
                number: region.last_change_set,
                audience: Audience::parse(audience).unwrap(),
                persons_shown: true,
                catalogue: Catalogue::embedded(version).unwrap(),
                data_set: DataSet::new(set),
                area: None,
                note: Some("Ústí & okolí".to_owned()),
            };
            let state = request.begin_jvf(&bench.store).await.unwrap();
            let written = tokio::task::spawn_blocking(move || {
                let mut out = Vec::new();
                state.write(&mut out).map(|objects| (objects, out))
            });
            let (objects, bytes) = written.await.unwrap().unwrap();
            let text = String::from_utf8(bytes).unwrap();
            let what = format!("{version} set {set} for {audience}");
            assert_eq!(objects > 0, set != 4, "{what}: {objects}");
            assert!(
                text.contains(&format!("<TypDatoveSady>{set}</TypDatoveSady>")),
                "{what}"
            );
            let named = text.contains("Skrytá");
            assert_eq!(
                named,
                *version == "1.4.3" && set != 10 && audience == "entitled",
                "{what}"
            );
            let of_zps = matches!(set, 4 | 9) || index > 0 && set < 4;
            assert_eq!(
                text.contains("PlochaZPS"),
                of_zps || *version == "1.4.3" && matches!(set, 6..=8),
                "{what}"
            );
            assert_eq!(
                text.contains("Vodárna &amp; syn"),
                matches!(set, 6 | 10),
                "{what}"
            );
            let file = directory
                .path()
                .join(format!("{version}-{set}-{}.xml", files.len()));
            std::fs::write(&file, text).unwrap();
            files.push((index, file));
        }
    }
    judge_all(&files, directory.path());
}
