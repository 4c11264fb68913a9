//! The rules on documents, one line each: id, what it means for the version, what it says, the function that finds it.

use super::super::rule::{Rule, Seen, Weight};
use super::{Document, access, operations, payloads, words};
use crate::level::Level::{Major, Minor, Patch};

use Weight::{Of, Risky};

const fn rule(
    id: &'static str,
    weight: Weight,
    says: &'static str,
    find: fn(&Document, &Document) -> Vec<Seen>,
) -> Rule<Document> {
    Rule { id, weight, says, find }
}

/// Every rule on documents.
#[rustfmt::skip]
pub(crate) const RULES: &[Rule<Document>] = &[
    rule("openapi-path-removed", Of(Major), "A path is gone", operations::path_removed),
    rule("openapi-path-added", Of(Minor), "A new path", operations::path_added),
    rule("openapi-method-removed", Of(Major), "A method of a path is gone", operations::method_removed),
    rule("openapi-method-added", Of(Minor), "A new method of a path", operations::method_added),
    rule("openapi-deprecated", Of(Minor), "An operation is deprecated", operations::deprecated),
    rule("openapi-status-removed", Of(Major), "A status of success is gone", operations::status_removed),
    rule("openapi-error-status-removed", Of(Minor), "A status of failure is gone", operations::error_status_removed),
    rule("openapi-status-added", Of(Minor), "A new status", operations::status_added),
    rule("openapi-media-type-removed", Of(Major), "A media type is gone", operations::media_type_removed),
    rule("openapi-media-type-added", Of(Minor), "A new media type", operations::media_type_added),
    rule("openapi-parameter-required", Of(Major), "A parameter must be given", operations::parameter_required),
    rule("openapi-parameter-optional", Of(Minor), "A parameter can be given or left out", operations::parameter_optional),
    rule("openapi-parameter-removed", Risky(Minor), "A parameter is no longer read", operations::parameter_removed),
    rule("openapi-body-required", Of(Major), "A body must be sent", operations::body_required),
    rule("openapi-request-narrowed", Of(Major), "A request takes less than it did", payloads::request_narrowed),
    rule("openapi-request-widened", Of(Minor), "A request takes more than it did", payloads::request_widened),
    rule("openapi-request-property-removed", Risky(Minor), "A property of a request is no longer read", payloads::request_property_removed),
    rule("openapi-request-property-added", Of(Minor), "A new property of a request", payloads::request_property_added),
    rule("openapi-response-widened", Of(Major), "A response can be what it could not", payloads::response_widened),
    rule("openapi-response-property-removed", Of(Major), "A response lacks a property that it always had", payloads::response_property_removed),
    rule("openapi-response-optional-removed", Risky(Minor), "A response lacks a property that it could have", payloads::response_optional_removed),
    rule("openapi-response-property-added", Of(Minor), "A new property of a response", payloads::response_property_added),
    rule("openapi-response-narrowed", Of(Minor), "A response can be less than it could", payloads::response_narrowed),
    rule("openapi-security-added", Of(Major), "An operation asks for more credentials", access::added),
    rule("openapi-security-relaxed", Of(Minor), "An operation asks for fewer credentials", access::relaxed),
    rule("openapi-words-changed", Of(Patch), "What the document says to people changed", words::changed),
];
