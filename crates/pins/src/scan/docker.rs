//! The images of a Dockerfile: what it is built from, what it copies out of, and what understands it.

use super::value::Image;
use super::{Kind, Pin, lines};

pub(super) fn scan(text: &str) -> Vec<Pin> {
    lines(text).filter_map(|(number, start, line)| pin(number, start, line)).collect()
}

fn pin(number: usize, start: usize, line: &str) -> Option<Pin> {
    let reference = reference(line)?;
    let image = Image::parse(reference)?;
    let at = start + (reference.as_ptr().addr() - line.as_ptr().addr());
    Some(Pin {
        kind: Kind::Image,
        name: image.name.to_owned(),
        version: image.tag.map(str::to_owned),
        digest: image.digest.map(str::to_owned),
        line: number,
        span: at + image.name.len()..at + reference.len(),
        quote: None,
    })
}

fn reference(line: &str) -> Option<&str> {
    if let Some(comment) = line.trim_start().strip_prefix('#') {
        return comment.trim().strip_prefix("syntax=");
    }
    let mut words = line.split_whitespace();
    match words.next()?.to_ascii_uppercase().as_str() {
        "FROM" => words.find(|word| !word.starts_with("--")),
        "COPY" => words.take_while(|word| word.starts_with("--")).find_map(|word| word.strip_prefix("--from=")),
        _ => None,
    }
}
