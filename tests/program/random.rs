//! A repository that lives: its user edits, deletes, adds and renames, its blip.yaml changes, and runs are killed.
//! After each run every line of the user's is where it was, and a file in conflict is as it was.
//!
//! The suite takes a short walk; a long one, of which the seed is printed, is
//!
//! ```sh
//! BLIP_STEPS=20000 BLIP_SEED=7 cargo test -p blip --test program random -- --nocapture
//! ```

use std::collections::BTreeMap;
use std::env;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{Entry, Run, Sandbox};

/// Enough to see every kind of step.
const STEPS: u64 = 60;

/// The files in which a change of blip.yaml is seen most.
const HOT: [&str; 5] = [
    "Dockerfile",
    "charts/checkout/values.yaml",
    "charts/checkout/README.md",
    "README.md",
    "deploy/argocd/project.yaml",
];

/// SplitMix64: a few lines, and the same numbers on every machine.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to before `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    pub(crate) fn of<'t, T>(&mut self, choices: &'t [T]) -> &'t T {
        &choices[self.below(choices.len())]
    }
}

/// What was done, to be told at the end.
#[derive(Debug, Default)]
struct Tally {
    edits: usize,
    deletions: usize,
    additions: usize,
    renames: usize,
    specs: usize,
    runs: usize,
    kills: usize,
    merges: usize,
    conflicts: usize,
}

struct World {
    sandbox: Sandbox,
    random: Random,
    /// The user's lines in each file, in their order.
    mine: BTreeMap<String, Vec<String>>,
    count: usize,
    /// How long the last run took.
    took: Duration,
    tally: Tally,
}

impl World {
    fn new(seed: u64) -> Self {
        let sandbox = Sandbox::new();
        let mut world = Self {
            sandbox,
            random: Random::new(seed),
            mine: BTreeMap::new(),
            count: 0,
            took: Duration::ZERO,
            tally: Tally::default(),
        };
        world.sandbox.write("repo/.keep", "");
        world.sandbox.git("repo", &["init", "-q"]);
        world.change_spec();
        world.generate();
        world
    }

    fn blip(&self, args: &[&str]) -> Run {
        self.sandbox.blip(["-C", "repo"]).args(args)
    }

    fn place(path: &str) -> String {
        format!("repo/{path}")
    }

    fn text(&self, path: &str) -> String {
        self.sandbox.read(Self::place(path))
    }

    /// A file for an edit: more often than not one that blip.yaml changes, so that both sides meet.
    fn file_to_edit(&mut self) -> Option<String> {
        let hot = *self.random.of(&HOT);
        if self.random.below(3) > 0 && self.sandbox.exists(Self::place(hot)) {
            return Some(hot.to_owned());
        }
        self.some_file()
    }

    /// A file of the work tree that is neither Blip's record nor the spec.
    fn some_file(&mut self) -> Option<String> {
        let snapshot = self.sandbox.snapshot("repo").without(&[".git", ".blip", "blip.yaml"]);
        // what a killed run left is the next run's to take away
        let files: Vec<String> = snapshot
            .0
            .into_iter()
            .filter(|(_, entry)| matches!(entry, Entry::File { .. }))
            .map(|(path, _)| path)
            .filter(|path| !path.ends_with(".tmp"))
            .collect();
        (!files.is_empty()).then(|| self.random.of(&files).clone())
    }

    fn new_line(&mut self) -> String {
        self.count += 1;
        format!("# user-{}", self.count)
    }

    fn step(&mut self) {
        match self.random.below(100) {
            0..38 => self.edit(),
            38..42 => self.reshape(),
            42..45 => self.delete(),
            45..49 => self.add(),
            49..51 => self.rename(),
            51..65 => self.change_spec(),
            65..72 => self.kill(),
            72..74 => self.check(),
            _ => self.generate(),
        }
    }

    /// Inserts, replaces or removes a line.
    fn edit(&mut self) {
        let Some(path) = self.file_to_edit() else { return };
        let text = self.text(&path);
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let line = self.new_line();
        let at = self.random.below(lines.len() + 1);
        match self.random.below(3) {
            0 => lines.insert(at, line),
            1 if at < lines.len() => lines[at] = line,
            _ if at < lines.len() => drop(lines.remove(at)),
            _ => lines.push(line),
        }
        // markers are taken away as an editor would, keeping both sides
        lines.retain(|line| !["<<<<<<< ", ">>>>>>> "].iter().any(|sign| line.starts_with(sign)) && line != "=======");
        let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        self.write(&path, lines.iter().map(|line| format!("{line}{end}")).collect());
        self.tally.edits += 1;
    }

    /// Changes line ends, or the end of the file.
    fn reshape(&mut self) {
        let Some(path) = self.some_file() else { return };
        let text = self.text(&path).replace("\r\n", "\n");
        let reshaped = if self.random.below(2) == 0 { text.replace('\n', "\r\n") } else { text.trim_end().to_owned() };
        self.write(&path, reshaped);
        self.tally.edits += 1;
    }

    fn write(&mut self, path: &str, text: String) {
        let mine = users_lines(&text);
        self.sandbox.write(Self::place(path), text);
        self.mine.insert(path.to_owned(), mine);
    }

    fn delete(&mut self) {
        let Some(path) = self.some_file() else { return };
        self.sandbox.delete(Self::place(&path));
        self.mine.remove(&path);
        self.tally.deletions += 1;
    }

    /// A file of the user's own, also where Blip would make one.
    fn add(&mut self) {
        let line = self.new_line();
        let own = format!("notes/{}.md", self.count);
        let path =
            (*self.random.of(&[own.as_str(), ".gitlab-ci.yml", "renovate.json", "deploy/README.md", "Dockerfile"]))
                .to_owned();
        if !self.sandbox.exists(Self::place(&path)) {
            self.write(&path, format!("{line}\n"));
            self.tally.additions += 1;
        }
    }

    fn rename(&mut self) {
        let Some(path) = self.some_file() else { return };
        self.count += 1;
        let name = path.rsplit('/').next().unwrap_or_default();
        let (text, to) = (self.text(&path), format!("moved/{}-{name}", self.count));
        self.sandbox.delete(Self::place(&path));
        self.mine.remove(&path);
        self.write(&to, text);
        self.tally.renames += 1;
    }

    fn change_spec(&mut self) {
        let provider = *self.random.of(&["github", "gitlab"]);
        let port = 8080 + self.random.below(3);
        let description = *self.random.of(&["Turns a basket into a paid order", "Takes \"orders\": all # of them"]);
        let environments = *self.random.of(&[
            "[{name: staging}, {name: production, host: shop.acme.example}]",
            "[{name: live, host: shop.acme.example}]",
        ]);
        let ci = *self.random.of(&["{}", "{block_on: never}", "{updates: renovate}", "{sign: false}"]);
        let helm = *self.random.of(&["{}", "{routing: ingress}", "{monitoring: true}", "{autoscaling: false}"]);
        let rest = *self.random.of(&["argocd: {}, semver: {}", "argocd: {}", "semver: {zero: minor}"]);
        let spec = format!(
            "version: 1\nservice:\n  name: checkout\n  description: {}\n  owner: payments\n  stack: rust\n  port: {port}\n\
             repository: {{provider: {provider}, url: 'https://{provider}.com/acme/checkout'}}\n\
             environments: {environments}\nblips: {{ci: {ci}, helm: {helm}, {rest}}}\n",
            serde_json::to_string(description).unwrap()
        );
        self.sandbox.write("repo/blip.yaml", spec);
        self.tally.specs += 1;
    }

    fn generate(&mut self) {
        let args = *self.random.of(&[
            &[][..],
            &[],
            &["--on-conflict", "theirs"],
            &["--on-conflict", "markers"],
            &["--restore"],
        ]);
        let before = self.files();
        let start = Instant::now();
        let outcome = self.blip(&["generate", "--json"]).args(args).outcome();
        self.took = start.elapsed();
        assert!(matches!(outcome.code, Some(0 | 4)), "{outcome}");
        let document = outcome.json();
        for change in document["changes"].as_array().unwrap() {
            self.tell(change, &before);
        }
        self.tally.runs += 1;
        self.nothing_is_lost();
    }

    fn tell(&mut self, change: &Value, before: &BTreeMap<String, Vec<u8>>) {
        let path = change["path"].as_str().unwrap();
        match change["action"].as_str().unwrap() {
            "merge" => self.tally.merges += 1,
            "conflict" => {
                self.tally.conflicts += 1;
                if change["marked"] == false {
                    let now = std::fs::read(self.sandbox.path(Self::place(path))).unwrap();
                    assert_eq!(Some(&now), before.get(path), "{path} is in conflict, and was touched");
                }
                assert_ne!(change["reason"]["reason"], "no-base", "{change}");
            }
            _ => {}
        }
    }

    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let snapshot = self.sandbox.snapshot("repo").without(&[".git"]);
        snapshot.files().into_iter().map(|(path, bytes)| (path.to_owned(), bytes.to_owned())).collect()
    }

    fn kill(&mut self) {
        let mut run = self.blip(&["generate"]).start();
        // somewhere in the time that the last run took
        let part = u32::try_from(self.random.below(1000)).unwrap();
        thread::sleep(self.took * part / 1000);
        run.kill().unwrap();
        run.wait().unwrap();
        self.tally.kills += 1;
        self.nothing_is_lost();
    }

    fn check(&self) {
        let before = self.sandbox.snapshot("repo");
        let outcome = self.blip(&["check"]).outcome();
        assert!(matches!(outcome.code, Some(0 | 3)), "{outcome}");
        self.sandbox.snapshot("repo").is_untouched_since(&before);
    }

    fn nothing_is_lost(&self) {
        // a file that holds no line of the user's may be gone: it is no longer generated
        for (path, mine) in self.mine.iter().filter(|(_, mine)| !mine.is_empty()) {
            let now = users_lines(&self.text(path));
            assert_eq!(mine, &now, "{path}: the user's lines, before and after");
        }
    }
}

fn users_lines(text: &str) -> Vec<String> {
    text.lines().filter(|line| line.starts_with("# user-")).map(str::to_owned).collect()
}

/// The number in a variable of the environment.
pub(crate) fn number(name: &str, default: u64) -> u64 {
    env::var(name).ok().map_or(default, |text| text.parse().expect("it is a number"))
}

#[test]
fn no_line_is_lost_on_a_random_walk() {
    let (seed, steps) = (number("BLIP_SEED", 1), number("BLIP_STEPS", STEPS));
    eprintln!("BLIP_SEED={seed} BLIP_STEPS={steps}");
    let mut world = World::new(seed);
    for _ in 0..steps {
        world.step();
        // a repository that has grown too large for a long walk begins anew
        if world.mine.len() > 200 {
            let tally = std::mem::take(&mut world.tally);
            world = World { tally, ..World::new(world.random.next()) };
        }
    }
    world.generate();
    eprintln!("{:?}, no line lost", world.tally);
}
