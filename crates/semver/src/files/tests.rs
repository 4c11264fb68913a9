use std::collections::BTreeMap;

use proptest::prelude::*;

use super::document::{Document, Target};
use super::format::{Format, scalars};
use super::*;
use crate::git::Filter;

/// A repository in memory.
struct Case<'a> {
    files: BTreeMap<&'a str, String>,
    folder: &'a str,
    current: Option<&'a str>,
    new: &'a str,
    rules: Vec<FileRule>,
}

fn case<'a>(files: &[(&'a str, &str)]) -> Case<'a> {
    Case {
        files: files.iter().map(|(path, text)| (*path, (*text).to_owned())).collect(),
        folder: "",
        current: Some("1.2.3"),
        new: "1.3.0",
        rules: Vec::new(),
    }
}

impl Case<'_> {
    fn plan(&self) -> Result<Vec<Edit>, Error> {
        let tracked: Vec<String> = self.files.keys().map(|path| (*path).to_owned()).collect();
        let current = self.current.map(|text| text.parse().unwrap());
        let request = Request {
            tracked: &tracked,
            folder: self.folder,
            filter: &Filter::new([self.folder]).unwrap(),
            current: current.as_ref(),
            new: &self.new.parse().unwrap(),
            rules: &self.rules,
        };
        plan(&request, &|path| Ok(self.files.get(path).cloned()))
    }

    /// `path: old → new, …` for each edit; the texts are checked to differ in nothing else.
    fn edits(&self) -> Vec<String> {
        let edits = self.plan().unwrap();
        edits.iter().map(described).collect()
    }
}

fn described(edit: &Edit) -> String {
    // every line that differs has an old value that became a new one, and nothing else
    let explains = |before: &str, after: &str, change: &ValueChange| {
        before
            .match_indices(&change.old)
            .any(|(at, old)| after == format!("{}{}{}", &before[..at], change.new, &before[at + old.len()..]))
    };
    assert_eq!(edit.before.split('\n').count(), edit.after.split('\n').count(), "{}", edit.path);
    let several = edit.before.lines().count() < edit.changes.len() + 2;
    for (before, after) in edit.before.split('\n').zip(edit.after.split('\n')) {
        let explained = before == after || edit.changes.iter().any(|change| explains(before, after, change));
        assert!(explained || several, "{}: {before:?} became {after:?}", edit.path);
    }
    let list: Vec<_> = edit.changes.iter().map(|c| format!("{} {} → {}", c.key, c.old, c.new)).collect();
    format!("{}: {}", edit.path, list.join(", "))
}

#[test]
fn a_cargo_workspace() {
    let case = case(&[
        (
            "Cargo.toml",
            "# the workspace\n[workspace]\nmembers = [\"crates/*\"]\n\n[workspace.package]\nversion = \"1.2.3\" # here\n\n[workspace.dependencies]\nshop-core = { path = \"crates/core\", version = \"1.2.3\" }\nserde = \"1.2.3\"\n",
        ),
        ("crates/core/Cargo.toml", "[package]\nname = \"shop-core\"\nversion.workspace = true\n"),
        (
            "crates/cli/Cargo.toml",
            "[package]\nname = \"shop\"\nversion = { workspace = true }\n[dependencies]\nc = { package = 'shop-core', path = '../core', version = '=1.2.3' }\n[target.'cfg(unix)'.dev-dependencies]\nshop-core = {path=\"../core\",version=\"1.2\"}\n",
        ),
        ("crates/own/Cargo.toml", "[package]\nname = \"own\"\nversion = \"0.4.0\"\n"),
        (
            "Cargo.lock",
            "# generated\nversion = 4\n\n[[package]]\nname = \"serde\"\nversion = \"1.2.3\"\nsource = \"registry+x\"\n\n[[package]]\nname = \"shop\"\nversion = \"1.2.3\"\ndependencies = [\n \"serde\",\n \"shop-core 1.2.3\",\n]\n\n[[package]]\nname = \"shop-core\"\nversion = \"1.2.3\"\n\n[[package]]\nname = \"own\"\nversion = \"0.4.0\"\n",
        ),
    ]);
    assert_eq!(
        case.edits(),
        [
            "Cargo.lock: package.1.version 1.2.3 → 1.3.0, package.1.dependencies.1 shop-core 1.2.3 → shop-core 1.3.0, package.2.version 1.2.3 → 1.3.0",
            "Cargo.toml: workspace.package.version 1.2.3 → 1.3.0, workspace.dependencies.shop-core.version 1.2.3 → 1.3.0",
            "crates/cli/Cargo.toml: dependencies.c.version =1.2.3 → =1.3.0",
        ]
    );
}

#[test]
fn npm_and_its_locks() {
    let lock = "{\n  \"name\": \"root\",\n  \"version\": \"1.2.3\",\n  \"lockfileVersion\": 3,\n  \"packages\": {\n    \"\": {\n      \"version\": \"1.2.3\",\n      \"dependencies\": {\"@acme/cart\": \"^1.2.3\"}\n    },\n    \"node_modules/@acme/cart\": {\"resolved\": \"packages/cart\", \"link\": true},\n    \"node_modules/other\": {\"version\": \"1.2.3\", \"dependencies\": {\"@acme/cart\": \"1.2.3\"}},\n    \"packages/cart\": {\"name\": \"@acme/cart\", \"version\": \"1.2.3\"}\n  }\n}\n";
    let case = case(&[
        (
            "package.json",
            "{\n\t\"version\": \"1.2.3\",\r\n\t\"engines\": {\"node\": \"1.2.3\"},\n\t\"dependencies\": {\"@acme/cart\": \"^1.2.3\", \"other\": \"1.2.3\"},\n\t\"devDependencies\": {\"@acme/x\": \"workspace:*\"}\n}",
        ),
        ("packages/cart/package.json", "{\"name\": \"@acme/cart\", \"version\": \"1.2.3\"}"),
        ("packages/x/package.json", "{\"name\": \"@acme/x\", \"version\": \"0.1.0\"}"),
        ("node_modules/y/package.json", "{\"name\": \"y\", \"version\": \"1.2.3\"}"),
        ("package-lock.json", lock),
    ]);
    assert_eq!(
        case.edits(),
        [
            "package-lock.json: version 1.2.3 → 1.3.0, packages..version 1.2.3 → 1.3.0, packages..dependencies.@acme/cart ^1.2.3 → ^1.3.0, packages.packages/cart.version 1.2.3 → 1.3.0",
            "package.json: version 1.2.3 → 1.3.0, dependencies.@acme/cart ^1.2.3 → ^1.3.0",
            "packages/cart/package.json: version 1.2.3 → 1.3.0",
        ]
    );
}

#[test]
fn python_writes_pep_440() {
    let mut python = case(&[
        ("pyproject.toml", "[project]\nname = \"My.Shop\"\nversion = \"1.2.3\"\n[tool.poetry]\nversion = \"1.2.3\"\n"),
        (
            "uv.lock",
            "version = 1\n[[package]]\nname = \"my-shop\"\nversion = \"1.2.3\"\nsource = { editable = \".\" }\n[[package]]\nname = \"other\"\nversion = \"1.2.3\"\nsource = { registry = \"x\" }\n",
        ),
    ]);
    python.new = "1.3.0-rc.1";
    assert_eq!(
        python.edits(),
        [
            "pyproject.toml: project.version 1.2.3 → 1.3.0rc1, tool.poetry.version 1.2.3 → 1.3.0rc1",
            "uv.lock: package.0.version 1.2.3 → 1.3.0rc1",
        ]
    );
    let dynamic =
        case(&[("pyproject.toml", "[project]\nname = \"x\"\nversion = \"1.2.3\"\ndynamic = [\"version\"]\n")]);
    assert!(dynamic.edits().is_empty());
}

#[test]
fn charts() {
    let chart = case(&[
        (
            "Chart.yaml",
            "# chart\napiVersion: v2\nname: shop\nversion: 1.2.3   # bumped\nappVersion: \"v1.2.3\"\ndescription: >-\n  a long\n  text 1.2.3\ndependencies:\n    - name: lib\n      version: ~1.2.3\n      repository: file://charts/lib\n    - name: redis\n      version: 1.2.3\n      repository: https://example.com\n",
        ),
        ("charts/lib/Chart.yaml", "name: lib\nversion: '1.2.3'\nappVersion: 9.9.9\n"),
    ]);
    assert_eq!(
        chart.edits(),
        [
            "Chart.yaml: version 1.2.3 → 1.3.0, appVersion v1.2.3 → v1.3.0, dependencies.0.version ~1.2.3 → ~1.3.0",
            "charts/lib/Chart.yaml: version 1.2.3 → 1.3.0",
        ]
    );
    // the version of an application that the chart only packages stays
    let foreign = case(&[("Chart.yaml", "name: x\nversion: 0.9.0\nappVersion: \"16.2.0\"\n")]);
    assert_eq!(foreign.edits(), ["Chart.yaml: version 0.9.0 → 1.3.0"]);
}

#[test]
fn maven() {
    let case = case(&[
        (
            "pom.xml",
            "<?xml version=\"1.0\"?>\n<project>\n  <parent><artifactId>spring</artifactId><version>1.2.3</version></parent>\n  <artifactId>shop</artifactId>\n  <version>1.3.0-SNAPSHOT</version> <!-- now -->\n  <dependencies><dependency><version>1.2.3</version></dependency></dependencies>\n</project>\n",
        ),
        (
            "cart/pom.xml",
            "<project>\n  <parent><artifactId>shop</artifactId><version>1.3.0-SNAPSHOT</version></parent>\n  <artifactId>cart</artifactId>\n</project>\n",
        ),
        (
            "ci/pom.xml",
            "<project><artifactId>x</artifactId><version>${revision}</version><properties><revision>1.2.3</revision></properties></project>",
        ),
    ]);
    assert_eq!(
        case.edits(),
        [
            "cart/pom.xml: project.parent.version 1.3.0-SNAPSHOT → 1.3.0",
            "ci/pom.xml: project.properties.revision 1.2.3 → 1.3.0",
            "pom.xml: project.version 1.3.0-SNAPSHOT → 1.3.0",
        ]
    );
}

#[test]
fn one_place_each() {
    let cases = [
        ("composer.json", "{\"require\": {\"a\": \"1.2.3\"}, \"version\": \"1.2.3\"}", "version 1.2.3 → 1.3.0"),
        ("deno.jsonc", "{ // c\n \"version\": \"1.2.3\", }", "version 1.2.3 → 1.3.0"),
        ("pubspec.yaml", "name: x\nversion: 1.2.3+45\n", "version 1.2.3+45 → 1.3.0+45"),
        ("gradle.properties", "group=x\nversion = 1.2.3\r\norg.version=1.2.3\n", "0 1.2.3 → 1.3.0"),
        ("build.gradle.kts", "plugins { kotlin(\"jvm\") version \"1.2.3\" }\nversion = \"1.2.3\"\n", "0 1.2.3 → 1.3.0"),
        ("mix.exs", "def project do\n  [version: \"1.2.3\",\n   {:a, \"~> 1.2.3\"}]\n", "0 1.2.3 → 1.3.0"),
        ("mix.exs", "  @version \"1.2.3\"\n  [version: @version]\n", "0 1.2.3 → 1.3.0"),
        ("VERSION", "v1.2.3\n", "0 v1.2.3 → v1.3.0"),
        ("openapi.yaml", "openapi: 3.1.0\ninfo:\n  version: 1.2.3\n", "info.version 1.2.3 → 1.3.0"),
        (
            "api.openapi.json",
            "{\"openapi\": \"3.0.3\", \"info\": {\"version\": \"1.2.3\"}}",
            "info.version 1.2.3 → 1.3.0",
        ),
        (
            "main.tf",
            "locals {\n  module_version = \"1.2.3\"\n  x = \"1.2.3\"\n}\n",
            "locals.module_version 1.2.3 → 1.3.0",
        ),
        ("Dockerfile", "FROM a:1.2.3\nLABEL org.opencontainers.image.version=\"1.2.3\" x=\"y\"\n", "0 1.2.3 → 1.3.0"),
        (
            "App.csproj",
            "<Project Sdk=\"x\">\n  <PropertyGroup>\n    <Version>1.2.3</Version>\n    <VersionPrefix>1.2.3</VersionPrefix>\n  </PropertyGroup>\n  <ItemGroup><PackageReference Version=\"1.2.3\" /></ItemGroup>\n</Project>\n",
            "Project.PropertyGroup.Version 1.2.3 → 1.3.0, Project.PropertyGroup.VersionPrefix 1.2.3 → 1.3.0",
        ),
        (
            "Directory.Build.props",
            "<Project><PropertyGroup><Version>1.2.3</Version></PropertyGroup></Project>",
            "Project.PropertyGroup.Version 1.2.3 → 1.3.0",
        ),
    ];
    for (path, text, expected) in cases {
        assert_eq!(case(&[(path, text)]).edits(), [format!("{path}: {expected}")]);
        // below the root the same, since it names the old version
        let nested = format!("sub/{path}");
        assert_eq!(case(&[(&nested, text)]).edits(), [format!("{nested}: {expected}")]);
    }
}

#[test]
fn what_names_another_version_below_the_root_or_another_thing_stays() {
    let stay = [
        ("sub/package.json", "{\"version\": \"0.1.0\"}"),
        ("openapi.yaml", "info: {version: 3.0.0}\n"),
        ("Dockerfile", "LABEL org.opencontainers.image.version=\"0.1.0\"\n"),
        ("fixtures/package.json", "{\"version\": \"1.2.3\"}"),
        ("sub/package.json", "{ broken"),
        ("README.md", "?ref=v1.2.3"),
    ];
    for (path, text) in stay {
        assert!(case(&[(path, text)]).edits().is_empty(), "{path}");
    }
    assert!(case(&[("package.json", "{ broken")]).plan().is_err());
}

#[test]
fn a_terraform_modules_readme_names_the_tag() {
    let files = [("net/main.tf", ""), ("net/README.md", "source = \"git::https://x/y?ref=v1.2.3\"\n?ref=v1.0.0\n")];
    assert_eq!(case(&files).edits(), ["net/README.md: 0 v1.2.3 → v1.3.0"]);
}

#[test]
fn a_package_moves_alone_and_its_lock_follows() {
    let mut package = case(&[
        (
            "Cargo.lock",
            "[[package]]\nname = \"a\"\nversion = \"1.2.3\"\n[[package]]\nname = \"b\"\nversion = \"1.2.3\"\n",
        ),
        ("a/Cargo.toml", "[package]\nname = \"a\"\nversion = \"1.2.3\"\n"),
        (
            "b/Cargo.toml",
            "[package]\nname = \"b\"\nversion = \"1.2.3\"\n[dependencies]\na = { path = \"../a\", version = \"1.2.3\" }\n",
        ),
    ]);
    package.folder = "a";
    assert_eq!(
        package.edits(),
        [
            "Cargo.lock: package.0.version 1.2.3 → 1.3.0",
            "a/Cargo.toml: package.version 1.2.3 → 1.3.0",
            "b/Cargo.toml: dependencies.a.version 1.2.3 → 1.3.0",
        ]
    );
}

#[test]
fn files_that_rules_name() {
    let rule =
        |path: &str, pattern: Option<&str>| FileRule { path: path.to_owned(), pattern: pattern.map(str::to_owned) };
    let mut named = case(&[
        ("a.py", "__version__ = \"0.9.0\"  # x-blip-version\nother = \"0.9.0\"\n"),
        ("b.txt", "release 0.9.0 of 0.9.0\n"),
        ("c.sh", "V=0.9.0 # x-release-please-version\n"),
        ("deep/Chart.yaml", "name: x\nversion: 0.9.0\n"),
    ]);
    named.rules = vec![
        rule("a.py", None),
        rule("b.txt", Some("release ([0-9.]+)")),
        rule("c.sh", None),
        rule("deep/Chart.yaml", None),
    ];
    assert_eq!(
        named.edits(),
        [
            "a.py: 0 0.9.0 → 1.3.0",
            "b.txt: 0 0.9.0 → 1.3.0",
            "c.sh: 0 0.9.0 → 1.3.0",
            "deep/Chart.yaml: version 0.9.0 → 1.3.0",
        ]
    );
    for (wrong, message) in [
        (rule("missing", None), "no such tracked file"),
        (rule("b.txt", None), "no version found"),
        (rule("b.txt", Some("release")), "needs a group"),
        (rule("b.txt", Some("(")), "b.txt: "),
    ] {
        named.rules = vec![wrong];
        let error = named.plan().unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn nothing_is_written_where_the_bytes_are_not_the_value() {
    let text = "{\"version\": \"1.2.\\u0033\"}";
    let document = Document::read("package.json", text.to_owned(), Format::Json).unwrap();
    assert!(document.edited(&[Target { scalar: 0, new: "1.3.0".to_owned() }]).is_err());
    // what the value's quotes do not allow
    let document = Document::read("x.toml", "a = '1'".to_owned(), Format::Toml).unwrap();
    assert!(document.edited(&[Target { scalar: 0, new: "it's".to_owned() }]).is_err());
}

/// A file of each format with a version between other things.
fn documents() -> impl Strategy<Value = (Format, String)> {
    let word = "[a-z]{1,8}|é|ünï|1\\.2\\.3";
    let version = "(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})(-rc\\.[1-9])?";
    let ends = prop_oneof![Just("\n"), Just("\r\n")];
    (0..5usize, version, word, word, ends, any::<bool>()).prop_map(|(format, version, a, b, end, quoted)| {
        let quote = if quoted { "\"" } else { "'" };
        let plain = if quoted { "\"" } else { "" };
        let (format, text) = match format {
            0 => (
                Format::Toml,
                format!("# {a}|[package]|name = \"{a}\"|version = {quote}{version}{quote} # {b}|list = [{quote}{version}{quote}, 1]|"),
            ),
            1 => (
                Format::Json,
                format!("{{ // {a}|  \"name\": \"{b}\",|\t\"version\" : \"{version}\",|  \"l\": [\"{version}\", null, 1.0]|}}"),
            ),
            2 => (
                Format::Yaml,
                format!("# {a}|name: \"{a}\"|version: {plain}{version}{plain}  # {b}|list:|  - {{a: {version}, b: '{b}'}}|  - {plain}{version}{plain}|"),
            ),
            3 => (
                Format::Xml,
                format!("<!-- {a} -->|<project x={quote}{version}{quote}>|  <version>  {version} </version>|  <d><version>{version}</version></d>|  <n>{b}</n></project>"),
            ),
            _ => (
                Format::Hcl,
                format!("# {a}|locals {{|  module_version = \"{version}\" // {b}|  l = [\"{version}\", 1]|}}|"),
            ),
        };
        (format, text.replace('|', end))
    })
}

proptest! {
    /// An edit changes exactly one scalar, and exactly its bytes.
    #[test]
    fn an_edit_changes_exactly_one_scalar((format, text) in documents(), at in 0..100usize, new in "[1-9]\\.[0-9]{1,2}\\.[0-9]") {
        let document = Document::read("x", text.clone(), format.clone()).unwrap();
        let versions: Vec<usize> = (0..document.scalars.len())
            .filter(|&number| written::read(&document.scalars[number].value).is_some())
            .collect();
        let scalar = versions[at % versions.len()];
        let after = document.edited(&[Target { scalar, new: new.clone() }]).unwrap();
        let span = document.scalars[scalar].span.clone();
        prop_assert_eq!(&after, &format!("{}{new}{}", &text[..span.start], &text[span.end..]));
        let read = scalars(&format, &after).unwrap();
        let differing = read.iter().zip(&document.scalars).filter(|(a, b)| a.value != b.value || a.path != b.path).count();
        prop_assert_eq!(read.len(), document.scalars.len());
        prop_assert!(differing == usize::from(document.scalars[scalar].value != new));
    }
}
