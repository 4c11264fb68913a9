//! Files without a grammar of their own: what a pattern catches.

use regex::Regex;

use super::Scalar;

pub(super) fn scalars(pattern: &Regex, text: &str) -> Vec<Scalar> {
    pattern
        .captures_iter(text)
        .filter_map(|found| found.name("version").or_else(|| found.get(1)))
        .enumerate()
        .map(|(number, caught)| Scalar {
            path: vec![number.to_string()],
            span: caught.range(),
            value: caught.as_str().to_owned(),
        })
        .collect()
}
