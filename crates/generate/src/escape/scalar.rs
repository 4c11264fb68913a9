//! Values in the data formats: YAML, JSON and TOML.

use minijinja::value::{Value, ValueKind};

/// `value` in YAML: plain where every reader takes it for this very text, double-quoted elsewhere, lists in flow style.
pub(crate) fn yaml(value: &Value) -> String {
    data(value, |text| if plain_yaml(text) { text.to_owned() } else { quoted(text) }, ": ", flow_yaml)
}

/// `value` in JSON.
pub(crate) fn json(value: &Value) -> String {
    data(value, quoted, ": ", quoted)
}

/// `value` in TOML; `none` and mappings have no form of their own there.
pub(crate) fn toml(value: &Value) -> Result<String, String> {
    match value.kind() {
        ValueKind::None | ValueKind::Undefined => Err("TOML has no null".to_owned()),
        ValueKind::Map => Err("write a table out, key by key".to_owned()),
        _ => Ok(data(value, quoted, " = ", quoted)),
    }
}

/// A double-quoted text: JSON's form, which YAML 1.2 and TOML share for every text without control characters.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// `text` alone, `nested` inside a list or mapping.
fn data(value: &Value, text: fn(&str) -> String, colon: &str, nested: fn(&str) -> String) -> String {
    match value.kind() {
        ValueKind::String => text(value.as_str().unwrap_or_default()),
        ValueKind::None | ValueKind::Undefined => "null".to_owned(),
        ValueKind::Seq | ValueKind::Iterable => {
            let items: Vec<_> = items(value).iter().map(|item| data(item, nested, colon, nested)).collect();
            format!("[{}]", items.join(", "))
        }
        ValueKind::Map => {
            let entry = |key: &Value| {
                let entry = value.get_item(key).unwrap_or_default();
                format!("{}{colon}{}", data(key, nested, colon, nested), data(&entry, nested, colon, nested))
            };
            format!("{{{}}}", items(value).iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        // minijinja shows `True`, as Python does
        ValueKind::Bool => value.is_true().to_string(),
        _ => value.to_string(),
    }
}

/// The items of a list or the keys of a mapping.
fn items(value: &Value) -> Vec<Value> {
    value.try_iter().map(Iterator::collect).unwrap_or_default()
}

fn flow_yaml(text: &str) -> String {
    let safe_in_flow = plain_yaml(text) && !text.contains([',', '[', ']', '{', '}']);
    if safe_in_flow { text.to_owned() } else { quoted(text) }
}

/// Whether `text`, written without quotes, is this very string for YAML 1.1 and 1.2 readers alike.
fn plain_yaml(text: &str) -> bool {
    // texts that begin otherwise may be numbers, dates or indicators in one version or the other
    let begins_well = text.starts_with(|c: char| c.is_alphabetic() || "/_$".contains(c));
    let legal = |c: char| !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}');
    begins_well
        && text.chars().all(legal)
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with([' ', ':'])
        && !is_word_of_yaml(text)
}

/// The words that YAML 1.1 or 1.2 takes for something else than text.
fn is_word_of_yaml(text: &str) -> bool {
    const WORDS: [&str; 9] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [&str; 22] = [
        r#"no: "x" # {{ y }} ${{ z }} 'é'"#,
        "on",
        "No",
        "null",
        "~",
        "1",
        "1.10",
        "0x1f",
        "1e3",
        "2001-01-01",
        "1:30",
        "- a",
        "a: b",
        "a #b",
        "a#b",
        "a:",
        "x ",
        "\\",
        "é",
        "${{ env.IMAGE }}",
        "sha256:0",
        "[a, {b}]",
    ];

    #[test]
    fn every_text_arrives_in_yaml() {
        for text in TEXTS {
            let value = Value::from(text);
            let alone = format!("k: {}\n", yaml(&value));
            let nested = format!("k: {}\n", yaml(&Value::from(vec![value.clone(), value])));
            let parse = |yaml: &str| serde_yaml::from_str::<serde_yaml::Value>(yaml).unwrap()["k"].clone();
            assert_eq!(parse(&alone), serde_yaml::Value::from(text), "{alone}");
            assert_eq!(
                parse(&nested),
                serde_yaml::from_str::<serde_yaml::Value>(&json(&Value::from(vec![text, text]))).unwrap(),
                "{nested}"
            );
        }
    }

    #[test]
    fn every_text_arrives_in_json_and_toml() {
        for text in TEXTS {
            let value = Value::from(text);
            assert_eq!(serde_json::from_str::<String>(&json(&value)).unwrap(), text);
            let table: toml::Table = toml::from_str(&format!("k = {}\n", super::toml(&value).unwrap())).unwrap();
            assert_eq!(table["k"].as_str(), Some(text));
        }
    }

    #[test]
    fn what_need_not_be_quoted_is_not() {
        for text in [
            "checkout",
            "Turns a basket into a paid order",
            "ghcr.io/acme/checkout",
            "/healthz",
            "cargo fmt --all --check",
        ] {
            assert_eq!(yaml(&Value::from(text)), text);
        }
        assert_eq!(yaml(&Value::from(8080)), "8080");
        assert_eq!(yaml(&Value::from(true)), "true");
        assert_eq!(json(&Value::from(false)), "false");
        assert_eq!(yaml(&Value::from(vec!["a", "b c", "src/**"])), "[a, b c, src/**]");
    }
}
