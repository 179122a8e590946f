//! Any bytes as a delivery: read to the end while the check of structure looks on.
#![no_main]

use std::sync::{Arc, LazyLock};

use dtm::check::structure::{Automata, Structure};
use dtm::jvf::read::Reader;
use dtm::jvf::xml::Namespaces;
use dtm::model::Catalogue;
use libfuzzer_sys::fuzz_target;

static AUTOMATA: LazyLock<&'static Automata> = LazyLock::new(|| {
    let catalogue = Catalogue::embedded("1.4.3").expect("the catalogue is built in");
    Automata::of(catalogue).expect("the catalogue has a grammar")
});

static NAMESPACES: LazyLock<Arc<Namespaces>> = LazyLock::new(|| Arc::new(AUTOMATA.namespaces().clone()));

fuzz_target!(|bytes: &[u8]| {
    let Ok(mut reader) = Reader::observed(bytes, Arc::clone(&NAMESPACES), Structure::new(*AUTOMATA)) else {
        return;
    };
    while let Ok(Some(_)) = reader.next_entry() {}
    for placed in reader.observer().take_faults() {
        assert!(placed.at <= bytes.len() as u64);
        let _ = placed.fault.texts();
    }
});
