//! Any bytes as the positions of a line in an otherwise proper delivery.
#![no_main]

use dtm::jvf::read::Reader;
use libfuzzer_sys::fuzz_target;

const BEFORE: &[u8] = br#"<JVFDTM xmlns="objtyp" xmlns:c="cmn" xmlns:a="atr" xmlns:g="http://www.opengis.net/gml/3.2"><DataJVFDTM><c:VerzeJVFDTM>1.4.3</c:VerzeJVFDTM><Data><Plot><ZaznamyObjektu xmlns="plotli"><ZaznamObjektu><c:ZapisObjektu>i</c:ZapisObjektu><AtributyObjektu/><GeometrieObjektu><g:curveProperty><g:LineString g:id="G" srsName="EPSG:5514" srsDimension="3"><g:posList>"#;

const AFTER: &[u8] = b"</g:posList></g:LineString></g:curveProperty></GeometrieObjektu></ZaznamObjektu></ZaznamyObjektu></Plot></Data></DataJVFDTM></JVFDTM>";

fuzz_target!(|bytes: &[u8]| {
    let file = [BEFORE, bytes, AFTER].concat();
    let Ok(mut reader) = Reader::open(file.as_slice()) else {
        panic!("the head does not depend on the positions");
    };
    while let Ok(Some(_)) = reader.next_entry() {}
});
