//! `blip preview url`: what to send to reach a preview.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use blip_contracts::preview_route;
use blip_model::{HttpPath, Problem};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::cli::UrlArgs;
use crate::exit::Exit;
use crate::routing::{of_service, read};
use crate::service::Service;
use crate::sources::Sources;
use crate::ui::Ui;

/// How to reach a preview, as data.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct UrlDocument<'a> {
    /// What the preview is called.
    name: &'a str,
    header: HeaderDocument<'a>,
    host: String,
    url: String,
    /// The command that asks it.
    curl: String,
    /// What else asks for it: `query`, `cookie` or `baggage`, each with what to send.
    also: BTreeMap<&'a str, String>,
}

/// A header.
#[derive(Debug, Serialize, JsonSchema)]
struct HeaderDocument<'a> {
    name: &'a str,
    value: &'a str,
}

pub(super) fn run(args: &UrlArgs, folder: &Path, ui: &Ui) -> Result<Exit> {
    let service = Service::find(folder, &Sources::new(&args.sources, folder)?)?;
    let previews = of_service(&service)?;
    let (hosts, paths) = preview_route(&service.selection, |path| read(&service, path));
    let environment = previews.environment();
    let named = environment.and_then(|environment| environment.host.as_ref());
    let host = hosts.first().cloned().or(named.map(ToString::to_string)).ok_or_else(|| {
        let name = environment.map_or("the environment", |environment| environment.name.as_str());
        let help = format!("give {name} a `host` in blip.yaml, or `route.hosts` in its values");
        Problem::new(format!("{name} has no host, so nothing of it can be reached from outside the cluster")).help(help)
    })?;
    let path = match &args.path {
        Some(path) => path.parse::<HttpPath>().map_err(|error| Problem::new(format!("--path: {error}")))?.to_string(),
        None => paths.first().cloned().unwrap_or_else(|| "/".to_owned()),
    };
    let (header, name) = (previews.header(), format!("{}{}", previews.prefix(), args.number));
    // an asterisk stands for any label
    let url = format!("https://{}{path}", host.replacen('*', "any", 1));
    let curl = format!("curl --header '{header}: {name}' {url}");
    let matched: Vec<&str> =
        previews.setting("match").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let others: Vec<(&str, String)> = matched
        .iter()
        .map(|choice| match *choice {
            "query" => ("query", format!("{url}?preview={name}")),
            "cookie" => ("cookie", format!("preview={name}")),
            other => (other, format!("preview={name}")),
        })
        .collect();
    if args.json {
        let header = HeaderDocument { name: header, value: &name };
        let also = others.into_iter().collect();
        ui.json(&UrlDocument { name: &name, header, host, url, curl, also })?;
        return Ok(Exit::Done);
    }
    ui.result(format!("Header  {header}: {name}"));
    ui.result(format!("Host    {host}"));
    for (choice, text) in others {
        ui.result(match choice {
            "query" => format!("Link    {text}"),
            "cookie" => format!("Cookie  {text}"),
            _ => format!("Baggage {text}"),
        });
    }
    ui.result("");
    ui.result(curl);
    Ok(Exit::Done)
}
