//! The rules on charts, one line each: id, what it means for the version, what it says, the function that finds it.

use super::super::rule::{Rule, Weight};
use super::{Chart, crds, immutable, meta, objects, schema, templates, values};
use crate::level::Level::{Major, Minor, Patch};

use Weight::{Of, Risky, Wrong};

const fn rule(
    id: &'static str,
    weight: Weight,
    says: &'static str,
    find: fn(&Chart, &Chart) -> Vec<super::super::rule::Seen>,
) -> Rule<Chart> {
    Rule { id, weight, says, find }
}

/// Every rule on charts.
#[rustfmt::skip]
pub(crate) const RULES: &[Rule<Chart>] = &[
    rule("helm-value-removed", Of(Major), "A value that could be set is gone", values::removed),
    rule("helm-value-renamed", Of(Major), "A value is called differently", values::renamed),
    rule("helm-value-retyped", Of(Major), "A value has another type", values::retyped),
    rule("helm-value-added", Of(Minor), "A value can be set that could not", values::added),
    rule("helm-default-changed", Of(Minor), "A value has another default", values::default_changed),
    rule("helm-risky-default-changed", Risky(Minor), "A default that running releases depend on is another", values::risky_default_changed),
    rule("helm-schema-required", Of(Major), "The schema requires a value that has no default", schema::required),
    rule("helm-schema-property-removed", Of(Major), "The schema refuses a property that it took", schema::property_removed),
    rule("helm-schema-type-narrowed", Of(Major), "The schema takes fewer types", schema::type_narrowed),
    rule("helm-schema-enum-narrowed", Of(Major), "The schema takes fewer of a list of values", schema::enum_narrowed),
    rule("helm-schema-bound-tightened", Of(Major), "The schema has a tighter bound", schema::bound_tightened),
    rule("helm-schema-pattern-tightened", Of(Major), "The schema has another pattern", schema::pattern_tightened),
    rule("helm-schema-alternative-removed", Of(Major), "The schema takes fewer alternatives", schema::alternative_removed),
    rule("helm-schema-closed", Of(Major), "The schema refuses properties that it does not name", schema::closed),
    rule("helm-schema-widened", Of(Minor), "The schema takes what it refused", schema::widened),
    rule("helm-values-refused", Of(Major), "Values that worked no longer render", objects::refused),
    rule("helm-object-removed", Of(Major), "An object is gone", objects::removed),
    rule("helm-kind-removed", Of(Major), "No template makes objects of this kind any more", templates::kind_removed),
    rule("helm-immutable-field-changed", Of(Major), "A field changed that Kubernetes does not let change", immutable::changed),
    rule("helm-service-port-removed", Of(Major), "A port of a Service is gone", objects::port_removed),
    rule("helm-object-added", Of(Minor), "A new object", objects::added),
    rule("helm-object-changed", Of(Patch), "An object changed", objects::changed),
    rule("helm-template-removed", Of(Major), "A named template of a library is gone", templates::definition_removed),
    rule("helm-template-changed", Of(Patch), "A template changed", templates::changed),
    rule("helm-version-in-selector", Wrong, "A version stands in a field that cannot change, so each release breaks the next upgrade", immutable::version_in_selector),
    rule("helm-crd-version-removed", Of(Major), "A version of a custom resource is gone", crds::version_removed),
    rule("helm-crd-removed", Of(Major), "A custom resource is gone", crds::removed),
    rule("helm-crd-added", Of(Minor), "A new custom resource or version of one", crds::added),
    rule("helm-kube-version-narrowed", Of(Major), "Fewer versions of Kubernetes are supported", meta::kube_version_narrowed),
    rule("helm-dependency-major", Of(Major), "A dependency moved by a major version", meta::dependency_major),
    rule("helm-dependency-removed", Of(Major), "A dependency is gone, and the values below its name with it", meta::dependency_removed),
    rule("helm-dependency-added", Of(Minor), "A new dependency", meta::dependency_added),
    rule("helm-dependency-changed", Of(Patch), "A dependency moved", meta::dependency_changed),
    rule("helm-app-raised", Of(Minor), "The application moved by a minor or major version", meta::app_raised),
    rule("helm-app-patched", Of(Patch), "The application moved by a patch", meta::app_patched),
    rule("helm-documents-changed", Of(Patch), "What the chart says of itself changed", meta::documents_changed),
    rule("helm-version-not-strict", Wrong, "The chart's version is not strict SemVer, and Helm 4 refuses it", meta::version_not_strict),
];
