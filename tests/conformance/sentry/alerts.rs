//! The alerts, as Terraform reads them: by a parser of its language, and by what the documentation of the provider
//! `jianyuan/sentry` names (docs/resources/issue_alert.md and docs/data-sources, of its version 0.14).

use std::collections::BTreeSet;

use hcl::{Block, Body, Expression};

use crate::findings::assert_none;
use crate::services::files;

/// The arguments of each kind of block: those that it must have, and those that it may have.
const BLOCKS: &[(&[&str], &[&str], &[&str])] = &[
    (&["terraform"], &[], &[]),
    (&["required_providers"], &["sentry"], &[]),
    (&["provider", "sentry"], &[], &["base_url", "token"]),
    (&["locals"], &[], &["organization", "project"]),
    (&["data", "sentry_team"], &["organization", "slug"], &[]),
    (&["data", "sentry_organization_integration"], &["organization", "provider_key", "name"], &[]),
    (
        &["resource", "sentry_issue_alert"],
        &[
            "organization",
            "project",
            "name",
            "action_match",
            "filter_match",
            "frequency",
            "conditions_v2",
            "actions_v2",
        ],
        &["environment", "filters_v2"],
    ),
];

/// What a condition and an action are called, and their arguments.
const ENTRIES: &[(&str, &[&str], &[&str])] = &[
    ("first_seen_event", &[], &[]),
    ("regression_event", &[], &[]),
    ("event_frequency", &["comparison_type", "value", "interval"], &["comparison_interval"]),
    ("notify_email", &["target_type"], &["target_identifier", "fallthrough_type"]),
    ("slack_notify_service", &["workspace", "channel"], &["tags", "notes"]),
];

/// What Terraform would find only when it is applied.
fn wrong(text: &str) -> Vec<String> {
    let body: Body = match hcl::parse(text) {
        Ok(body) => body,
        Err(error) => return vec![error.to_string()],
    };
    let mut faults = Vec::new();
    for block in body.blocks().chain(body.blocks().flat_map(|block| block.body.blocks())) {
        faults.extend(wrong_block(block));
    }
    // what is named has to be there
    let declared: BTreeSet<String> =
        body.blocks().filter(|block| block.identifier() == "data").map(|block| labels(block).join(".")).collect();
    for (i, _) in text.match_indices("data.sentry_") {
        let named: Vec<&str> = text[i..].split(['.', '\n', ' ']).take(3).collect();
        faults.extend((!declared.contains(&named.join("."))).then(|| format!("{} is not declared", named.join("."))));
    }
    faults
}

fn labels(block: &Block) -> Vec<&str> {
    std::iter::once(block.identifier()).chain(block.labels.iter().map(hcl::BlockLabel::as_str)).collect()
}

fn wrong_block(block: &Block) -> Vec<String> {
    let labels = labels(block);
    let Some((_, needed, known)) = BLOCKS.iter().find(|(of, ..)| labels.starts_with(of)) else {
        return vec![format!("no block {labels:?}")];
    };
    let given: Vec<&str> = block.body.attributes().map(hcl::Attribute::key).collect();
    let mut faults = wrong_arguments(&labels.join("."), &given, needed, known);
    let lists = block.body.attributes().filter(|attribute| attribute.key().ends_with("_v2"));
    for entry in lists
        .filter_map(|attribute| if let Expression::Array(list) = attribute.expr() { Some(list) } else { None })
        .flatten()
    {
        let Expression::Object(entry) = entry else { return vec![format!("{entry:?} is no object")] };
        for (name, arguments) in entry {
            let name = name.to_string();
            let Some((_, needed, known)) = ENTRIES.iter().find(|(of, ..)| *of == name) else {
                faults.push(format!("there is no {name}"));
                continue;
            };
            let Expression::Object(arguments) = arguments else { return vec![format!("{name} is no object")] };
            let given: Vec<String> = arguments.keys().map(ToString::to_string).collect();
            let given: Vec<&str> = given.iter().map(String::as_str).collect();
            faults.extend(wrong_arguments(&name, &given, needed, known));
        }
    }
    faults
}

fn wrong_arguments(of: &str, given: &[&str], needed: &[&str], known: &[&str]) -> Vec<String> {
    let missing = needed.iter().filter(|name| !given.contains(name)).map(|name| format!("{of} lacks {name}"));
    let unknown = given.iter().filter(|name| !needed.contains(name) && !known.contains(name));
    missing.chain(unknown.map(|name| format!("{of} has no {name}"))).collect()
}

#[test]
fn terraform_knows_all_that_the_alerts_say() {
    let alerts: Vec<_> = files().filter(|file| file.path == "deploy/sentry/alerts.tf").collect();
    assert!(alerts.len() >= 2, "too few to say anything");
    let mut findings = Vec::new();
    for file in &alerts {
        findings.extend(wrong(&file.text).into_iter().map(|fault| format!("{}: {fault}", file.full_path())));
    }
    assert_none("alerts.tf", &findings);
    // a value is no template, whatever stands in it
    let slack = alerts.iter().find(|file| file.text.contains("slack_notify_service")).unwrap();
    let body: Body = hcl::parse(&slack.text).unwrap();
    let data = body.blocks().find(|block| block.identifier() == "data").unwrap();
    let name = data.body.attributes().find(|attribute| attribute.key() == "name").unwrap();
    let evaluated = hcl::eval::Evaluate::evaluate(name.expr(), &hcl::eval::Context::new()).unwrap();
    assert_eq!(evaluated, hcl::Value::from("Acme ${Inc} \"%{x}\""));
}

#[test]
fn what_terraform_refuses_would_be_found() {
    let text = &files().find(|file| file.path == "deploy/sentry/alerts.tf").unwrap().text;
    for (old, new) in [
        ("frequency = 60", "frequencey = 60"),
        ("first_seen_event = {}", "first_event = {}"),
        ("interval        = ", "intervall       = "),
        ("  name         = ", "  title        = "),
        ("data \"sentry_", "data \"sentri_"),
        ("filter_match = \"all\"\n", ""),
        ("action_match = ", "action_match == "),
    ] {
        assert!(text.contains(old), "{old:?} is not in\n{text}");
        assert!(!wrong(&text.replacen(old, new, 1)).is_empty(), "{old:?} → {new:?} is not noticed");
    }
}
