//! Rebuilds the crate when a file comes or goes in the embedded folders: `include_dir!` notices edits only.
fn main() {
    println!("cargo::rerun-if-changed=../../templates");
    println!("cargo::rerun-if-changed=../../radar");
}
