//! Finding out what tags begin with.

use std::collections::BTreeMap;

use semver::Version;

use crate::error::Error;
use crate::package::Package;
use crate::tag;

/// Prefixes that name no package.
const PLAIN: [&str; 3] = ["v", "", "V"];

/// A prefix and what was noticed while it was chosen.
pub(super) struct Prefix {
    pub(super) text: String,
    pub(super) note: Option<String>,
}

impl Prefix {
    fn sure(text: impl Into<String>) -> Self {
        Self { text: text.into(), note: None }
    }
}

/// The prefix in use: the package's own, a plain one (`v` or none), or the only one there is.
pub(super) fn find(names: &[String], package: Option<&Package>) -> Result<Prefix, Error> {
    let used = in_use(names);
    if let Some(package) = package.filter(|package| !package.path.is_empty()) {
        let own = package.tag_prefixes();
        let best = highest(&used, own.iter().map(String::as_str));
        return Ok(best.unwrap_or_else(|| Prefix::sure(package.new_tag_prefix())));
    }
    if let Some(plain) = highest(&used, PLAIN) {
        return Ok(plain);
    }
    let mut prefixes = used.keys();
    match (prefixes.next(), prefixes.next()) {
        (None, _) => Ok(Prefix::sure("v")),
        (Some(only), None) => Ok(Prefix::sure(*only)),
        _ => Err(Error::AmbiguousPrefix { prefixes: used.keys().map(|prefix| (*prefix).to_owned()).collect() }),
    }
}

/// The prefixes in use, each with its highest version.
fn in_use(names: &[String]) -> BTreeMap<&str, Version> {
    let mut used: BTreeMap<&str, Version> = BTreeMap::new();
    for (prefix, version) in names.iter().filter_map(|name| tag::split(name)) {
        let highest = used.entry(prefix).or_insert_with(|| version.clone());
        if version.cmp_precedence(highest).is_gt() {
            *highest = version;
        }
    }
    used
}

/// Of these prefixes the one that the highest version bears.
fn highest<'a>(used: &BTreeMap<&str, Version>, prefixes: impl IntoIterator<Item = &'a str>) -> Option<Prefix> {
    let mut found: Vec<(&str, &Version)> =
        prefixes.into_iter().filter_map(|prefix| Some((prefix, used.get(prefix)?))).collect();
    found.sort_by(|(_, a), (_, b)| b.cmp_precedence(a));
    let (text, _) = *found.first()?;
    let note = (found.len() > 1).then(|| {
        let others: Vec<_> = found.iter().skip(1).map(|(prefix, _)| quoted(prefix)).collect();
        format!(
            "tags begin with {} and with {}; {} bears the highest version and was chosen",
            quoted(text),
            others.join(", "),
            quoted(text)
        )
    });
    Some(Prefix { text: text.to_owned(), note })
}

fn quoted(prefix: &str) -> String {
    match prefix {
        "" => "no prefix".to_owned(),
        prefix => format!("`{prefix}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[&str], package: Option<&Package>) -> String {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        match find(&names, package) {
            Ok(prefix) => format!("{}{}", prefix.text, if prefix.note.is_some() { " (note)" } else { "" }),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn one_in_use_is_found() {
        assert_eq!(found(&[], None), "v");
        assert_eq!(found(&["latest", "v1"], None), "v");
        assert_eq!(found(&["v1.0.0", "net-0.1.0"], None), "v");
        assert_eq!(found(&["1.0.0"], None), "");
        assert_eq!(found(&["1.0.0", "v1.1.0"], None), "v (note)");
        assert_eq!(found(&["2.0.0", "v1.1.0"], None), " (note)");
        assert_eq!(found(&["release-1.0.0", "release-1.1.0"], None), "release-");
        assert_eq!(
            found(&["net-1.0.0", "db-v1.1.0"], None),
            "tags with different prefixes are in use (`db-v`, `net-`); choose with --tag-prefix or --package"
        );
    }

    #[test]
    fn a_package_has_its_own() {
        let package = |name: &str, path: &str| Package {
            name: name.to_owned(),
            path: path.to_owned(),
            manifest: "package.json".to_owned(),
        };
        let net = package("net", "modules/net");
        assert_eq!(found(&["v1.0.0"], Some(&net)), "net-v");
        assert_eq!(found(&["net-1.0.0", "v1.0.0"], Some(&net)), "net-");
        assert_eq!(found(&["modules/net/v1.0.0"], Some(&net)), "modules/net/v");
        assert_eq!(found(&["network-v1.0.0"], Some(&net)), "net-v");
        let cart = package("@acme/cart", "packages/cart");
        assert_eq!(found(&["@acme/cart@2.0.0", "cart-v1.0.0"], Some(&cart)), "@acme/cart@ (note)");
        assert_eq!(found(&["v1.0.0"], Some(&package("root", ""))), "v");
    }
}
