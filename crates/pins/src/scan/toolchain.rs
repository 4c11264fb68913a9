//! Files that name the version of a language and nothing else, or little else.

use super::value::is_version;
use super::{Kind, Pin, lines};

/// How a line of the file says it.
type Reads = fn(&str) -> Option<(&str, &str)>;

/// How each file of that name is read: what has the version, and the version.
const FILES: [(&str, Reads); 9] = [
    ("rust-toolchain.toml", |line| setting(line, "channel").map(|version| ("rust-toolchain", version))),
    ("rust-toolchain", |line| Some(("rust-toolchain", line))),
    ("go.mod", |line| word(line, "go ").map(|version| ("go", version)).or_else(|| go_toolchain(line))),
    (".nvmrc", |line| Some(("node", line))),
    (".node-version", |line| Some(("node", line))),
    (".python-version", |line| Some(("python", line))),
    (".ruby-version", |line| Some(("ruby", line))),
    (".java-version", |line| Some(("java", line))),
    (".tool-versions", |line| line.split_once(' ').map(|(name, version)| (name, version.trim()))),
];

/// The pins of such a file; none where it is another.
pub(super) fn scan(name: &str, text: &str) -> Option<Vec<Pin>> {
    let (_, reads) = FILES.iter().find(|(file, _)| *file == name)?;
    let pin = |(number, start, line): (usize, usize, &str)| {
        let (name, version) = reads(line.trim())?;
        let at = start + (version.as_ptr().addr() - line.as_ptr().addr());
        is_version(version).then(|| Pin {
            kind: Kind::Tool,
            name: name.to_owned(),
            version: Some(version.to_owned()),
            digest: None,
            line: number,
            span: at..at + version.len(),
            quote: None,
        })
    };
    Some(lines(text).filter_map(pin).collect())
}

/// The value of `key = "value"`.
fn setting<'t>(line: &'t str, key: &str) -> Option<&'t str> {
    let value = line.strip_prefix(key)?.trim_start().strip_prefix('=')?.trim_start();
    value.strip_prefix('"')?.split('"').next()
}

fn word<'t>(line: &'t str, key: &str) -> Option<&'t str> {
    line.strip_prefix(key)?.split_whitespace().next()
}

fn go_toolchain(line: &str) -> Option<(&'static str, &str)> {
    word(line, "toolchain ")?.strip_prefix("go").map(|version| ("go toolchain", version))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, text: &str) -> Vec<String> {
        let pins = scan(name, text).unwrap();
        pins.iter().map(|pin| format!("{} {} {}", pin.line, pin.name, &text[pin.span.clone()])).collect()
    }

    #[test]
    fn each_kind() {
        let toolchain = "# x\n[toolchain]\nchannel = \"1.95.0\" # y\ncomponents = [\"clippy\"]\n";
        assert_eq!(found("rust-toolchain.toml", toolchain), ["3 rust-toolchain 1.95.0"]);
        assert_eq!(found("rust-toolchain.toml", "channel = \"stable\"\n"), [""; 0]);
        let module = "module acme.example/checkout\n\ngo 1.26\n\ntoolchain go1.26.3\n";
        assert_eq!(found("go.mod", module), ["3 go 1.26", "5 go toolchain 1.26.3"]);
        assert_eq!(found(".nvmrc", "v24.1.0\r\n"), ["1 node v24.1.0"]);
        assert_eq!(found(".tool-versions", "# x\nhelm 4.2.2\n"), ["2 helm 4.2.2"]);
        assert_eq!(scan("Cargo.toml", "channel = \"1.95.0\""), None);
    }
}
