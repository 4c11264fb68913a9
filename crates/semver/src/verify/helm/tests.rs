//! For each rule two sides that trigger it; for all of them sides that differ in comments and order only.

use std::collections::{BTreeMap, BTreeSet};

use super::super::rule::{Observation, observe};
use super::{Chart, RULES, render};

const META: &str = "apiVersion: v2\nname: shop\nversion: 1.2.3\nappVersion: \"4.5.6\"\n";

/// A chart of these files; one named `rendered` is what helm would print of it.
fn chart(files: &[(&str, &str)]) -> Chart {
    let mut all: BTreeMap<String, String> = [("Chart.yaml".to_owned(), META.to_owned())].into();
    all.extend(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
    let rendered = all.remove("rendered");
    let chart = Chart::read(all).unwrap();
    match rendered {
        Some(text) if text.starts_with("error") => chart.with_rendered([(String::new(), Err(text))].into()),
        Some(text) => chart.with_rendered([(String::new(), render::read(&text))].into()),
        None => chart,
    }
}

fn compare(old: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<Observation> {
    observe(RULES, &chart(old), &chart(new), "charts/shop")
}

/// The rule, the file that differs, its text before and after, and the place and values that are told.
struct Case(&'static str, &'static str, &'static str, &'static str, &'static str);

const fn case(
    rule: &'static str,
    file: &'static str,
    old: &'static str,
    new: &'static str,
    told: &'static str,
) -> Case {
    Case(rule, file, old, new, told)
}

const VALUES: &str = "values.yaml";
const SCHEMA: &str = "values.schema.json";
const RENDERED: &str = "rendered";
const CHART: &str = "Chart.yaml";

const DEPLOYMENT: &str = "---\n# Source: shop/templates/a.yaml\nkind: Deployment\nmetadata: {name: shop}\nspec:\n  selector: {matchLabels: {app: shop}}\n";
const SERVICE: &str = "---\n# Source: shop/templates/b.yaml\nkind: Service\nmetadata: {name: shop}\nspec:\n  ports: [{port: 80}, {port: 9090}]\n";

#[rustfmt::skip]
const CASES: &[Case] = &[
    case("helm-value-removed", VALUES, "a: 1\nb:\n  c: x\n  d: y\n", "a: 1\nb:\n  d: y\n", "values.yaml:3 b.c \"x\" →"),
    case("helm-value-renamed", VALUES, "a: 1\nport: 8080\n", "a: 1\nhttpPort: 8080\n", "values.yaml:2 port port → httpPort"),
    case("helm-value-retyped", VALUES, "hosts: a\n", "# c\nhosts: [a]\n", "values.yaml:2 hosts \"a\" (string) → [\"a\"] (list)"),
    case("helm-value-added", VALUES, "a: 1\n", "a: 1\nb: {}\n", "values.yaml:2 b  → {}"),
    case("helm-default-changed", VALUES, "level: info\n", "level: debug\n", "values.yaml:1 level \"info\" → \"debug\""),
    case("helm-risky-default-changed", VALUES, "service:\n  type: ClusterIP\n", "service:\n  type: LoadBalancer\n", "values.yaml:2 service.type \"ClusterIP\" → \"LoadBalancer\""),
    case("helm-risky-default-changed", VALUES, "persistence: {size: 1Gi}\n", "persistence: {size: 2Gi}\n", "values.yaml:1 persistence.size \"1Gi\" → \"2Gi\""),
    case("helm-risky-default-changed", VALUES, "securityContext: {runAsUser: 1}\n", "securityContext: {runAsUser: 2}\n", "values.yaml:1 securityContext.runAsUser 1 → 2"),
    case("helm-risky-default-changed", VALUES, "replicaCount: 1\n", "replicaCount: 2\n", "values.yaml:1 replicaCount 1 → 2"),
    case("helm-schema-required", SCHEMA, r#"{"properties": {"a": {}}}"#, "{\"required\":\n[\"a\"], \"properties\": {\"a\": {}}}", "values.schema.json:2 a  →"),
    case("helm-schema-property-removed", SCHEMA, r#"{"additionalProperties": false, "properties": {"a": {}, "b": {}}}"#, r#"{"additionalProperties": false, "properties": {"a": {}}}"#, "values.schema.json:1 b  →"),
    case("helm-schema-type-narrowed", SCHEMA, r#"{"properties": {"a": {"type": ["string", "integer"]}}}"#, r#"{"properties": {"a": {"type": "string"}}}"#, "values.schema.json:1 a integer or string → string"),
    case("helm-schema-enum-narrowed", SCHEMA, r#"{"properties": {"a": {"enum": ["x", "y"]}}}"#, r#"{"properties": {"a": {"enum": ["x"]}}}"#, "values.schema.json:1 a \"x\", \"y\" → \"x\""),
    case("helm-schema-bound-tightened", SCHEMA, r#"{"properties": {"a": {"maximum": 10}}}"#, r#"{"properties": {"a": {"maximum": 5}}}"#, "values.schema.json:1 a maximum 10 → maximum 5"),
    case("helm-schema-bound-tightened", SCHEMA, r#"{"properties": {"a": {"items": {}}}}"#, r#"{"properties": {"a": {"minItems": 1, "items": {}}}}"#, "values.schema.json:1 a no minItems → minItems 1"),
    case("helm-schema-pattern-tightened", SCHEMA, r#"{"properties": {"a": {}}}"#, r#"{"properties": {"a": {"pattern": "^x"}}}"#, "values.schema.json:1 a no pattern → \"^x\""),
    case("helm-schema-alternative-removed", SCHEMA, r#"{"properties": {"a": {"anyOf": [{"type": "string"}, {"type": "null"}]}}}"#, r#"{"properties": {"a": {"anyOf": [{"type": "string"}]}}}"#, "values.schema.json:1 a anyOf: {type: \"null\"} →"),
    case("helm-schema-closed", SCHEMA, r#"{"properties": {"a": {"properties": {}}}}"#, r#"{"properties": {"a": {"properties": {}, "additionalProperties": false}}}"#, "values.schema.json:1 a any property → only named properties"),
    case("helm-schema-closed", SCHEMA, "", r#"{"type": "object", "additionalProperties": false}"#, "values.schema.json:1 the values any property → only named properties"),
    case("helm-schema-widened", SCHEMA, r#"{"properties": {"a": {"type": "integer"}}}"#, r#"{"properties": {"a": {"type": "number"}}}"#, "values.schema.json:1 a integer → number"),
    case("helm-values-refused", RENDERED, DEPLOYMENT, "error: execution error\nError: set a host", "values.yaml:1 the defaults rendered → Error: set a host"),
    case("helm-object-removed", RENDERED, DEPLOYMENT, "", "templates/a.yaml:1 Deployment/shop Deployment/shop →"),
    case("helm-kind-removed", "templates/x.yaml", "a: b\nkind: Ingress\n", "a: b\nkind: HTTPRoute\n", "templates/x.yaml:2 Ingress Ingress →"),
    case("helm-immutable-field-changed", RENDERED, DEPLOYMENT, "# Source: shop/templates/a.yaml\nkind: Deployment\nmetadata: {name: shop}\nspec: {selector: {matchLabels: {app: s}}}\n", "templates/a.yaml:1 Deployment/shop spec.selector {matchLabels: {app: \"shop\"}} → {matchLabels: {app: \"s\"}}"),
    case("helm-immutable-field-changed", RENDERED, "kind: DaemonSet\nmetadata: {name: d}\nspec: {selector: {a: b}}\n", "kind: DaemonSet\nmetadata: {name: d}\nspec: {selector: {a: c}}\n", ":1 DaemonSet/d spec.selector {a: \"b\"} → {a: \"c\"}"),
    case("helm-immutable-field-changed", RENDERED, "kind: StatefulSet\nmetadata: {name: d}\nspec: {serviceName: a, replicas: 1}\n", "kind: StatefulSet\nmetadata: {name: d}\nspec: {serviceName: b, replicas: 2}\n", ":1 StatefulSet/d spec.serviceName \"a\" → \"b\""),
    case("helm-immutable-field-changed", RENDERED, "kind: RoleBinding\nmetadata: {name: d}\nroleRef: {name: a}\n", "kind: RoleBinding\nmetadata: {name: d}\nroleRef: {name: b}\n", ":1 RoleBinding/d roleRef {name: \"a\"} → {name: \"b\"}"),
    case("helm-immutable-field-changed", RENDERED, "kind: Job\nmetadata: {name: d}\nspec: {template: 1}\n", "kind: Job\nmetadata: {name: d}\nspec: {template: 2}\n", ":1 Job/d spec.template 1 → 2"),
    case("helm-service-port-removed", RENDERED, SERVICE, "---\n# Source: shop/templates/b.yaml\nkind: Service\nmetadata: {name: shop}\nspec:\n  ports: [{port: 80}]\n", "templates/b.yaml:1 Service/shop 9090/TCP 9090/TCP → 80/TCP"),
    case("helm-object-added", RENDERED, "", SERVICE, "templates/b.yaml:1 Service/shop  → Service/shop"),
    case("helm-object-changed", RENDERED, SERVICE, "---\n# Source: shop/templates/b.yaml\nkind: Service\nmetadata: {name: shop}\nspec:\n  ports: [{port: 80}, {port: 9090}]\n  type: X\n", "templates/b.yaml:1 Service/shop  →"),
    case("helm-template-removed", "templates/_a.tpl", "library", "{{ define \"a\" }}x{{ end }}\n", "templates/_a.tpl:2 b b →"),
    case("helm-template-changed", "templates/a.yaml", "a: {{ .Values.x }}\n", "a: {{ .Values.x | quote }}\n", "templates/a.yaml:1 templates/a.yaml  →"),
    case("helm-version-in-selector", RENDERED, DEPLOYMENT, "# Source: shop/templates/a.yaml\nkind: Deployment\nmetadata: {name: shop}\nspec: {selector: {matchLabels: {chart: shop-1.2.3}}}\n", "templates/a.yaml:1 Deployment/shop spec.selector chart  → shop-1.2.3"),
    case("helm-version-in-selector", RENDERED, "", "kind: StatefulSet\nmetadata: {name: shop}\nspec: {volumeClaimTemplates: [{metadata: {labels: {v: 4.5.6}}}]}\n", ":1 StatefulSet/shop spec.volumeClaimTemplates v  → 4.5.6"),
    case("helm-crd-version-removed", "crds/a.yaml", "kind: CustomResourceDefinition\nmetadata: {name: a}\nspec:\n  versions:\n  - name: v1\n  - name: v1beta1\n", "kind: CustomResourceDefinition\nmetadata: {name: a}\nspec:\n  versions:\n  - name: v1\n  - {name: v1beta1, served: false}\n", "crds/a.yaml:6 a v1beta1 v1beta1 → v1"),
    case("helm-crd-removed", "crds/a.yaml", "kind: CustomResourceDefinition\nmetadata: {name: a}\n", "", "crds/a.yaml:1 a a →"),
    case("helm-crd-added", "crds/a.yaml", "", "kind: CustomResourceDefinition\nmetadata: {name: a}\n", "crds/a.yaml:1 a  → a"),
    case("helm-kube-version-narrowed", CHART, "kubeVersion: '>=1.25.0-0'\n", "kubeVersion: '>=1.27.0-0'\n", "Chart.yaml:5 kubeVersion no longer takes 1.25.0 >=1.25.0-0 → \">=1.27.0-0\""),
    case("helm-dependency-major", CHART, "dependencies:\n- {name: redis, version: ~18.1.0}\n", "dependencies:\n- {name: redis, version: ~19.0.0}\n", "Chart.yaml:6 redis ~18.1.0 → ~19.0.0"),
    case("helm-dependency-changed", CHART, "dependencies:\n- {name: redis, version: ~18.1.0}\n", "dependencies:\n- {name: redis, version: ~18.2.0}\n", "Chart.yaml:6 redis ~18.1.0 → ~18.2.0"),
    case("helm-dependency-removed", CHART, "dependencies:\n- {name: redis, alias: cache, version: 1.0.0}\n", "", "Chart.yaml:6 cache 1.0.0 →"),
    case("helm-dependency-added", CHART, "", "dependencies:\n- {name: redis, version: 1.0.0}\n", "Chart.yaml:6 redis  → 1.0.0"),
    case("helm-documents-changed", CHART, "description: a\n", "description: b\n", "Chart.yaml:5 description \"a\" → \"b\""),
    case("helm-documents-changed", "README.md", "a\n", "b\n", "README.md:1 README.md  →"),
];

/// Sides as a case means them: Chart.yaml is appended to, a library has two templates before, nothing is no file.
fn side(case: &Case, text: &str) -> Vec<(String, String)> {
    match (case.0, case.1) {
        (_, CHART) => vec![(CHART.to_owned(), format!("{META}{text}"))],
        ("helm-template-removed", file) => {
            let both = "{{ define \"a\" }}x{{ end }}\n{{- define \"b\" -}}y{{ end }}\n";
            let text = if text == "library" { both } else { text };
            vec![(CHART.to_owned(), format!("{META}type: library\n")), (file.to_owned(), text.to_owned())]
        }
        (_, file) if text.is_empty() && file != RENDERED => Vec::new(),
        (_, file) => vec![(file.to_owned(), text.to_owned())],
    }
}

fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect()
}

#[test]
fn each_rule_tells_what_and_where() {
    for case in CASES {
        let Case(rule, _, old, new, told) = case;
        let found = compare(&borrowed(&side(case, old)), &borrowed(&side(case, new)));
        let lines: Vec<String> = found.iter().filter(|seen| seen.rule == *rule).map(line).collect();
        assert_eq!(lines, [*told], "{rule}; everything found: {found:#?}");
    }
}

fn line(seen: &Observation) -> String {
    let file = seen.file.strip_prefix("charts/shop/").unwrap_or(&seen.file);
    let (old, new) = (seen.old.as_deref().unwrap_or(""), seen.new.as_deref().unwrap_or(""));
    format!("{file}:{} {} {old} → {new}", seen.line, seen.subject).trim_end().to_owned()
}

/// The rules whose pairs need another Chart.yaml have a test of their own below.
const APART: [&str; 3] = ["helm-app-raised", "helm-app-patched", "helm-version-not-strict"];

#[test]
fn every_rule_has_a_pair() {
    let tested: BTreeSet<&str> = CASES.iter().map(|case| case.0).chain(APART).collect();
    let all: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(tested, all);
}

#[test]
fn versions_in_chart_yaml() {
    let cases = [
        ("version: 1.2.3", "version: 1.2", "helm-version-not-strict", "Chart.yaml:3 version  → 1.2"),
        ("appVersion: \"4.5.6\"", "appVersion: \"4.6.0\"", "helm-app-raised", "Chart.yaml:4 appVersion 4.5.6 → 4.6.0"),
        ("appVersion: \"4.5.6\"", "appVersion: main-1", "helm-app-raised", "Chart.yaml:4 appVersion 4.5.6 → main-1"),
        ("appVersion: \"4.5.6\"", "appVersion: v4.5.7", "helm-app-patched", "Chart.yaml:4 appVersion 4.5.6 → v4.5.7"),
    ];
    for (old, new, rule, told) in cases {
        let found = compare(&[], &[(CHART, &META.replace(old, new))]);
        assert_eq!(
            found.iter().map(|seen| (seen.rule.as_str(), line(seen))).collect::<Vec<_>>(),
            [(rule, told.to_owned())]
        );
    }
}

#[test]
fn comments_and_order_trigger_nothing() {
    let (both, swapped) = (format!("{DEPLOYMENT}{SERVICE}"), format!("{SERVICE}{DEPLOYMENT}"));
    let pairs = [
        (CHART, "kubeVersion: \">=1.30.0-0\"\nhome: x\n", "# why\nhome: x\nkubeVersion: '>= 1.30.0-0' # one\n"),
        (VALUES, "a: 1\nb: {c: x, d: [1, 2]}\n", "# -- what b is\nb:\n  d:\n  - 1 # one\n  - 2\n  c: \"x\"\n\na: 1\n"),
        (
            SCHEMA,
            r#"{"required": ["a", "b"], "properties": {"a": {"type": ["string", "null"], "enum": ["x", "y"]}, "b": {"anyOf": [{"type": "string"}, {"type": "number"}]}}}"#,
            "{\n\t\"$comment\": \"c\",\n\t\"properties\": {\"b\": {\"anyOf\": [{\"type\": \"number\"}, {\"type\": \"string\"}]}, \"a\": {\"enum\": [\"y\", \"x\"], \"description\": \"d\", \"type\": [\"null\", \"string\"]}},\n\t\"required\": [\"b\", \"a\"]\n}",
        ),
        (
            "templates/a.yaml",
            "kind: A\n{{- /* old */ -}}\nb: {{ .Values.b }}\n",
            "# a comment\n{{/* another\nof two lines */}}\nb: {{ .Values.b }}\n\nkind: A\n",
        ),
        (
            RENDERED,
            DEPLOYMENT,
            "---\n# Source: shop/templates/a.yaml\n# c\nspec: {selector: {matchLabels: {app: shop}}}\nmetadata: {name: shop}\nkind: Deployment\n",
        ),
        (
            "crds/a.yaml",
            "kind: CustomResourceDefinition\nmetadata: {name: a}\nspec:\n  versions: [{name: v1}, {name: v2}]\n",
            "# c\nmetadata: {name: a}\nkind: CustomResourceDefinition\nspec:\n  versions:\n  - name: v2\n  - name: v1\n",
        ),
        (RENDERED, both.as_str(), swapped.as_str()),
    ];
    for (file, old, new) in pairs {
        let (old, new) = match file {
            CHART => (format!("{META}{old}"), format!("{META}{new}")),
            _ => (old.to_owned(), new.to_owned()),
        };
        assert_eq!(compare(&[(file, &old)], &[(file, &new)]), [], "{file}");
    }
}

#[test]
fn what_is_still_read_is_not_removed() {
    let template = "replicas: {{ .Values.replicas }}\n{{ toYaml .Values.pod.labels }}\n";
    let old = [(VALUES, "replicas: 2\npod: {labels: {a: b}}\n"), ("templates/a.yaml", template)];
    let new = [(VALUES, "pod: {labels: {}}\n"), ("templates/a.yaml", template)];
    let found: Vec<String> =
        compare(&old, &new).into_iter().map(|seen| format!("{} {}", seen.rule, seen.subject)).collect();
    assert_eq!(found, ["helm-default-changed replicas", "helm-default-changed pod.labels.a"]);
}

#[test]
fn a_required_value_with_a_default_is_never_missing() {
    let schema = (SCHEMA, r#"{"required": ["a"], "properties": {"a": {}}}"#);
    let old = [(VALUES, "a: 1\n"), (SCHEMA, r#"{"properties": {"a": {}}}"#)];
    assert_eq!(compare(&old, &[(VALUES, "a: 1\n"), schema]), []);
}

#[test]
fn a_new_version_of_the_chart_alone_is_no_change() {
    let label = |version: &str| format!("kind: Service\nmetadata: {{name: s, labels: {{chart: shop-{version}}}}}\n");
    let meta = META.replace("1.2.3", "1.2.4");
    assert_eq!(compare(&[(RENDERED, &label("1.2.3"))], &[(RENDERED, &label("1.2.4")), (CHART, &meta)]), []);
}
