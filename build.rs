//! Tells cargo that a release embeds the map application: when that was built again, or for the first time, so is dtm.
//! (Other builds read the files at run time.)

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("PROFILE").as_deref() == Ok("release") {
        println!("cargo:rerun-if-changed=web/dist");
    }
}
