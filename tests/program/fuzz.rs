//! The entry points of `fuzz/`, run for a moment on the stable toolchain: seeds from the repository, mutated at random.
//!
//! ```sh
//! BLIP_FUZZ=100000 BLIP_SEED=3 cargo test -p blip --test program fuzz -- --nocapture
//! ```

use std::fs;
use std::path::Path;

use crate::random::{Random, number};
use crate::support::workspace;

#[path = "../../fuzz/entry.rs"]
mod entry;

/// How many inputs each entry point gets.
const INPUTS: u64 = 150;

/// What parsers trip over.
const TOKENS: [&str; 22] = [
    "&a ",
    "*a",
    "!!binary ",
    "<<: ",
    "- ",
    ": ",
    "\n",
    "\r\n",
    "\t",
    "\0",
    "{",
    "[",
    "]",
    "}",
    "\"",
    "'",
    "---\n",
    "...\n",
    "\u{feff}",
    "\u{202e}",
    "99999999999999999999",
    "../../",
];

fn mutated(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut data = random.of(seeds).clone();
    for _ in 0..=random.below(6) {
        let at = random.below(data.len() + 1);
        let end = (at + random.below(64)).min(data.len());
        match random.below(6) {
            0 if at < data.len() => data[at] ^= 1 << random.below(8),
            1 => drop(data.drain(at..end)),
            2 => drop(data.splice(at..at, random.of(&TOKENS).bytes())),
            3 => drop(data.splice(at..at, random.of(&TOKENS).repeat(200).bytes())),
            4 => {
                let piece = data[at..end].to_vec();
                data.splice(at..at, piece);
            }
            _ => {
                let other = random.of(seeds);
                let from = random.below(other.len() + 1);
                data.splice(at..end, other[from..].iter().copied());
            }
        }
    }
    data
}

/// The files below a folder of the sources whose paths end so.
fn seeds(folder: &str, ending: &str) -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    collect(&workspace().join(folder), ending, &mut seeds);
    assert!(!seeds.is_empty(), "{folder} holds no {ending}");
    seeds
}

fn collect(folder: &Path, ending: &str, seeds: &mut Vec<Vec<u8>>) {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, ending, seeds);
        } else if path.to_string_lossy().ends_with(ending) {
            seeds.push(fs::read(&path).unwrap());
        }
    }
}

fn run(name: &str, entry: fn(&[u8]), seeds: &[Vec<u8>]) {
    let (seed, inputs) = (number("BLIP_SEED", 1), number("BLIP_FUZZ", INPUTS));
    let mut random = Random::new(seed);
    for seed in seeds {
        entry(seed);
    }
    for _ in 0..inputs {
        entry(&mutated(seeds, &mut random));
    }
    eprintln!("{name}: {inputs} inputs from BLIP_SEED={seed}, no panic");
}

/// cargo-fuzz wants a nightly toolchain, so its targets are not compiled here: each is this text and no more, and what it
/// calls is compiled and run below.
#[test]
fn each_entry_point_is_a_target_of_cargo_fuzz() {
    let folder = workspace().join("fuzz");
    let read = |path: &str| fs::read_to_string(folder.join(path)).unwrap();
    let (entries, manifest) = (read("entry.rs"), read("Cargo.toml"));
    let names: Vec<&str> =
        entries.lines().filter_map(|line| line.strip_prefix("pub(crate) fn ")?.split('(').next()).collect();
    for name in &names {
        let target = format!(
            "#![no_main]\n\n#[allow(dead_code)]\n#[path = \"../entry.rs\"]\nmod entry;\n\n\
             libfuzzer_sys::fuzz_target!(|data: &[u8]| entry::{name}(data));\n"
        );
        assert_eq!(read(&format!("targets/{name}.rs")), target);
        let bin = format!("[[bin]]\nname = \"{name}\"\npath = \"targets/{name}.rs\"\ntest = false\nbench = false\n");
        assert!(manifest.contains(&bin), "{name} is no [[bin]] of fuzz/Cargo.toml");
    }
    assert_eq!(fs::read_dir(folder.join("targets")).unwrap().count(), names.len());
}

#[test]
fn specs() {
    run("spec", entry::spec, &seeds("tests/golden", "/blip.yaml"));
}

#[test]
fn locks() {
    run("lock", entry::lock, &seeds("tests/golden", "/.blip/lock.yaml"));
}

#[test]
fn radar_files() {
    run("radar", entry::radar, &seeds("radar", ".md"));
}

#[test]
fn manifests_of_packs() {
    let with_template = b"layers: [{folder: files}]\n\0<% for i in [1, 2] %>\n<%= header() %>a: <%= service.name ~ i %>\n<% endfor %>\n";
    let manifests = seeds("templates", "/manifest.yaml").into_iter();
    run("pack", entry::pack, &manifests.chain([with_template.to_vec()]).collect::<Vec<_>>());
}

#[test]
fn merges() {
    let values = seeds("tests/golden", "/charts/checkout/values.yaml");
    let triples = values.windows(3).map(|three| three.join(&b'\0'));
    run("merge", entry::merge, &triples.chain([b"a\nb\n\0a\nc\n\0b\n".to_vec()]).collect::<Vec<_>>());
}
