//! The page of the radar, in a browser.

use crate::support::Sandbox;
use crate::tools::{Tool, tool};

/// The document that the browser makes of the page at `#fragment`, once `script` has run in it.
fn document(chromium: &Tool, fragment: &str, script: &str) -> String {
    let sandbox = Sandbox::new();
    sandbox.blip(["radar", "render", "--output", "radar.html"]).succeeds();
    sandbox.edit("radar.html", "</body>", &format!("<script>{script}</script></body>"));
    let address = format!("file://{}{fragment}", sandbox.path("radar.html").display());
    // no sandbox of its own, which root is refused; the page is ours
    let args = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=2000", "--dump-dom", &address];
    chromium.run(args).in_folder(sandbox.work()).succeeds().stdout
}

/// The blips of the list whose first tag holds `text`.
fn blips_with(document: &str, text: &str) -> Vec<String> {
    let tags = document.split("<details ").skip(1).map(|rest| rest.split('>').next().unwrap());
    let name = |tag: &str| tag.split("id=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    tags.filter(|tag| tag.contains(text)).map(name).collect()
}

#[test]
fn an_address_opens_what_it_names() {
    let Some(chromium) = tool("chromium") else { return };
    let document = document(&chromium, "#preview", "");
    assert_eq!(blips_with(&document, " open="), ["preview"]);
    assert!(document.contains("class=\"blip trial is-open\""), "the dot is marked");
    assert!(!document.contains("role=\"search\" hidden"), "the filters are shown");
}

#[test]
fn the_list_and_the_picture_are_filtered_alike() {
    let Some(chromium) = tool("chromium") else { return };
    let script = "search.value = 'Argo ANALYSIS'; search.dispatchEvent(new Event('input', {bubbles: true}));";
    let document = document(&chromium, "", script);
    let (all, hidden) = (blips_with(&document, ""), blips_with(&document, "is-hidden"));
    let shown: Vec<_> = all.iter().filter(|blip| !hidden.contains(blip)).collect();
    assert!(shown.contains(&&"argo-rollouts".to_owned()) && shown.len() < 5, "{shown:?}");
    let dots = document.split("class=\"blip ").skip(1).map(|rest| rest.split('>').next().unwrap());
    assert_eq!(dots.filter(|dot| dot.contains("is-hidden")).count(), hidden.len());
    assert!(document.contains("section class=\"hold is-empty\""), "an empty ring goes");
}

#[test]
fn what_is_looked_for_beyond_the_filters_is_shown() {
    let Some(chromium) = tool("chromium") else { return };
    let script =
        "search.value = 'jenkins'; search.dispatchEvent(new Event('input', {bubbles: true})); location.hash = '#helm';";
    let document = document(&chromium, "", script);
    assert_eq!(blips_with(&document, " open="), ["helm"]);
    assert_eq!(blips_with(&document, "is-hidden"), Vec::<String>::new());
}
