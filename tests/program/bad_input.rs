//! Bad input: what is wrong, where, and what to do; exit code 2; nothing written.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use crate::given::{checkout, checkout_with};
use crate::support::Sandbox;

/// Expects that blip refuses these arguments with exactly this message and leaves everything as it is.
#[track_caller]
fn refused(sandbox: &Sandbox, args: &[&str], message: &str) {
    let before = sandbox.snapshot(".");
    sandbox.blip(args).exits(2).stdout_is("").stderr_is(message);
    sandbox.snapshot(".").is_untouched_since(&before);
}

/// The same for `blip new checkout --defaults` with one more answer.
#[track_caller]
fn refused_answer(answer: &str, message: &str) {
    refused(&Sandbox::new(), &["new", "checkout", "--defaults", "--set", answer], message);
}

/// The same for `blip generate` in a service whose blip.yaml has `old` replaced. In the message `@` stands for the
/// line and column at which `culprit` begins.
#[track_caller]
fn refused_spec(old: &str, new: &str, culprit: &str, message: &str) {
    let sandbox = checkout();
    sandbox.edit("checkout/blip.yaml", old, new);
    let text = sandbox.read("checkout/blip.yaml");
    let (before, _) = text.split_once(culprit).expect("the culprit stands in the file");
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    refused(&sandbox, &["-C", "checkout", "generate"], &message.replacen('@', &format!("{line}:{column}"), 1));
}

mod names {
    use super::*;

    #[test]
    fn a_name_is_a_dns_label() {
        for (name, reason) in [
            ("Check_Out", "use lower-case letters, digits and `-`, for example `check-out`"),
            ("2fast", "it must begin with a letter, as Kubernetes asks of a Service"),
            ("checkout-", "it must begin and end with a letter or a digit"),
            ("../checkout", "use lower-case letters, digits and `-`, for example `checkout`"),
            ("", "it is empty"),
            (&"x".repeat(54), "it has 54 characters, at most 53 are allowed"),
        ] {
            let message = format!("error: service.name: `{name}` is no service name: {reason}\n");
            refused(&Sandbox::new(), &["new", name, "--defaults"], &message);
            // and before anything that is only missing
            refused(&Sandbox::new(), &["new", name], &message);
        }
    }

    #[test]
    fn a_name_that_the_stack_has_taken() {
        refused(
            &Sandbox::new(),
            &["new", "test", "--defaults"],
            "\
error: a rust service cannot be called `test`: the language, a tool or a dependency has that name
  help: choose another, for example `test-service`
",
        );
    }

    #[test]
    fn a_host_has_no_scheme() {
        refused_answer(
            "environments=[{name: live, host: https://shop.acme.example}]",
            "error: environments.0.host: `https://shop.acme.example` is no host name: give the host alone, without scheme and path\n",
        );
    }

    #[test]
    fn an_image_has_no_tag_and_no_digest() {
        refused_answer(
            "image=ghcr.io/acme/checkout:1.0",
            "error: image: `ghcr.io/acme/checkout:1.0` is no image reference: give it without a tag: the pipeline sets the tag\n",
        );
        refused_answer(
            "image=ghcr.io/acme/checkout@sha256:00",
            "error: image: `ghcr.io/acme/checkout@sha256:00` is no image reference: give it without a digest: the pipeline writes the digest\n",
        );
    }

    #[test]
    fn a_repository_has_no_credentials() {
        refused_answer(
            "repository.url=https://me:secret@github.com/acme/checkout",
            "error: repository.url: `https://me:secret@github.com/acme/checkout` is no repository URL: it must hold no user or password\n",
        );
    }

    #[test]
    fn a_forge_that_nobody_can_guess() {
        refused_answer(
            "repository.url=https://git.acme.example/acme/checkout",
            "\
error: the repository's host does not tell whether it is GitHub or GitLab
  help: give `--set repository.provider=github` or `=gitlab`
",
        );
    }

    #[test]
    fn a_port_needs_no_privileges() {
        refused_answer(
            "service.port=80",
            "error: service.port: port 80 needs privileges that the container has not; choose one from 1024 to 65535\n",
        );
    }

    #[test]
    fn environments_differ() {
        refused_spec(
            "  - {name: staging}\n  - {name: production}\n",
            "  - {name: live}\n  - {name: live}\n",
            "name: live}\n#",
            "\
error: blip.yaml:@: environment `live` stands here twice
  help: give each a name of its own
",
        );
    }
}

mod words {
    use super::*;

    #[test]
    fn an_unknown_stack() {
        refused_answer("service.stack=rsut", "error: unknown stack `rsut`\n  help: did you mean `rust`?\n");
        let sandbox = Sandbox::new();
        let outcome = sandbox.blip(["new", "checkout", "-y", "--set", "service.stack=cobol"]).exits(2);
        let known =
            ["error: unknown stack `cobol`\n  help: known stacks: ", "node, ", "python, ", "`templates/stacks/cobol/`"];
        outcome.stderr_has(&known);
    }

    #[test]
    fn an_unknown_key() {
        refused_answer("service.prot=9090", "error: unknown key `service.prot`\n  help: did you mean `port`?\n");
        refused_spec(
            "  stack: rust\n",
            "  stack: rust\n  prot: 9090\n",
            "prot:",
            "error: blip.yaml:@: unknown key `service.prot`\n  help: did you mean `port`?\n",
        );
    }

    #[test]
    fn an_unknown_setting() {
        refused_spec(
            "  helm: {}",
            "  helm: {ruoting: ingress}",
            "ruoting",
            "error: blip.yaml:@: unknown setting `blips.helm.ruoting`\n  help: did you mean `routing`?\n",
        );
    }

    #[test]
    fn an_unknown_blip() {
        refused_answer("blips={hlem: {}}", "error: `hlem` is no blip of the radar\n  help: did you mean `helm`?\n");
        refused_spec(
            "  helm: {}",
            "  hlem: {}",
            "hlem",
            "error: blip.yaml:@: `hlem` is no blip of the radar\n  help: did you mean `helm`?\n",
        );
        let sandbox = checkout();
        let message = "error: this service does not use a blip `hlem`\n  help: did you mean `helm`?\n";
        refused(&sandbox, &["-C", "checkout", "generate", "hlem"], message);
    }

    #[test]
    fn a_blip_on_hold() {
        refused_answer(
            "blips.jenkins={}",
            "\
error: Jenkins is on Hold: It can do anything, but each team must customise and maintain it by itself
  help: use `ci` and `argocd` instead; `blip why jenkins` says more
",
        );
    }

    #[test]
    fn a_blip_of_platforms_in_a_service() {
        refused_answer(
            "blips.platform-engineering={}",
            "\
error: Platform engineering is a platform's, and this is a service's repository
  help: give it a repository of its own with `blip new NAME --kind platform`
",
        );
    }

    #[test]
    fn a_missing_answer_names_its_argument() {
        let sandbox = Sandbox::new();
        refused(
            &sandbox,
            &["new", "checkout"],
            "\
error: there is no answer for service.description
  help: give it with `--set service.description=…`; what it does, in one line
error: there is no answer for service.stack
  help: give it with `--set service.stack=…`; the language and tools that it is built with
error: there is no answer for repository.url
  help: give it with `--set repository.url=…`; where its sources will live, as a browser shows it. The host tells GitHub from GitLab
error: there is no answer for service.owner
  help: give it with `--set service.owner=…`; the team that answers for it
        or take the defaults for everything with `--defaults`
",
        );
        let message = "error: the service has no name\n  help: name it with `blip new NAME`\n";
        refused(&sandbox, &["new", "--defaults"], message);
    }

    #[test]
    fn an_assignment_that_assigns_nothing() {
        refused_answer("service.port", "error: `service.port` sets nothing\n  help: write it as path.to.key=value\n");
    }
}

mod documents {
    use super::*;

    #[test]
    fn broken_yaml() {
        refused_spec(
            "service:\n",
            "service: [\n",
            ": The checkout",
            "error: blip.yaml:@: this is no YAML: did not find expected ',' or ']'\n",
        );
        let sandbox = Sandbox::new();
        sandbox.write("answers.yaml", "service:\n\tname: x\n");
        let message = "error: answers.yaml:2:1: this is no YAML: found character that cannot start any token\n";
        refused(&sandbox, &["new", "checkout", "-y", "--answers", "answers.yaml"], message);
    }

    #[test]
    fn a_wrong_type_has_its_place() {
        refused_spec(
            "  stack: rust\n",
            "  stack: rust\n  port: high\n",
            "port:",
            "error: blip.yaml:@: service.port: invalid type: string \"high\", expected a whole number\n",
        );
        refused_answer("service.health=5", "error: service.health: invalid type: integer `5`, expected a mapping\n");
        refused_spec(
            "  provider: github ",
            "  provider: bitbucket ",
            "provider:",
            "error: blip.yaml:@: repository.provider: unknown variant `bitbucket`, expected `github` or `gitlab`\n",
        );
    }

    #[test]
    fn a_missing_key_has_its_place() {
        refused_spec("  owner: acme\n", "", "service:\n", "error: blip.yaml:@: service: missing field `owner`\n");
    }

    #[test]
    fn answers_that_are_not_there() {
        refused(
            &Sandbox::new(),
            &["new", "checkout", "--answers", "answers.yaml"],
            "error: cannot read answers.yaml: No such file or directory (os error 2)\n",
        );
    }

    #[test]
    fn a_folder_without_a_service() {
        let sandbox = Sandbox::new();
        let help = "  help: make a new service with `blip new`, begin with what is here by `blip init`, or name its folder with `-C DIR`\n";
        refused(&sandbox, &["generate"], &format!("error: there is no blip.yaml in .\n{help}"));
        refused(&sandbox, &["-C", "nowhere", "generate"], "error: there is no folder nowhere\n");
        // the search does not leave the repository
        sandbox.write("blip.yaml", "");
        sandbox.git(".", &["init", "--quiet", "inner"]);
        refused(&sandbox, &["-C", "inner", "generate"], &format!("error: there is no blip.yaml in inner\n{help}"));
    }
}

mod folders {
    use super::*;

    const CHOOSE: &str = "  help: choose another with `--dir DIR`\n";

    #[test]
    fn a_target_that_is_not_empty() {
        let sandbox = Sandbox::new();
        sandbox.write("checkout/notes.txt", "mine");
        let message = format!("error: checkout is not empty (notes.txt is in it)\n{CHOOSE}");
        refused(&sandbox, &["new", "checkout", "--defaults"], &message);
        refused(&sandbox, &["new", "other", "--defaults", "--dir", "checkout"], &message);
    }

    #[test]
    fn a_target_that_is_no_folder() {
        let sandbox = Sandbox::new();
        sandbox.write("checkout", "mine");
        symlink("/", sandbox.path("link")).unwrap();
        refused(&sandbox, &["new", "checkout", "-y"], &format!("error: checkout is not a folder\n{CHOOSE}"));
        refused(&sandbox, &["new", "link", "-y"], &format!("error: link is not a folder\n{CHOOSE}"));
    }

    #[test]
    fn a_target_below_a_file() {
        let sandbox = Sandbox::new();
        sandbox.write("file", "");
        let message = format!("error: cannot read file/checkout: Not a directory (os error 20)\n{CHOOSE}");
        refused(&sandbox, &["new", "checkout", "-y", "--dir", "file/checkout"], &message);
    }

    #[test]
    fn a_folder_that_is_not_writable() {
        if rustix::process::geteuid().is_root() {
            eprintln!("skipped: nothing is forbidden to root");
            return;
        }
        let sandbox = checkout();
        let lock = |mode| fs::set_permissions(sandbox.path("checkout"), fs::Permissions::from_mode(mode)).unwrap();
        sandbox.edit("checkout/blip.yaml", "  stack: rust\n", "  stack: rust\n  port: 9090\n");
        lock(0o555);
        let outcome = sandbox.blip(["-C", "checkout", "generate"]).exits(2);
        lock(0o755);
        outcome.stderr_is(
            "\
error: cannot write checkout/Dockerfile: Permission denied (os error 13)
  help: choose a folder that you may write to, or make this one writable
",
        );
    }

    #[test]
    fn a_file_that_is_read_only() {
        let sandbox = checkout();
        sandbox.edit("checkout/blip.yaml", "  stack: rust\n", "  stack: rust\n  port: 9090\n");
        fs::set_permissions(sandbox.path("checkout/Dockerfile"), fs::Permissions::from_mode(0o444)).unwrap();
        let message = "error: Dockerfile is read-only\n  help: make it writable (chmod u+w) and run again\n";
        refused(&sandbox, &["-C", "checkout", "generate"], message);
    }
}

mod traps {
    use super::*;

    #[test]
    fn a_lock_that_leads_out_of_the_repository() {
        let sandbox = checkout();
        sandbox.write("x", "not Blip's");
        sandbox.edit("checkout/.blip/lock.yaml", "\n  Dockerfile:\n", "\n  ../x:\n");
        let before = sandbox.snapshot(".");
        for command in ["generate", "check"] {
            let outcome = sandbox.blip(["-C", "checkout", command]).exits(2);
            outcome.stdout_is("").stderr_has(&[
                "error: .blip/lock.yaml is damaged: files: `../x` is no path inside the repository: it holds `.` or `..`",
                "\n  help: restore it from git\n",
            ]);
        }
        sandbox.snapshot(".").is_untouched_since(&before);
    }

    #[test]
    fn a_lock_of_a_newer_format() {
        let sandbox = checkout();
        sandbox.edit("checkout/.blip/lock.yaml", "format: 2\nblip: 0.1.0\n", "format: 4\nblip: 3.1.0\n");
        let message = "\
error: .blip/lock.yaml has format 4, and this Blip reads up to 3
  help: install a newer Blip (3.1.0 wrote it)
";
        refused(&sandbox, &["-C", "checkout", "generate"], message);
    }

    #[test]
    fn a_link_in_the_place_of_a_file() {
        let sandbox = checkout();
        sandbox.write("outside", "not Blip's");
        sandbox.delete("checkout/Dockerfile");
        symlink("../outside", sandbox.path("checkout/Dockerfile")).unwrap();
        let message = "\
error: cannot write Dockerfile: it is a symbolic link
  help: move it out of the way and run again; nothing was written
";
        refused(&sandbox, &["-C", "checkout", "generate"], message);
    }

    #[test]
    fn what_git_would_not_see() {
        let sandbox = checkout();
        sandbox.git("checkout", &["init", "--quiet"]);
        sandbox.write("checkout/.git/info/exclude", "charts/basket/\n");
        sandbox.edit("checkout/blip.yaml", "  name: checkout\n", "  name: basket\n");
        let message = "\
error: cannot write charts/basket/.helmignore and 22 other files: git ignores what would be there
  help: `git check-ignore -v charts/basket/.helmignore` says by which line: take that out, or name what you do not want below `own` in blip.yaml; nothing was written
";
        refused(&sandbox, &["-C", "checkout", "generate"], message);
    }

    #[test]
    fn a_link_in_the_place_of_a_folder() {
        let sandbox = checkout();
        fs::rename(sandbox.path("checkout/deploy"), sandbox.path("outside")).unwrap();
        symlink("../outside", sandbox.path("checkout/deploy")).unwrap();
        let before = sandbox.snapshot(".");
        let outcome = sandbox.blip(["-C", "checkout", "generate"]).exits(2);
        outcome
            .stdout_is("")
            .stderr_has(&["error: deploy is a symbolic link, and ", " files belong below it\n  help: "]);
        assert_eq!(outcome.stderr.lines().count(), 2, "{outcome}");
        sandbox.blip(["-C", "checkout", "generate", "--dry-run"]).exits(2);
        sandbox.snapshot(".").is_untouched_since(&before);
    }

    #[test]
    fn a_link_in_the_place_of_blips_own_folder() {
        let sandbox = checkout();
        fs::rename(sandbox.path("checkout/.blip"), sandbox.path("outside")).unwrap();
        symlink("../outside", sandbox.path("checkout/.blip")).unwrap();
        let message = "\
error: cannot use .blip/lock.yaml: .blip is a symbolic link
  help: move it out of the way and run again
";
        refused(&sandbox, &["-C", "checkout", "generate"], message);
    }
}

mod previews {
    use super::*;

    /// Previews with this setting.
    #[track_caller]
    fn refused_previews(setting: &str, message: &str) {
        let (name, _) = setting.split_once(':').expect("a setting");
        refused_spec("blips:\n", &format!("blips:\n  preview:\n    {setting}\n"), name, message);
    }

    #[test]
    fn without_a_gate() {
        let why = "without a label as gate every pull request would be deployed, those of strangers among them";
        refused_previews(
            "label: ''",
            &format!(
                "error: blip.yaml:@: `blips.preview.label` is empty\n  help: name a label, for example `preview`: {why}\n"
            ),
        );
    }

    #[test]
    fn by_a_header_that_others_own() {
        for (header, reason) in [
            ("Connection", "it is meant for one hop, and the next proxy takes it off"),
            ("':path'", "a name that begins with `:` is HTTP/2's own"),
            ("Cookie", "browsers let no script set it"),
            ("x_preview", "use lower-case letters, digits and `-`, beginning with a letter, for example `x-preview`"),
        ] {
            let name = header.trim_matches('\'');
            let message = format!(
                "error: blip.yaml:@: `blips.preview.header`: `{name}` cannot be the header: {reason}\n  \
                 help: The header that leads a request to a preview; its value is the preview's name, <service>-pr-<number>\n"
            );
            refused_previews(&format!("header: {header}"), &message);
        }
    }

    #[test]
    fn beside_an_environment_that_is_called_like_one() {
        let help = "help: choose another: what is called so comes and goes with a pull request";
        for (environment, what) in [
            ("{name: preview}", "the environment `preview` has the name of the previews"),
            ("{name: pr-7}", "the environment `pr-7` is called like the preview of a pull request"),
            (
                "{name: qa, namespace: checkout-pr-qa}",
                "the namespace `checkout-pr-qa` is called like that of a preview",
            ),
        ] {
            let sandbox = checkout();
            sandbox.edit("checkout/blip.yaml", "blips:\n", "blips:\n  preview: {}\n");
            let text = sandbox.read("checkout/blip.yaml");
            let (above, below) = text.split_once("environments:").unwrap();
            let after = below.split_once("\nblips:").unwrap().1;
            let edited = format!("{above}environments: [{{name: staging}}, {environment}]\nblips:{after}");
            sandbox.write("checkout/blip.yaml", edited);
            let outcome = sandbox.blip(["-C", "checkout", "generate"]).exits(2);
            outcome.stdout_is("").stderr_has(&["error: blip.yaml:", what, help]);
        }
    }

    #[test]
    fn of_a_gitlab_project_by_its_path() {
        let sandbox = checkout_with(&["repository={provider: gitlab, url: https://gitlab.com/acme/checkout}"]);
        sandbox.edit("checkout/blip.yaml", "blips:\n", "blips:\n  preview: {gitlab_project: acme/checkout}\n");
        let outcome = sandbox.blip(["-C", "checkout", "generate"]).exits(2);
        outcome.stdout_is("").stderr_has(&[
            "`blips.preview.gitlab_project`: it takes a whole number, not \"acme/checkout\"",
            "Argo CD finds merge requests by it and not by the path",
        ]);
        sandbox.edit("checkout/blip.yaml", "{gitlab_project: acme/checkout}", "{}");
        let outcome = sandbox.blip(["-C", "checkout", "generate"]).exits(2);
        outcome.stderr_has(&["set `blips.preview.gitlab_project` to the number that its page on GitLab shows"]);
    }

    #[test]
    fn whose_names_would_be_too_long() {
        let name = "a-service-whose-name-has-as-many-characters-as";
        let args = ["new", name, "--defaults", "--set", "blips={ci: {}, helm: {}, argocd: {}, preview: {}}"];
        let outcome = Sandbox::new().blip(args).exits(2);
        outcome.stderr_has(&["has 46 characters; a service with previews may have 43"]);
    }
}

mod pipelines {
    use super::*;

    /// Expects that a service whose pipeline has this setting is refused: the place is that of the setting.
    #[track_caller]
    fn refused_setting(setting: &str, message: &str) {
        let message = format!("error: blip.yaml:@: {message}");
        refused_spec("  ci: {}", &format!("  ci: {{{setting}}}"), setting, &message);
    }

    #[test]
    fn what_github_has_one_of() {
        refused_setting(
            "builder: buildah",
            "GitHub Actions has one builder, BuildKit\n  help: remove `blips.ci.builder`\n",
        );
        refused_setting(
            "arm_runner: acme-arm",
            "`blips.ci.arm_runner` has nothing to build\n  \
             help: add arm64 to `blips.ci.architectures`, or remove `blips.ci.arm_runner`\n",
        );
        refused_setting(
            "architectures: [arm]",
            "`blips.ci.architectures`: each is one of amd64, arm64, not \"arm\"\n  \
             help: What the image runs on; by default amd64. Of several each is built on a machine of its kind, and they \
             become one image\n",
        );
        refused_setting(
            "blip: ghcr.io/acme/blip",
            "`ghcr.io/acme/blip` is no image by version\n  help: write `blips.ci.blip` as ghcr.io/acme/blip:0.1.0\n",
        );
    }

    #[test]
    fn what_gitlab_lacks() {
        let refused_on_gitlab = |setting: &str, message: &str| {
            let gitlab = "repository={provider: gitlab, url: https://git.acme.example/shop/checkout}";
            let args = ["new", "checkout", "--defaults", "--set", gitlab, "--set", setting];
            refused(&Sandbox::new(), &args, message);
        };
        refused_on_gitlab(
            "blips.ci.updates=dependabot",
            "error: GitLab has no Dependabot\n  help: set `blips.ci.updates` to renovate\n",
        );
        refused_on_gitlab(
            "blips.ci.code_scanning=always",
            "error: GitLab keeps every report with its job\n  help: remove `blips.ci.code_scanning`\n",
        );
        refused_on_gitlab(
            "blips.ci.architectures=[arm64]",
            "error: nothing says which runners of git.acme.example have arm64\n  \
             help: set `blips.ci.arm_runner` to their tag\n",
        );
    }

    #[test]
    fn two_services_of_one_name() {
        let sandbox = Sandbox::with_identity();
        sandbox.write("shop/README.md", "The shop.\n");
        sandbox.git("shop", &["init", "--quiet"]);
        let new = |dir| ["new", "basket", "--dir", dir, "--defaults", "-q", "--set", "repository.provider=github"];
        sandbox.blip(new("shop/services/basket")).succeeds();
        sandbox.blip(new("shop/apps/basket")).exits(2).stderr_is(
            "error: :/.github/workflows/basket-ci.yml is the file of the service in services/basket\n  \
             help: give one of the two another name\n",
        );
    }
}

mod argocd {
    use super::*;

    /// Expects that a service whose Argo CD has these settings is refused: the place is that of `culprit`.
    #[track_caller]
    fn refused_settings(settings: &str, culprit: &str, message: &str) {
        refused_spec(
            "  argocd: {}",
            &format!("  argocd: {{{settings}}}"),
            culprit,
            &format!("error: blip.yaml:@: {message}"),
        );
    }

    #[test]
    fn a_gitops_repository_is_another_one() {
        refused_settings(
            "gitops_repository: https://github.com/Acme/checkout",
            "gitops_repository",
            "the GitOps repository is the one of the service\n  \
             help: leave `gitops_repository` out: Argo CD then reads `deploy/` beside the code\n",
        );
        refused_settings(
            "gitops_repository: 'git@github.com:acme/gitops.git'",
            "gitops_repository",
            "`blips.argocd.gitops_repository`: `git@github.com:acme/gitops.git` is no repository URL: give the address \
             that a browser shows, for example `https://github.com/acme/checkout`\n  \
             help: Another repository that Argo CD reads the values from and deployments are pushed to; by default that \
             of the service\n",
        );
        refused_settings(
            "gitops_folder: shop",
            "gitops_folder",
            "`gitops_folder` says nothing without `gitops_repository`\n  \
             help: add `gitops_repository`, or leave `gitops_folder` out\n",
        );
    }

    #[test]
    fn image_updater_may_not_set_off_the_pipeline_that_it_waits_for() {
        let sandbox = Sandbox::new();
        let gitlab = "repository={provider: gitlab, url: https://gitlab.com/acme/checkout}";
        let args = ["new", "checkout", "--defaults", "--set", gitlab, "--set", "blips.argocd.updates=image-updater"];
        refused(
            &sandbox,
            &args,
            "error: each commit of Image Updater would start GitLab's pipeline, which pushes the image for the next\n  \
             help: name a `gitops_repository` that it commits to, or let the pipeline commit (`updates: pipeline`)\n",
        );
    }

    #[test]
    fn clusters_are_named_or_found_by_label() {
        refused_settings(
            "clusters: labelled",
            "clusters",
            "an Application names one cluster; only an ApplicationSet finds clusters by their label\n  \
             help: set `applications: applicationset`, or name the clusters in `environments`\n",
        );
        refused_answer(
            "environments=[{name: staging, cluster: '*'}]",
            "error: environments.0.cluster: `*` is no cluster: it must begin with a letter or a digit\n",
        );
        refused_answer(
            "environments=[{name: staging, namespace: shop, cluster: eu}, {name: live, namespace: shop, cluster: eu}]",
            "error: two environments share the namespace `shop`\n  help: the release of one would overwrite the other's\n",
        );
    }

    #[test]
    fn somebody_has_to_be_told() {
        refused_settings(
            "notifications: slack",
            "notifications",
            "`notifications: slack` needs a channel\n  help: add `slack_channel`, for example `shop-alerts`\n",
        );
        refused_settings(
            "notifications: slack, slack_channel: '#Shop Alerts'",
            "slack_channel",
            "`#Shop Alerts` is no channel of Slack\n  \
             help: give its name without `#` (lower-case letters, digits, `-` and `_`), or its ID\n",
        );
    }

    #[test]
    fn the_namespace_of_argo_cd_is_its_own() {
        refused_answer(
            "environments=[{name: live, namespace: argocd}]",
            "error: namespace `argocd` belongs to the cluster\n  help: choose another for the service\n",
        );
    }
}
