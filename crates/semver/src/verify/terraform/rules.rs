//! The rules on modules, one line each: id, what it means for the version, what it says, the function that finds it.

use super::super::rule::{Rule, Seen, Weight};
use super::{Module, addresses, constraints, outputs, variables};
use crate::level::Level::{Major, Minor, Patch};

use Weight::{Of, Risky};

const fn rule(
    id: &'static str,
    weight: Weight,
    says: &'static str,
    find: fn(&Module, &Module) -> Vec<Seen>,
) -> Rule<Module> {
    Rule { id, weight, says, find }
}

/// Every rule on modules.
#[rustfmt::skip]
pub(crate) const RULES: &[Rule<Module>] = &[
    rule("terraform-variable-removed", Of(Major), "A variable is gone", variables::removed),
    rule("terraform-variable-required", Of(Major), "A new variable has no default", variables::required),
    rule("terraform-variable-added", Of(Minor), "A new variable", variables::optional),
    rule("terraform-default-removed", Of(Major), "A variable has no default any more", variables::default_removed),
    rule("terraform-default-added", Of(Minor), "A variable need not be set any more", variables::default_added),
    rule("terraform-default-changed", Risky(Minor), "A variable has another default", variables::default_changed),
    rule("terraform-type-narrowed", Of(Major), "A variable takes less than it did", variables::type_narrowed),
    rule("terraform-type-widened", Of(Minor), "A variable takes more than it did", variables::type_widened),
    rule("terraform-nullable-removed", Of(Major), "A variable no longer takes null", variables::nullable),
    rule("terraform-validation-changed", Of(Major), "A variable is validated more strictly", variables::validation),
    rule("terraform-validation-removed", Of(Minor), "A variable is validated less strictly", variables::validation_removed),
    rule("terraform-output-removed", Of(Major), "An output is gone", outputs::removed),
    rule("terraform-output-sensitive", Of(Major), "An output is sensitive now", outputs::sensitive),
    rule("terraform-output-added", Of(Minor), "A new output", outputs::added),
    rule("terraform-address-removed", Of(Major), "An address is gone without a `moved` block: what is there is destroyed", addresses::removed),
    rule("terraform-repetition-changed", Of(Major), "An address is repeated otherwise without a `moved` block: what is there is destroyed", addresses::repeated_otherwise),
    rule("terraform-address-added", Of(Minor), "A new resource or call of a module", addresses::added),
    rule("terraform-version-narrowed", Of(Major), "Fewer versions of Terraform are supported", constraints::version_narrowed),
    rule("terraform-provider-narrowed", Of(Major), "Fewer versions of a provider are supported", constraints::provider_narrowed),
    rule("terraform-provider-source", Of(Major), "A provider comes from elsewhere", constraints::source_changed),
    rule("terraform-provider-added", Risky(Minor), "A new provider, which callers may have to configure", constraints::provider_added),
    rule("terraform-constraint-widened", Of(Minor), "More versions are supported", constraints::widened),
    rule("terraform-block-changed", Of(Patch), "A block changed", constraints::rest_changed),
];
