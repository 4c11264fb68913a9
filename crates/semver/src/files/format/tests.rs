use super::*;

/// `path=value` for each scalar, after making sure that the spans say the same.
fn listed(format: &Format, text: &str) -> Vec<String> {
    let found = scalars(format, text).unwrap();
    found
        .iter()
        .map(|scalar| {
            assert_eq!(text[scalar.span.clone()], scalar.value, "{:?}", scalar.path);
            format!("{}={}", scalar.path.join("."), scalar.value)
        })
        .collect()
}

#[test]
fn toml() {
    let text = "\u{feff}# é\n[package]\nname = 'a' # c\r\nversion = \"1.2.3\"\n[[bin]]\nx = [1, {y = \"\"\"z\"\"\"}]\ndate = 2020-01-01\n";
    assert_eq!(
        listed(&Format::Toml, text),
        ["package.name=a", "package.version=1.2.3", "bin.0.x.0=1", "bin.0.x.1.y=z", "bin.0.date=2020-01-01"]
    );
}

#[test]
fn json() {
    let text = "{ // é\n\t\"version\": \"1.2.3\",\n \"packages\": {\"\": {\"version\": \"1.2.3\"}}, \"l\": [1, true, null,],\n}\n";
    assert_eq!(
        listed(&Format::Json, text),
        ["version=1.2.3", "packages..version=1.2.3", "l.0=1", "l.1=true", "l.2=null"]
    );
}

#[test]
fn yaml() {
    let text = "# é ünï\nname: 'ä'\nversion: 1.2.3 # now\nappVersion: \"1.16.0\"\ndependencies:\n  - {name: b, version: '2'}\n  - name: c\n? k\n: v\nplain: a b  # x\n---\nversion: 9\n";
    assert_eq!(
        listed(&Format::Yaml, text),
        [
            "name=ä",
            "version=1.2.3",
            "appVersion=1.16.0",
            "dependencies.0.name=b",
            "dependencies.0.version=2",
            "dependencies.1.name=c",
            "k=v",
            "plain=a b",
            "document 2.version=9"
        ]
    );
    assert_eq!(listed(&Format::Yaml, "version: 1.2.3\r\nname: x\r\n"), ["version=1.2.3", "name=x"]);
}

#[test]
fn xml() {
    let text = "<?xml version=\"1.0\"?>\n<!-- é -->\n<project a='b'>\n  <version>\n 1.2.3 </version><parent><version>9</version></parent>\n</project>\n";
    assert_eq!(listed(&Format::Xml, text), ["project.@a=b", "project.version=1.2.3", "project.parent.version=9"]);
}

#[test]
fn hcl() {
    let text = "# é\nlocals {\n  module_version = \"1.2.3\" // c\n  tags = { a = \"b\" }\n}\nvariable \"x\" {\n  default = 3\n}\n";
    assert_eq!(listed(&Format::Hcl, text), ["locals.module_version=1.2.3", "locals.tags.0=b", "variable.x.default=3"]);
}

#[test]
fn pattern() {
    let pattern = Regex::new(r"(?m)^version=(.*?)\r?$").unwrap();
    assert_eq!(listed(&Format::Pattern(pattern), "a=1\nversion=1.2.3\r\n"), ["0=1.2.3"]);
}

#[test]
fn what_does_not_parse_is_an_error() {
    for (format, text) in [
        (Format::Toml, "a = "),
        (Format::Json, "{\"a\": }"),
        (Format::Yaml, "a: [b"),
        (Format::Xml, "<a>"),
        (Format::Hcl, "a {"),
    ] {
        assert!(scalars(&format, text).is_err(), "{format:?}");
    }
}

#[test]
fn yaml_spans_end_where_the_value_ends() {
    let text = "version: \"0.0.0\"  # a\nlist:\n  - \"0.0.0\"\n  - '0.0.0'   \n  - 0.0.0  # b\n\n# c\nlast: \"1\"";
    let found = scalars(&Format::Yaml, "a: 'it''s' # x\nb: \"q\\\"\" # y\n").unwrap();
    assert_eq!(found.iter().map(|scalar| scalar.span.clone()).collect::<Vec<_>>(), [4..9, 19..22]);
    assert_eq!(
        listed(&Format::Yaml, text),
        ["version=0.0.0", "list.0=0.0.0", "list.1=0.0.0", "list.2=0.0.0", "last=1"]
    );
}

#[test]
fn a_byte_order_mark_does_no_harm() {
    let cases = [
        (Format::Toml, "a = 'é'\nv = '1.2.3'"),
        (Format::Json, "{\"a\": \"é\", \"v\": \"1.2.3\"}"),
        (Format::Yaml, "a: é\nv: 1.2.3\n"),
        (Format::Xml, "<a><b>é</b><v>1.2.3</v></a>"),
        (Format::Hcl, "a = \"é\"\nv = \"1.2.3\"\n"),
    ];
    for (format, text) in cases {
        let listed = listed(&format, &format!("\u{feff}{text}"));
        assert!(listed.len() == 2 && listed[1].ends_with("v=1.2.3"), "{format:?}: {listed:?}");
    }
}

#[test]
fn marked() {
    let text = "a = 1.2.3 # x-blip-version\nb = 1.2.3\n<!-- x-release-please-start-version -->\nget shop-1.2.3-rc.1.tgz, or 1.2.3.\nno\nv1.2.3.\n<!-- x-release-please-end -->\nc = 1.2.3\n1.2.3 x-blip-versions\n10.0.0.1 x-release-please-version\n";
    assert_eq!(listed(&Format::Marked, text), ["0=1.2.3", "1=1.2.3-rc.1", "2=1.2.3"]);
}
