//! A service with its repository, in which pipelines run.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::support::{Run, Sandbox, told, workspace};
use crate::tools::{newer_node, path, path_with, release_tools, stand_ins_of_registries};

/// The jobs of a tag of a version, of which Sentry is told.
pub(super) const RELEASED: &[&str] = &[
    "chart",
    "deploy-production",
    "package",
    "publish",
    "release",
    "scan",
    "sentry",
    "sentry-production",
    "sign",
    "test",
    "version",
];

/// A service in a folder of its own, with a bare repository beside it that its forge's address leads to.
pub(super) struct Room {
    pub(super) sandbox: Sandbox,
    /// Whether deployments are pushed to a repository of their own.
    has_gitops: bool,
}

/// Two environments, one for each occasion that deploys.
const ANSWERS: &str = "
service: {description: Turns a basket into a paid order, owner: payments}
environments: [{name: staging}, {name: production, host: checkout.acme.example}]
blips: {ci: {}, helm: {}, argocd: {}, semver: {}, preview: {}}
";

/// The GitOps repository, where there is one.
const GITOPS: &str = "https://git.acme.example/platform/gitops";

impl Room {
    /// The service `checkout`, committed and pushed.
    pub(super) fn new(forge: &'static str, stack: &str) -> Self {
        Self::made(forge, stack, false, &["blips.semver.release=blip"])
    }

    /// The same with these settings.
    pub(super) fn with_settings(forge: &'static str, stack: &str, settings: &[&str]) -> Self {
        Self::made(forge, stack, false, &[&["blips.semver.release=blip"], settings].concat())
    }

    /// The same, with a GitOps repository that was filled as the service's deploy/README.md says, and with Sentry.
    pub(super) fn with_gitops(forge: &'static str, stack: &str) -> Self {
        let room = Self::made(forge, stack, true, &["blips.semver.release=blip", "blips.sentry={}"]);
        room.git(&["init", "--quiet", "--bare", "../gitops.git"]);
        room.git(&["clone", "--quiet", "../gitops.git", "../gitops"]);
        let readme = room.sandbox.read("checkout/deploy/README.md");
        let command = readme.lines().find(|line| line.contains("cp -R")).unwrap();
        room.sandbox.command("sh").args(["-c", command]).in_folder("checkout").succeeds();
        room.sandbox.git("gitops", &["add", "--all"]);
        room.sandbox.git("gitops", &["commit", "--quiet", "--message", "feat: checkout"]);
        room.sandbox.git("gitops", &["push", "--quiet", "origin", "HEAD:refs/heads/main"]);
        room
    }

    /// As `new`, in Node.js with a package manager that is not the usual one.
    pub(super) fn with_package_manager(forge: &'static str, name: &str) -> Self {
        let package_manager = format!("service.package_manager={name}");
        Self::made(forge, "node", false, &["blips.semver.release=blip", &package_manager])
    }

    /// As `new`, released by semantic-release.
    pub(super) fn with_semantic_release(forge: &'static str, stack: &str) -> Self {
        Self::made(forge, stack, false, &["blips.semver.release=semantic-release"])
    }

    /// As `new`, released by Release Please.
    pub(super) fn with_release_please(forge: &'static str, stack: &str) -> Self {
        Self::made(forge, stack, false, &["blips.semver.release=release-please"])
    }

    /// As `new`, with a pipeline that compares the files with blip.yaml.
    pub(super) fn with_blip(forge: &'static str, stack: &str) -> Self {
        let settings = ["blips.semver.release=blip", "blips.ci.blip=registry.acme.example/tools/blip:0.1.0"];
        Self::made(forge, stack, false, &settings)
    }

    /// Several services in the folder `services` of one repository, which lies where the others have their one service.
    ///
    /// Name, stack, and the settings of `semver`.
    pub(super) fn of_services(forge: &'static str, services: &[(&str, &str, &str)]) -> Self {
        let room = Self::empty(forge, false);
        fs::create_dir(room.sandbox.path("checkout")).unwrap();
        room.begin(forge);
        for (name, stack, semver) in services {
            let (dir, stack) = (format!("checkout/services/{name}"), format!("service.stack={stack}"));
            let repository = format!("repository={{provider: {forge}, url: {}}}", url(forge));
            let args = ["new", name, "--dir", &dir, "-y", "-q", "--set", &stack, "--set", &repository];
            let project = if forge == "gitlab" { "gitlab_project: 1" } else { "" };
            let blips =
                format!("blips={{ci: {{}}, helm: {{}}, argocd: {{}}, semver: {{{semver}}}, preview: {{{project}}}}}");
            room.sandbox.blip(args.into_iter().chain(["--set", &blips])).succeeds();
        }
        room.commit("feat: the services");
        room.push();
        room
    }

    fn made(forge: &'static str, stack: &str, has_gitops: bool, settings: &[&str]) -> Self {
        let room = Self::empty(forge, has_gitops);
        let sandbox = &room.sandbox;
        let url = url(forge);
        sandbox.write("answers.yaml", ANSWERS);
        let provider = format!("repository={{provider: {forge}, url: {url}}}");
        let told = told(stack);
        let stack = format!("service.stack={stack}");
        let number = if forge == "gitlab" { vec!["--set", "blips.preview.gitlab_project=1"] } else { Vec::new() };
        let args =
            ["new", "checkout", "--answers", "answers.yaml", "--no-git", "-q", "--set", &provider, "--set", &stack];
        let gitops = format!("blips.argocd.gitops_repository={GITOPS}");
        let gitops = if has_gitops { vec!["--set", &gitops] } else { Vec::new() };
        let sets = number.into_iter().chain(gitops).chain(settings.iter().flat_map(|setting| ["--set", setting]));
        sandbox.blip(args.iter().chain(told).copied().chain(sets)).succeeds();
        room.begin(forge);
        room.commit("feat: the service");
        room.push();
        room
    }

    /// A place for a repository, with what its forge's addresses lead to.
    fn empty(forge: &'static str, has_gitops: bool) -> Self {
        let room = Self { sandbox: Sandbox::with_identity(), has_gitops };
        let sandbox = &room.sandbox;
        let url = url(forge);
        let git = format!("{}[url \"{}\"]\n", fs::read_to_string(room.git_config()).unwrap(), room.remote().display());
        // gitlab-ci-local knows no project behind a path, and makes one up
        let made_up = "https://gitlab.com/fallback.group/fallback.project.git";
        let addresses = format!("\tinsteadOf = {url}.git\n\tinsteadOf = {url}\n\tinsteadOf = {made_up}\n");
        let gitops = format!("[url \"{}\"]\n\tinsteadOf = {GITOPS}.git\n", sandbox.path("gitops.git").display());
        let git = git + &addresses + &gitops + "[safe]\n\tdirectory = *\n";
        fs::write(room.git_config(), git).unwrap();
        sandbox.write("calls", "");
        fs::create_dir(sandbox.path("reports")).unwrap();
        room
    }

    /// Makes the repository, and the bare one that it is pushed to.
    fn begin(&self, forge: &str) {
        self.git(&["init", "--quiet", "--bare", "../remote.git"]);
        // GitLab is asked not to start a pipeline for a push
        self.sandbox.git("remote.git", &["config", "receive.advertisePushOptions", "true"]);
        self.git(&["init", "--quiet"]);
        self.git(&["remote", "add", "origin", &format!("{}.git", url(forge))]);
    }

    /// What `git` says in the service's folder.
    #[track_caller]
    pub(super) fn git(&self, args: &[&str]) -> String {
        self.sandbox.git("checkout", args).trim().to_owned()
    }

    /// Commits everything; returns the commit.
    #[track_caller]
    /// Changes a comment of this source on a branch of its own.
    pub(super) fn change_on_a_branch(&self, source: &str) {
        self.git(&["switch", "--quiet", "--create", "topic"]);
        self.sandbox.edit(format!("checkout/{source}"), "as one JSON object", "as a JSON object");
        self.commit("docs: the log");
    }

    pub(super) fn commit(&self, message: &str) -> String {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
        self.head()
    }

    pub(super) fn head(&self) -> String {
        self.git(&["rev-parse", "HEAD"])
    }

    /// Pushes what is checked out to the default branch.
    #[track_caller]
    pub(super) fn push(&self) {
        self.git(&["push", "--quiet", "origin", "HEAD:main"]);
        self.git(&["fetch", "--quiet", "origin"]);
        self.git(&["remote", "set-head", "origin", "main"]);
    }

    /// The subjects of the commits on the default branch of the forge, the newest first.
    pub(super) fn main(&self) -> Vec<String> {
        self.subjects("remote.git")
    }

    /// The same of the GitOps repository.
    pub(super) fn gitops(&self) -> Vec<String> {
        self.subjects("gitops.git")
    }

    fn subjects(&self, repository: &str) -> Vec<String> {
        let log = self.sandbox.git(repository, &["log", "main", "--format=%s"]);
        log.lines().map(str::to_owned).collect()
    }

    /// The values of an environment, as Argo CD reads them.
    pub(super) fn values(&self, environment: &str) -> String {
        let (repository, folder) =
            if self.has_gitops { ("gitops.git", "apps/checkout") } else { ("remote.git", "deploy") };
        self.sandbox.git(repository, &["show", &format!("main:{folder}/values/{environment}.yaml")])
    }

    /// A file at a revision, as it stands on the forge.
    #[track_caller]
    pub(super) fn released(&self, revision: &str, path: &str) -> String {
        self.sandbox.git("remote.git", &["show", &format!("{revision}:{path}")])
    }

    /// Gets what was pushed to the forge meanwhile.
    #[track_caller]
    pub(super) fn pull(&self) {
        self.git(&["pull", "--quiet", "--rebase", "--tags", "origin", "main"]);
    }

    /// What the stand-ins were asked for since the last time.
    pub(super) fn calls(&self) -> String {
        let calls = self.sandbox.read("calls");
        self.sandbox.write("calls", "");
        calls
    }

    /// Has the forge write down which options come with a push.
    pub(super) fn says_what_a_push_asks_for(&self) {
        let hook = "#!/bin/sh\necho \"push asks for ${GIT_PUSH_OPTION_0:-nothing}\" >> \"${CALLS:-/dev/null}\"\n";
        let path = self.remote().join("hooks/pre-receive");
        fs::write(&path, hook).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// What is said on the request, as the stand-in of the forge keeps it: its comments one after the other.
    pub(super) fn said(&self, file: &str) -> Vec<String> {
        let comments: serde_json::Value = serde_json::from_str(&self.sandbox.read(file)).unwrap();
        comments.as_array().unwrap().iter().map(|comment| comment["body"].as_str().unwrap().to_owned()).collect()
    }

    /// Has the scanner find something from now on.
    pub(super) fn is_vulnerable(&self) {
        self.sandbox.write("vulnerable", "");
    }

    /// A program in the service's folder, with the machine's toolchains and their caches but a home of its own.
    pub(super) fn run(&self, program: impl AsRef<Path>) -> Run {
        let run = self.sandbox.command(program).in_folder("checkout");
        self.variables().into_iter().fold(run, |run, (name, value)| run.env(&name, value))
    }

    /// The environment of all that runs here.
    pub(super) fn variables(&self) -> Vec<(String, String)> {
        let home = PathBuf::from(std::env::var_os("HOME").unwrap_or_default());
        let cache = |name: &str, below: &str| {
            let value = std::env::var_os(name).map_or_else(|| home.join(below), PathBuf::from);
            (name.to_owned(), text(&value))
        };
        let mut variables: Vec<_> = std::env::vars().filter(|(name, _)| is_of_the_machine(name)).collect();
        variables.extend([
            cache("CARGO_HOME", ".cargo"),
            cache("RUSTUP_HOME", ".rustup"),
            cache("UV_CACHE_DIR", ".cache/uv"),
            cache("UV_PYTHON_INSTALL_DIR", ".local/share/uv/python"),
            cache("XDG_CONFIG_HOME", ".config"),
            cache("npm_config_cache", ".npm"),
            cache("npm_config_userconfig", ".npmrc"),
        ]);
        let own = [
            ("ROOM", text(self.sandbox.work())),
            ("CALLS", text(&self.sandbox.path("calls"))),
            ("REPORTS", text(&self.sandbox.path("reports"))),
            ("REAL_BLIP", env!("CARGO_BIN_EXE_blip").to_owned()),
            ("REAL_CARGO", find("cargo")),
            ("REAL_HELM", find("helm")),
            ("REAL_NPM", find("npm")),
            ("NEWER_NODE", newer_node().map(|node| text(&node)).unwrap_or_default()),
            ("RELEASE_TOOLS", text(&release_tools())),
            ("STAND_INS", text(&stand_ins().canonicalize().unwrap())),
            ("PATH", self.path()),
            ("HOME", text(self.sandbox.home())),
            ("GIT_CONFIG_GLOBAL", text(&self.git_config())),
            ("XDG_CACHE_HOME", text(&self.sandbox.path("cache"))),
            // one after the other by Cargo's own lock, and each dependency once
            ("CARGO_TARGET_DIR", text(&workspace().join("target/conformance"))),
            ("CARGO_INCREMENTAL", "0".to_owned()),
            ("CARGO_PROFILE_DEV_DEBUG", "false".to_owned()),
        ];
        variables.extend(own.map(|(name, value)| (name.to_owned(), value)));
        variables
    }

    /// The stand-ins come first.
    fn path(&self) -> String {
        let registries = path_with(&stand_ins_of_registries());
        format!("{}:{}", stand_ins().join("bin").display(), registries.to_string_lossy())
    }

    fn git_config(&self) -> PathBuf {
        self.sandbox.home().join(".gitconfig")
    }

    fn remote(&self) -> PathBuf {
        self.sandbox.path("remote.git")
    }
}

/// Where the repository is, as its forge knows it.
fn url(forge: &str) -> String {
    format!("https://{forge}.com/acme/checkout")
}

/// Actions and programs that stand for what leaves the machine.
pub(super) fn stand_ins() -> PathBuf {
    workspace().join("tests/conformance/act")
}

/// Where a program lies that a stand-in covers.
fn find(program: &str) -> String {
    let path = path();
    let mut files = std::env::split_paths(&path).map(|folder| folder.join(program));
    files.find(|file| file.is_file()).map(|file| text(&file)).unwrap_or_default()
}

/// Proxies, mirrors of registries, certificates.
fn is_of_the_machine(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let beginnings = ["pip_", "uv_", "npm_config_", "ssl_", "node_extra_ca_certs", "cargo_registries_", "rustup_"];
    name.ends_with("_proxy") || beginnings.iter().any(|beginning| name.starts_with(beginning))
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}
