//! For each rule two sides that trigger it; for all of them sides that differ in comments and order only.

use std::collections::BTreeSet;

use super::super::rule::{Observation, observe};
use super::{Module, RULES};

fn module(text: &str) -> Module {
    Module::read(&[("main.tf".to_owned(), text.to_owned())].into()).unwrap()
}

fn compare(old: &str, new: &str) -> Vec<Observation> {
    observe(RULES, &module(old), &module(new), "net")
}

fn line(seen: &Observation) -> String {
    let (old, new) = (seen.old.as_deref().unwrap_or(""), seen.new.as_deref().unwrap_or(""));
    format!("{}:{} {} {old} → {new}", seen.file, seen.line, seen.subject).trim_end().to_owned()
}

/// The rule, both sides, and the place and values that are told.
const CASES: &[(&str, &str, &str, &str)] = &[
    ("terraform-variable-removed", "\nvariable \"a\" {\n  type = string\n}\n", "", "net/main.tf:2 a string →"),
    ("terraform-variable-required", "", "variable \"a\" {}\n", "net/main.tf:1 a  → any"),
    ("terraform-variable-added", "", "variable \"a\" { default = 1 }\n", "net/main.tf:1 a  → any"),
    (
        "terraform-default-removed",
        "variable \"a\" { default = 1 }\n",
        "variable \"a\" {}\n",
        "net/main.tf:1 a 1 → no default",
    ),
    (
        "terraform-default-added",
        "variable \"a\" {}\n",
        "variable \"a\" { default = null }\n",
        "net/main.tf:1 a no default → null",
    ),
    (
        "terraform-default-changed",
        "variable \"a\" { default = [1] }\n",
        "# c\nvariable \"a\" {\n  default = [1, 2]\n}\n",
        "net/main.tf:2 a [1] → [1, 2]",
    ),
    (
        "terraform-type-narrowed",
        "variable \"a\" { type = string }\n",
        "variable \"a\" { type = number }\n",
        "net/main.tf:1 a string → number",
    ),
    (
        "terraform-type-narrowed",
        "variable \"a\" { type = object({ x = optional(string) }) }\n",
        "variable \"a\" { type = object({ x = string }) }\n",
        "net/main.tf:1 a object({x = optional(string)}) → object({x = string})",
    ),
    (
        "terraform-type-narrowed",
        "variable \"a\" { type = list(any) }\n",
        "variable \"a\" { type = map(any) }\n",
        "net/main.tf:1 a list(any) → map(any)",
    ),
    (
        "terraform-type-widened",
        "variable \"a\" { type = object({ x = string }) }\n",
        "variable \"a\" { type = object({ x = string, y = optional(bool, true) }) }\n",
        "net/main.tf:1 a object({x = string}) → object({x = string, y = optional(bool, true)})",
    ),
    (
        "terraform-type-widened",
        "variable \"a\" { type = number }\n",
        "variable \"a\" { type = string }\n",
        "net/main.tf:1 a number → string",
    ),
    (
        "terraform-nullable-removed",
        "variable \"a\" {}\n",
        "variable \"a\" { nullable = false }\n",
        "net/main.tf:1 a nullable → not nullable",
    ),
    (
        "terraform-validation-changed",
        "variable \"a\" {}\n",
        "variable \"a\" {\n  validation {\n    condition = var.a > 1\n    error_message = \"x\"\n  }\n}\n",
        "net/main.tf:1 a no validation → var.a > 1",
    ),
    (
        "terraform-validation-changed",
        "variable \"a\" {\n  validation {\n    condition = var.a > 1\n  }\n}\n",
        "variable \"a\" {\n  validation {\n    condition = var.a > 2\n  }\n}\n",
        "net/main.tf:1 a var.a > 1 → var.a > 2",
    ),
    (
        "terraform-validation-removed",
        "variable \"a\" {\n  validation {\n    condition = var.a > 1\n  }\n}\n",
        "variable \"a\" {}\n",
        "net/main.tf:1 a var.a > 1 →",
    ),
    ("terraform-output-removed", "output \"a\" { value = 1 }\n", "", "net/main.tf:1 a a →"),
    (
        "terraform-output-sensitive",
        "output \"a\" { value = 1 }\n",
        "output \"a\" {\n  value = 1\n  sensitive = true\n}\n",
        "net/main.tf:1 a shown → sensitive",
    ),
    ("terraform-output-added", "", "output \"a\" { value = 1 }\n", "net/main.tf:1 a  → a"),
    (
        "terraform-address-removed",
        "resource \"x_net\" \"a\" {}\n",
        "resource \"x_net\" \"b\" {}\n",
        "net/main.tf:1 x_net.a x_net.a →",
    ),
    ("terraform-address-removed", "module \"a\" { source = \"./a\" }\n", "", "net/main.tf:1 module.a module.a →"),
    (
        "terraform-repetition-changed",
        "resource \"x_net\" \"a\" { count = 2 }\n",
        "resource \"x_net\" \"a\" { for_each = toset([]) }\n",
        "net/main.tf:1 x_net.a count or once → for_each",
    ),
    ("terraform-address-added", "", "resource \"x_net\" \"a\" {}\n", "net/main.tf:1 x_net.a  → x_net.a"),
    (
        "terraform-version-narrowed",
        "terraform {\n  required_version = \">= 1.3\"\n}\n",
        "terraform {\n  required_version = \">= 1.5\"\n}\n",
        "net/main.tf:2 required_version no longer takes 1.3.0 >= 1.3 → >= 1.5",
    ),
    (
        "terraform-version-narrowed",
        "",
        "terraform {\n  required_version = \">= 1.5\"\n}\n",
        "net/main.tf:2 required_version no longer takes 0.0.0 any → >= 1.5",
    ),
    (
        "terraform-provider-narrowed",
        "terraform {\n  required_providers {\n    aws = { source = \"hashicorp/aws\", version = \"~> 5.0\" }\n  }\n}\n",
        "terraform {\n  required_providers {\n    aws = {\n      source = \"hashicorp/aws\"\n      version = \"~> 6.0\"\n    }\n  }\n}\n",
        "net/main.tf:3 aws no longer takes 5.0.0 ~> 5.0 → ~> 6.0",
    ),
    (
        "terraform-provider-source",
        "terraform {\n  required_providers {\n    aws = { source = \"a/aws\" }\n  }\n}\n",
        "terraform {\n  required_providers {\n    aws = { source = \"b/aws\" }\n  }\n}\n",
        "net/main.tf:3 aws a/aws → b/aws",
    ),
    (
        "terraform-provider-added",
        "",
        "terraform {\n  required_providers {\n    aws = { version = \">= 5\" }\n  }\n}\n",
        "net/main.tf:3 aws  → >= 5",
    ),
    (
        "terraform-constraint-widened",
        "terraform {\n  required_version = \"~> 1.3\"\n}\n",
        "terraform {\n  required_version = \">= 1.3\"\n}\n",
        "net/main.tf:2 required_version ~> 1.3 → >= 1.3",
    ),
    (
        "terraform-block-changed",
        "resource \"x_net\" \"a\" { size = 1 }\n",
        "resource \"x_net\" \"a\" { size = 2 }\n",
        "net/main.tf:1 resource x_net a  →",
    ),
    (
        "terraform-block-changed",
        "variable \"a\" { description = \"x\" }\n",
        "variable \"a\" { description = \"y\" }\n",
        "net/main.tf:1 variable a  →",
    ),
    ("terraform-block-changed", "", "locals { a = 1 }\n", "net/main.tf:1 locals  →"),
];

#[test]
fn each_rule_tells_what_and_where() {
    for (rule, old, new, told) in CASES {
        let found = compare(old, new);
        let lines: Vec<String> = found.iter().filter(|seen| seen.rule == *rule).map(line).collect();
        assert_eq!(lines, [*told], "{rule}; everything found: {found:#?}");
    }
}

#[test]
fn every_rule_has_a_pair() {
    let tested: BTreeSet<&str> = CASES.iter().map(|case| case.0).collect();
    let all: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(tested, all);
}

#[test]
fn comments_and_order_trigger_nothing() {
    let old = r##"
terraform {
  required_version = ">= 1.3"
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" }
  }
}
variable "a" {
  type    = object({ x = string, y = optional(list(number), [1]) })
  default = { x = "#1", y = [2] }
  validation {
    condition     = length(var.a.x) > 1 && var.a.y != null
    error_message = "no"
  }
}
resource "x_net" "b" {
  size = var.a.x
  tags = { one = 1, two = "//2" }
  rule { port = 1 }
}
output "c" { value = x_net.b.id }
"##;
    let new = r##"
# the outputs come first
output "c" {
  value = x_net.b.id // its id
}
resource "x_net" "b" {
  rule {
    port = 1
  }
  tags = {
    two = "//2" # the second
    one = 1
  }
  size = var.a.x
}
/* what is taken */
variable "a" {
  validation {
    error_message = "no"
    condition = (
      length(var.a.x) > 1 && # long enough
      var.a.y != null
    )
  }
  default = {
    y = [2], # one of them
    x = "#1"
  }
  type = object({
    # maybe
    y = optional(list(number), [1])
    x = string
  })
}
terraform {
  required_providers {
    aws = {
      version = "~>5.0"
      source  = "hashicorp/aws"
    }
  }
  required_version = ">=1.3"
}
"##;
    // parentheses that only hold lines together are no difference
    assert_eq!(compare(old, new), []);
}

#[test]
fn moved_blocks_keep_what_is_there() {
    let old = "resource \"x_net\" \"a\" {}\n";
    let moved = "resource \"x_net\" \"b\" {}\nmoved {\n  from = x_net.a\n  to = x_net.b\n}\n";
    let rules: Vec<String> = compare(old, moved).into_iter().map(|seen| seen.rule).collect();
    assert_eq!(rules, ["terraform-block-changed"]);
    let each = "resource \"x_net\" \"a\" { for_each = var.all }\nmoved {\n  from = x_net.a\n  to = x_net.a[\"x\"]\n}\n";
    let rules: Vec<String> = compare(old, each).into_iter().map(|seen| seen.rule).collect();
    assert_eq!(rules, ["terraform-block-changed", "terraform-block-changed"]);
    let counted = "resource \"x_net\" \"a\" { count = 1 }\n";
    let rules: Vec<String> = compare(old, counted).into_iter().map(|seen| seen.rule).collect();
    assert_eq!(rules, ["terraform-block-changed"]);
}
