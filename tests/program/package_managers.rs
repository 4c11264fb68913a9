//! What installs the dependencies: named in blip.yaml, read off lock files, and held against them.

use crate::support::{Outcome, Sandbox};

const PACKAGE: &str = "{\n  \"name\": \"cart\",\n  \"packageManager\": \"pnpm@11.2.0+sha512.00\"\n}\n";

/// What `blip init` comes to in a repository with these files.
fn init(files: &[(&str, &str)], sets: &[&str]) -> (Sandbox, Outcome) {
    let sandbox = Sandbox::with_identity();
    for (path, text) in files {
        sandbox.write(format!("repo/{path}"), text);
    }
    sandbox.git("repo", &["init", "-q"]);
    let sets = ["repository.url=https://github.com/acme/cart"].iter().chain(sets).flat_map(|set| ["--set", *set]);
    let outcome = sandbox.blip(["init", "-C", "repo", "--defaults"]).args(sets).outcome();
    (sandbox, outcome)
}

#[test]
fn a_lock_file_tells() {
    let (sandbox, outcome) = init(&[("package.json", PACKAGE), ("pnpm-lock.yaml", "lockfileVersion: '9.0'\n")], &[]);
    assert_eq!(outcome.code, Some(0), "{outcome}");
    outcome.stdout_has(&["  Packages    pnpm", "pnpm-lock.yaml:1"]);
    assert!(sandbox.read("repo/blip.yaml").contains("  stack: node\n  package_manager: pnpm\n"));
    assert!(sandbox.read("repo/Dockerfile").contains("RUN corepack pnpm install --frozen-lockfile --prod\n"));
    let workflow = sandbox.read("repo/.github/workflows/ci.yml");
    assert!(workflow.contains("run: corepack pnpm install --frozen-lockfile\n") && !workflow.contains("npm ci"));
    sandbox.blip(["check", "-C", "repo"]).succeeds();
}

#[test]
fn the_usual_one_goes_without_saying() {
    let (sandbox, outcome) = init(&[("package.json", "{\"name\": \"cart\"}"), ("package-lock.json", "{}\n")], &[]);
    assert_eq!(outcome.code, Some(0), "{outcome}");
    assert!(!sandbox.read("repo/blip.yaml").contains("package_manager"));
    // one that comes later is at odds with it
    sandbox.write("repo/yarn.lock", "__metadata:\n");
    sandbox.blip(["check", "-C", "repo"]).exits(3).stderr_has(&[
        "yarn.lock:1:1: `yarn.lock` is of Yarn, and the service is built with npm",
        "`package_manager: yarn` below `service`",
    ]);
}

#[test]
fn what_cannot_be_told_is_an_error_that_helps() {
    let both = [("package.json", PACKAGE), ("pnpm-lock.yaml", ""), ("package-lock.json", "{}")];
    let (sandbox, outcome) = init(&both, &[]);
    assert_eq!(outcome.code, Some(2), "{outcome}");
    outcome.stderr_has(&[
        "the files are of several package managers: npm (package-lock.json:1), pnpm (pnpm-lock.yaml:1)",
        "--set service.package_manager=npm",
    ]);
    assert!(!sandbox.exists("repo/blip.yaml"));
    let (_, outcome) = init(&both, &["service.package_manager=pnpm"]);
    assert_eq!(outcome.code, Some(0), "{outcome}");
    outcome.stderr_has(&["`package-lock.json` is of npm, and the service is built with pnpm"]);
    let (_, outcome) = init(&[("package.json", "{}"), ("yarn.lock", "# yarn lockfile v1\n")], &[]);
    assert_eq!(outcome.code, Some(2), "{outcome}");
    outcome.stderr_has(&["yarn.lock:1:1: this lock file is of Yarn 1", "corepack use yarn@4"]);
}

#[test]
fn a_version_that_nobody_says_is_missed() {
    let files = [("package.json", "{\"name\": \"cart\"}"), ("pnpm-lock.yaml", "")];
    let (sandbox, outcome) = init(&files, &[]);
    outcome.stderr_has(&["does not say which pnpm installs"]);
    sandbox.blip(["check", "-C", "repo"]).exits(3).stderr_has(&["package.json:1:1: ", "corepack use pnpm@11"]);
}

#[test]
fn what_the_image_is_built_from_is_missed() {
    let dotnet = "Service.slnx, global.json, src/Service.csproj, src/packages.lock.json, src. `blip new` shows";
    let gradle = "The checks and the image install from gradle.lockfile, which is not here";
    for (file, expected) in [("Cart.csproj", dotnet), ("build.gradle", gradle)] {
        let (_, outcome) = init(&[(file, "\n")], &[]);
        let told = outcome.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains(expected), "{outcome}");
    }
}

#[test]
fn a_name_is_one_of_the_stack() {
    for (stack, name, expected) in [
        ("node", "pnm", ["unknown package manager `pnm`", "did you mean"]),
        ("node", "cargo", ["unknown package manager `cargo`", "npm, pnpm, yarn"]),
        ("go", "npm", ["`go` has no choice", "remove `package_manager`"]),
    ] {
        let sets = [format!("service.stack={stack}"), format!("service.package_manager={name}")];
        let sets = sets.iter().flat_map(|set| ["--set", set.as_str()]);
        Sandbox::new().blip(["new", "cart", "-y"]).args(sets).exits(2).stderr_has(&expected);
    }
}

#[test]
fn gradle_is_for_repositories_that_have_it() {
    let args = ["new", "cart", "-y", "--set", "service.stack=java", "--set", "service.package_manager=gradle"];
    let refused = Sandbox::new().blip(args).exits(2);
    refused.stderr_has(&["nothing here is built with Gradle yet", "`blip init`", "or take Maven"]);

    let properties = "gradle/wrapper/gradle-wrapper.properties";
    let files = [
        ("build.gradle.kts", "plugins { java }\n"),
        ("gradlew", "#!/bin/sh\n"),
        ("gradle.lockfile", "empty=\n"),
        (properties, "distributionUrl=https\\://gradle.acme.example/gradle-9.2.0-bin.zip\n"),
        ("src/main/java/cart/Main.java", "class Main {}\n"),
    ];
    let (sandbox, outcome) = init(&files, &[]);
    assert_eq!(outcome.code, Some(0), "{outcome}");
    outcome.stderr_has(&["The wrapper compares the Gradle that it fetches with no checksum"]);
    assert!(sandbox.read("repo/blip.yaml").contains("  stack: java\n  package_manager: gradle\n"));
    let workflow = sandbox.read("repo/.github/workflows/ci.yml");
    for line in ["uses: gradle/actions/wrapper-validation@", "./gradlew --no-daemon check", "~/.gradle/wrapper"] {
        assert!(workflow.contains(line), "{line:?} is not in\n{workflow}");
    }
    assert!(sandbox.read("repo/.github/dependabot.yml").contains("package-ecosystem: gradle\n"));
    // beside Maven's it is what somebody says it is
    let both: Vec<_> = files.into_iter().chain([("pom.xml", "<project/>\n")]).collect();
    assert_eq!(init(&both, &[]).1.code, Some(2));
    assert_eq!(init(&both, &["service.package_manager=gradle"]).1.code, Some(0));
    assert!(!sandbox.exists("repo/pom.xml") && !sandbox.exists("repo/src/test"), "that is Maven's sample");
    sandbox.blip(["check", "-C", "repo"]).exits(3).stderr_has(&[properties, "--gradle-distribution-sha256-sum"]);
    let checked = format!("{}distributionSha256Sum={}\n", sandbox.read(format!("repo/{properties}")), "0".repeat(64));
    sandbox.write(format!("repo/{properties}"), checked);
    sandbox.blip(["check", "-C", "repo"]).succeeds();
}

#[test]
fn another_one_is_a_file_of_a_pack() {
    let sandbox = Sandbox::new();
    let data = "title: Bun\nfound_by: [bun.lock]\nstack:\n  lock: bun.lock\n  sources: [bun.lock]\n  run: bun start\n  \
                install: bun install --frozen-lockfile\n  checks: [{id: test, title: Test, run: bun test}]\n  \
                develop: {run: exec bun start}\n  words: {files: [package.json, bun.lock], production: bun install}\n";
    sandbox.write("pack/stacks/node/package-managers/bun.yaml", data);
    let args = ["new", "cart", "-y", "-q", "--templates", "pack", "--set", "service.stack=node"];
    sandbox.blip(args).args(["--set", "service.package_manager=bun"]).succeeds();
    assert!(sandbox.read("cart/.github/workflows/ci.yml").contains("run: bun install --frozen-lockfile\n"));
    assert!(sandbox.read("cart/Dockerfile").contains("COPY package.json bun.lock ./\n"));
}
