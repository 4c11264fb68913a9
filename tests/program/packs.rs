//! A team's own templates and radar: from folders, and from a pack that blip.yaml names.

use std::fs;

use crate::support::{Run, Sandbox, workspace};

const BACKUP: &str = "---
title: Nightly backups
number: 101
ring: adopt
quadrant: empowering
summary: Each service's database is copied every night.
generator: backup
scope: service
---

## Why

Because disks fail.
";

const MANIFEST: &str = "settings:\n  hour: {type: integer, default: 3, help: When it begins}\n";

const TEMPLATE: &str = "<%= header() %>\nname: <%= service.name ~ '-backup' %>\nhour: <%= blips.backup.hour %>\n";

/// A team's own blip in `pack/`, with the templates that generate it.
fn own_blip() -> Sandbox {
    let sandbox = Sandbox::with_identity();
    sandbox.write("pack/radar/2026-11-20/backup.md", BACKUP);
    sandbox.write("pack/templates/backup/manifest.yaml", MANIFEST);
    sandbox.write("pack/templates/backup/files/deploy/backup.yaml", TEMPLATE);
    sandbox
}

/// The same as a git repository, and a service that uses it.
fn pack() -> Sandbox {
    let sandbox = own_blip();
    sandbox.git("pack", &["init", "--quiet"]);
    commit(&sandbox, "feat: back up every night");
    let args = ["new", "shop", "-y", "--set", "pack.git=../pack", "--set", "pack.rev=main"];
    sandbox.blip(args).succeeds().stderr_has(&["Made shop"]);
    sandbox
}

fn commit(sandbox: &Sandbox, message: &str) {
    sandbox.git("pack", &["add", "-A"]);
    sandbox.git("pack", &["commit", "--quiet", "-m", message]);
}

fn blip(sandbox: &Sandbox, args: &[&str]) -> Run {
    sandbox.blip(args.iter().copied()).in_folder("shop")
}

#[test]
fn folders_are_laid_on_top() {
    let sandbox = own_blip();
    sandbox.write("pack/templates/service/files/README.md", "# <%= service.name %>, our way\n");
    let both = ["--templates", "pack/templates", "--radar", "pack/radar"];
    sandbox.blip(["new", "shop", "-y"].iter().chain(&both)).succeeds();
    assert_eq!(sandbox.read("shop/README.md"), "# shop, our way\n");
    let made = sandbox.read("shop/deploy/backup.yaml");
    assert!(
        made.contains("# Nightly backups (Adopt): Each service's database") && made.contains("\nhour: 3\n"),
        "{made}"
    );
    sandbox.blip(["radar", "list"].iter().chain(&both)).succeeds().stdout_has(&[" 101 * backup"]);
    sandbox
        .blip(["radar", "check"].iter().chain(&both))
        .succeeds()
        .stdout_is("17 blips, edition 2026-11-20: no problem found\n");
    // the radar alone names templates that are not Blip's own
    let alone = sandbox.blip(["radar", "check", "pack/radar"]).exits(2);
    alone.stderr_has(&["error: 2026-11-20/backup.md:1:1: `generator: backup`, but there is no templates/backup/\n"]);
    let args = ["radar", "check", "pack/radar", "--templates", "pack/templates"];
    sandbox.blip(args).succeeds().stdout_is("1 blips, edition 2026-11-20: no problem found\n");
    let both = ["--templates", "../pack/templates", "--radar", "../pack/radar"];
    blip(&sandbox, &["check"]).args(both).succeeds();
    blip(&sandbox, &["why", "deploy/backup.yaml"]).args(both).succeeds().stdout_has(&["Nightly backups (Adopt)"]);
    let schema = blip(&sandbox, &["schema"]).args(both).succeeds().json();
    assert_eq!(schema["properties"]["blips"]["properties"]["backup"]["properties"]["hour"]["default"], 3);
}

#[test]
fn a_stack_can_come_from_a_folder() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "pack/templates/stacks/shell/stack.yaml",
        "title: Shell\nkinds: [job]\nseeded: [run.sh]\nignore: []\nlock: run.sh\nsources: [run.sh]\nindent: {}\nrun: ./run.sh\nchecks: []\n\
         dependabot: []\ngithub: {setup: []}\ngitlab: {image: alpine, setup: [], cache: []}\n",
    );
    sandbox.write("pack/templates/stacks/shell/files/run.sh", "#!/bin/sh\necho <%= service.name %>\n");
    let args = ["new", "tidy", "-y", "--templates", "pack/templates", "--set", "service.stack=shell", "--set"];
    sandbox.blip(args).args(["service.kind=job", "--set", "blips={}"]).succeeds();
    assert_eq!(sandbox.read("tidy/run.sh"), "#!/bin/sh\necho tidy\n");
}

#[test]
fn mistakes_have_their_place_in_the_pack() {
    for (path, text, expected) in [
        ("backup/manifest.yaml", "settings: {hour: {tpye: integer}}\n", "pack/templates/backup/manifest.yaml:1:"),
        ("backup/manifest.yaml", "layers: [\n", "pack/templates/backup/manifest.yaml:2:1: this is no YAML"),
        (
            "backup/manifest.yaml",
            "layers: [{folder: files, when: service.}]\n",
            "pack/templates/backup/manifest.yaml:1:1: `service.`",
        ),
        ("backup/manifest.yaml", "seeded: ['{']\n", "pack/templates/backup/manifest.yaml:1:1: seeded:"),
        (
            "backup/files/x.yaml",
            "a: 1\nb: <%= service.nmae %>\n",
            "pack/templates/backup/files/x.yaml:2:1: undefined value",
        ),
        (
            "backup/files/x.yaml",
            "<%# what comes %>\na: 1\n<% if true %>\nb: [\n<% endif %>\n",
            "pack/templates/backup/files/x.yaml:4:1: the YAML generated for x.yaml does not parse: ",
        ),
        (
            "backup/files/x.json",
            "{\n<% for name in ['a', 'b'] %>\n  <%= name %>: 1,\n<% endfor %>\n}\n",
            "pack/templates/backup/files/x.json:5:1: the JSON generated for x.json does not parse: ",
        ),
        ("backup/files/x.toml", "a = 1\nb = \n", "pack/templates/backup/files/x.toml:2:1: the TOML generated for"),
        ("backup/files/x.yaml", "a: <% if %>\n", "pack/templates/backup/files/x.yaml:1:1: syntax error"),
        ("backup/files/README.md", "twice\n", "`README.md` is made twice"),
        ("backup/files/blip.yaml", "version: 1\n", "pack/templates/backup/files/blip.yaml:1:1: `blip.yaml` is no file"),
        ("bakcup/files/x", "x\n", "pack/templates/bakcup/files/x:1:1: no blip of the radar says `generator: bakcup`"),
        ("stacks/cobol/files/x", "x\n", "pack/templates/stacks/cobol/files/x:1:1: the stack `cobol` has no stack.yaml"),
        ("ci/pins.yaml", "actions: 3\n", "pack/templates/ci/pins.yaml:1:"),
        ("stacks/rust/stack.yaml", "title: Rust\n", "pack/templates/stacks/rust/stack.yaml:1:1: "),
    ] {
        let sandbox = own_blip();
        sandbox.write(format!("pack/templates/{path}"), text);
        let args = ["new", "shop", "-y", "--templates", "pack/templates", "--radar", "pack/radar"];
        sandbox.blip(args).exits(2).stderr_has(&[expected]);
        assert!(!sandbox.exists("shop"), "{path}: nothing is written");
    }
}

#[test]
fn what_a_stack_says_wrong_is_not_laid_to_its_package_manager() {
    let ours = fs::read_to_string(workspace().join("templates/stacks/node/stack.yaml")).unwrap();
    for (old, new, expected) in [
        ("\ncodeql:", "\nsourcs: [x]\ncodeql:", "unknown field `sourcs`"),
        ("build_mode: none", "build_mode: manual", "unknown variant `manual`"),
    ] {
        assert!(ours.contains(old));
        let sandbox = Sandbox::new();
        sandbox.write("own/stacks/node/stack.yaml", ours.replace(old, new));
        let args = ["new", "shop", "-y", "--set", "service.stack=node", "--templates", "own"];
        sandbox.blip(args).exits(2).stderr_has(&["error: own/stacks/node/stack.yaml:", expected]);
    }
}

#[test]
fn a_hostile_template_stays_in_its_place() {
    for (path, text, expected) in [
        ("backup/files/x", "<% include '../../../../etc/passwd' %>\n", "template not found"),
        (
            "backup/files/x",
            "<% for i in range(100000) %><% for j in range(100000) %>x<% endfor %><% endfor %>\n",
            "far more than a file can need",
        ),
        (
            "backup/files/x",
            "<% macro f() %><%= f() %><% endmacro %><%= f() %>\n",
            "pack/templates/backup/files/x:1:1: ",
        ),
        (
            "backup/files/x",
            "<% for i in range(100000) %>1234567890123456789012345678901234567890<% if i %><%= 'x' * 1000 %><% endif %><% endfor %>\n",
            "more than 4 MiB",
        ),
        (
            "backup/files/x",
            "<% set all = namespace(x='1234') %><% for i in range(60) %><% set all.x = all.x ~ all.x %><% endfor %>\n",
            "far more than a file can need",
        ),
        (
            "backup/files/x",
            "<% set all = namespace(x=['1234']) %><% for i in range(60) %><% set all.x = (all.x + all.x) | list %><% endfor %>\n",
            "far more than a file can need",
        ),
        (
            "backup/files/x",
            "<% macro f(x) %><%= x %><%= x %><% endmacro %><% set all = namespace(x='1234') %>\
             <% for i in range(60) %><% set all.x = f(all.x) %><% endfor %>\n",
            "far more than a file can need",
        ),
        ("backup/files/x", "<%= 'x' * 99999999 %>\n", "pack/templates/backup/files/x:1:1: "),
        (
            "backup/manifest.yaml",
            "layers: [{folder: files, each: 'range(99999)', as: one}]\n",
            "these templates make more than 5000 files",
        ),
        ("backup/files/.blip/lock.yaml", "format: 1\n", "`.blip/lock.yaml` is no file for a template to make"),
    ] {
        let sandbox = own_blip();
        sandbox.write(format!("pack/templates/{path}"), text);
        // 2 GiB of addresses: what grows without bounds ends by a signal
        let blip = format!("ulimit -v 2097152; exec {} \"$@\"", env!("CARGO_BIN_EXE_blip"));
        let run = sandbox.command("sh").args(["-c", &blip, "blip", "new", "shop", "-y"]);
        let outcome = run.args(["--templates", "pack/templates", "--radar", "pack/radar"]).outcome();
        assert_eq!(outcome.code, Some(2), "{path}\n{outcome}");
        outcome.stderr_has(&[expected]);
        assert!(!sandbox.exists("shop"), "{path}: nothing is written");
    }
}

#[test]
fn what_was_laid_on_top_is_missed() {
    let sandbox = own_blip();
    let folders = ["--templates", "../pack/templates", "--radar", "../pack/radar"];
    let args = ["new", "shop", "-y", "--templates", "pack/templates", "--radar", "pack/radar"];
    sandbox.blip(args).succeeds();
    let with = |command: &str| sandbox.blip([command]).args(folders).in_folder("shop").succeeds();
    for command in ["check", "generate"] {
        assert!(!with(command).stderr.contains("warning"));
    }
    let missed = "this was generated with `--templates` and `--radar`, and is not now: ";
    let unknown = sandbox.blip(["check"]).in_folder("shop").exits(2);
    unknown.stderr_has(&["`backup` is no blip of the radar", missed]);
    // without it on purpose: that is told once
    sandbox.edit("shop/blip.yaml", "  backup: ", "  # backup: ");
    let warning = format!("warning: {missed}");
    sandbox.blip(["check"]).in_folder("shop").exits(3).stderr_has(&[&warning]);
    sandbox.blip(["check", "--all"]).exits(3).stderr_has(&["warning: shop: this was generated with `--templates`"]);
    sandbox.blip(["generate"]).in_folder("shop").succeeds().stderr_has(&[&warning]);
    assert!(!sandbox.blip(["generate"]).in_folder("shop").succeeds().stderr.contains("warning"));
}

#[test]
fn a_pack_stays_at_the_commit_of_the_lock_until_somebody_asks() {
    let sandbox = pack();
    let first = sandbox.git("pack", &["rev-parse", "HEAD"]);
    assert!(sandbox.read("shop/.blip/lock.yaml").contains(&format!("  commit: {}\n", first.trim())));
    assert!(sandbox.read("shop/blip.yaml").contains("\npack: {git: \"../pack\", rev: main}\n"));
    sandbox.edit("pack/templates/backup/files/deploy/backup.yaml", "hour: ", "at: ");
    sandbox.write("pack/templates/backup/files/deploy/restore.yaml", "a: 1\n");
    commit(&sandbox, "feat: restore, too");
    let before = sandbox.snapshot("shop");
    blip(&sandbox, &["generate"]).succeeds().stdout_is("");
    blip(&sandbox, &["check"]).succeeds();
    sandbox.snapshot("shop").is_untouched_since(&before);
    let news = format!(
        "Pack pack@main: {} instead of {}\n  feat: restore, too\n     \
         added pack@main/templates/backup/files/deploy/restore.yaml\n   \
         changed pack@main/templates/backup/files/deploy/backup.yaml\n",
        &sandbox.git("pack", &["rev-parse", "HEAD"])[..9],
        &first[..9]
    );
    let planned = format!("{news}    update deploy/backup.yaml\n    create deploy/restore.yaml\n");
    blip(&sandbox, &["generate", "--update-pack", "--dry-run"]).succeeds().stdout_is(&planned);
    sandbox.snapshot("shop").is_untouched_since(&before);
    let document = blip(&sandbox, &["generate", "--update-pack", "--dry-run", "--json"]).succeeds().json();
    assert_eq!(document["pack"]["commits"]["count"], 1);
    blip(&sandbox, &["generate", "--update-pack"]).succeeds().stdout_has(&[&news, "   updated deploy/backup.yaml\n"]);
    blip(&sandbox, &["generate", "--update-pack"]).succeeds().stdout_is("");
}

#[test]
fn a_pack_is_used_without_its_repository() {
    let sandbox = pack();
    fs::rename(sandbox.path("pack"), sandbox.path("away")).unwrap();
    blip(&sandbox, &["check"]).succeeds();
    blip(&sandbox, &["generate"]).succeeds();
    blip(&sandbox, &["why", "backup"]).succeeds();
    let failed = blip(&sandbox, &["generate", "--update-pack"]).exits(1);
    failed.stderr_is("error: cannot fetch the pack from ../pack: there is no such folder\n");
    // on another machine it has to be fetched once more
    let elsewhere = sandbox.path("cache");
    blip(&sandbox, &["check"]).env("XDG_CACHE_HOME", &elsewhere).exits(1);
    fs::rename(sandbox.path("away"), sandbox.path("pack")).unwrap();
    blip(&sandbox, &["check"]).env("XDG_CACHE_HOME", &elsewhere).succeeds();
    let inside = blip(&sandbox, &["check"]).env("XDG_CACHE_HOME", sandbox.path("shop/cache")).exits(2);
    inside.stderr_has(&["inside this repository"]);
    assert!(!sandbox.exists("shop/cache"));
}

#[test]
fn another_rev_is_another_pack() {
    let sandbox = pack();
    sandbox.git("pack", &["tag", "v1"]);
    sandbox.edit("shop/blip.yaml", "rev: main", "rev: v1");
    blip(&sandbox, &["generate"]).succeeds();
    assert!(sandbox.read("shop/.blip/lock.yaml").contains("    rev: v1\n"));
    sandbox.edit("shop/blip.yaml", "rev: v1", "rev: v9");
    let unknown = blip(&sandbox, &["generate"]).exits(2);
    unknown.stderr_has(&["error: blip.yaml:", "../pack has no tag, branch or commit `v9`", "--update-pack"]);
    sandbox.edit("shop/blip.yaml", "git: \"../pack\"", "git: \"ext::sh -c id\"");
    blip(&sandbox, &["generate"]).exits(2).stderr_has(&["is no repository of a pack"]);
}

#[cfg(unix)]
#[test]
fn what_lies_elsewhere_is_fetched_by_git() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = own_blip();
    sandbox.git("pack", &["init", "--quiet"]);
    commit(&sandbox, "feat: begin");
    // stands in for ssh: runs on this machine what it is asked to run on another
    sandbox.write("ssh", "#!/bin/sh\nfor last; do :; done\nexec sh -c \"$last\"\n");
    fs::set_permissions(sandbox.path("ssh"), fs::Permissions::from_mode(0o755)).unwrap();
    let address = format!("ssh://git@git.acme.example{}", sandbox.path("pack").display());
    let new = |name: &str, ssh: &str| {
        let set = format!("pack.git={address}");
        sandbox.blip(["new", name, "-y", "--set", &set]).env("GIT_SSH_COMMAND", sandbox.path(ssh))
    };
    new("first", "nowhere").exits(1).stderr_has(&["error: cannot fetch the pack from ssh://git@git.acme.example/"]);
    new("shop", "ssh").succeeds();
    assert!(sandbox.exists("shop/deploy/backup.yaml"));
    // nothing is fetched again
    blip(&sandbox, &["check"]).env("GIT_SSH_COMMAND", "false").succeeds();
}

#[test]
fn a_pack_answers_for_new_services() {
    let sandbox = own_blip();
    let defaults = "service: {owner: platform, stack: go}\nenvironments: [{name: live}]\n";
    sandbox.write("pack/defaults.yaml", defaults);
    sandbox.git("pack", &["init", "--quiet"]);
    commit(&sandbox, "feat: begin");
    let args = ["new", "shop", "-y", "--set", "pack.git=../pack", "--set", "service.stack=python"];
    sandbox.blip(args).succeeds();
    let spec = sandbox.read("shop/blip.yaml");
    for line in ["  owner: platform\n", "  stack: python\n", "  - {name: live}\n"] {
        assert!(spec.contains(line), "{spec}");
    }
    sandbox.write("pack/defaults.yaml", "service: {onwer: platform}\n");
    commit(&sandbox, "feat: mislead");
    let args = ["new", "other", "-y", "--set", "pack.git=../pack"];
    sandbox.blip(args).exits(2).stderr_has(&["error: pack/defaults.yaml:1:11: unknown key `service.onwer`"]);
}

#[test]
fn what_blips_own_templates_need_is_missed() {
    let sandbox = own_blip();
    sandbox.write("pack/templates/ci/macros.yml", "<%# nothing %>\n");
    let args = ["new", "shop", "-y", "--templates", "pack/templates", "--radar", "pack/radar"];
    sandbox.blip(args).exits(2).stderr_has(&["error: templates/ci/", "what is laid on top lacks something"]);
}
