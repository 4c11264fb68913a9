//! Protocol Buffers, by `buf breaking` (verified with 1.75).

use std::path::Path;
use std::process::Command;

use super::super::node::Node;
use super::super::rule::Observation;
use super::super::subject::SubjectKind;
use super::super::table::{PROTOBUF_ADDED, PROTOBUF_BROKEN};
use super::{Answer, Found, Plugin, ask};

pub(super) const PLUGIN: Plugin = Plugin {
    program: "buf",
    kind: SubjectKind::Protobuf,
    asks: &["buf", "--version"],
    marks: |path| path == "buf.yaml" || path.ends_with("/buf.yaml"),
    applies: |_, _| true,
    reads: |path| path.ends_with(".proto") || path.ends_with("buf.yaml") || path.ends_with("buf.lock"),
    compare,
};

/// What broke; and what was added, which is what would break on the way back.
fn compare(old: &Path, new: &Path) -> std::io::Result<Answer> {
    let (broken, added) = match (breaking(new, old)?, breaking(old, new)?) {
        (Ok(broken), Ok(added)) => (broken, added),
        (Err(says), _) | (_, Err(says)) => return Ok(Err(says)),
    };
    let additions = added.iter().filter(|found| found.kind.ends_with("_NO_DELETE"));
    let all = broken.iter().map(|found| found.observation(&PROTOBUF_BROKEN));
    Ok(Ok(all.chain(additions.map(addition)).collect()))
}

/// Asked the other way round, buf says "deleted" of what is new, and places it in the base.
fn addition(found: &Found) -> Observation {
    let text = found.text.replace("Previously present ", "").replace(" was deleted", "");
    Observation { new: None, ..Found { text, in_base: true, ..found.clone() }.observation(&PROTOBUF_ADDED) }
}

fn breaking(folder: &Path, against: &Path) -> std::io::Result<Result<Vec<Found>, String>> {
    let mut command = Command::new("buf");
    command.arg("breaking").arg("--against").arg(against).args(["--error-format", "json"]);
    Ok(ask(&mut command, folder)?.and_then(|text| read(&text)))
}

/// One JSON object a line; those about a whole file have no line, or no file.
fn read(text: &str) -> Result<Vec<Found>, String> {
    let mut found = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let node = Node::read(line)?.ok_or("an empty line")?;
        let text = |key: &str| node.text_at(key).unwrap_or_default().to_owned();
        found.push(Found {
            kind: text("type"),
            text: text("message").trim_end_matches('.').to_owned(),
            file: node.text_at("path").unwrap_or("buf.yaml").to_owned(),
            line: text("start_line").parse().unwrap_or(1),
            in_base: false,
        });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_buf() {
        let text = "{\"path\":\"a/v1/a.proto\",\"start_line\":3,\"start_column\":1,\"end_line\":5,\"end_column\":2,\
                    \"type\":\"FIELD_NO_DELETE\",\"message\":\"Previously present field \\\"2\\\" with name \\\"y\\\" on \
                    message \\\"M\\\" was deleted.\"}\n{\"type\":\"FILE_NO_DELETE\",\"message\":\"x\"}\n";
        let found = read(text).unwrap();
        assert_eq!(
            (found[0].file.as_str(), found[0].line, found[0].kind.as_str()),
            ("a/v1/a.proto", 3, "FIELD_NO_DELETE")
        );
        assert_eq!((found[1].file.as_str(), found[1].line), ("buf.yaml", 1));
        let broken = found[0].observation(&PROTOBUF_BROKEN);
        assert_eq!(
            broken.sentence(),
            "buf finds a breaking change: Previously present field \"2\" with name \"y\" on message \"M\" was deleted \
             (FIELD_NO_DELETE): major"
        );
        assert_eq!(
            addition(&found[0]).sentence(),
            "buf finds an addition: field \"2\" with name \"y\" on message \"M\": minor"
        );
    }
}
