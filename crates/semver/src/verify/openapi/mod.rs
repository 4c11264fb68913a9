//! OpenAPI 3 documents: what a release of an interface changes for those who call it.

mod access;
mod document;
mod oasdiff;
mod operations;
mod payloads;
mod rules;
mod subjects;
mod words;

pub(crate) use document::Document;
pub(crate) use rules::RULES;
pub(crate) use subjects::subjects;

#[cfg(test)]
mod tests;
