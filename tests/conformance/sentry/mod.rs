//! What the pipelines say to Sentry, and what they give it.

mod alerts;
mod server;
mod symbols;
mod words;
