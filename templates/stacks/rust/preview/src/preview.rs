<%= header() %>

//! Which preview the work at hand is done for.
//!
//! A preview of a service answers beside its stable version, and a header leads to it. A request gets to a preview
//! further down only if every service before it passes that header on.

use tokio::task_local;

/// The header whose value names a preview: `<%= service.name %>-pr-42`.
pub const HEADER: &str = <%= blips.preview.header | literal %>;
/// The header of which one entry says the same; OpenTelemetry carries it through any service.
pub const BAGGAGE: &str = "baggage";
/// That entry.
pub const ENTRY: &str = "preview";
<% if blips.preview.events == "knative" %>
/// The attribute of an event that says the same, as Knative delivers it.
pub const ATTRIBUTE: &str = "ce-preview";
<% endif %>

task_local! {
    static CURRENT: Option<String>;
}

/// Does `work` for a preview, or for none. A task that it spawns has to be told in the same way.
pub async fn scope<T>(preview: Option<String>, work: impl Future<Output = T>) -> T {
    CURRENT.scope(preview, work).await
}

/// The preview that the work at hand is done for; none for most.
pub fn current() -> Option<String> {
    CURRENT.try_with(Clone::clone).ok().flatten()
}

/// The preview that a request or a message names, by a look-up of its headers: empty for one that
/// is not there, with commas between the values of one that is there several times.
pub fn named_by(header: impl Fn(&str) -> String) -> Option<String> {
    let baggage = || in_baggage(&header(BAGGAGE));
    Some(header(HEADER))
        .filter(|preview| !preview.is_empty())
<% if blips.preview.events == "knative" %>
        .or_else(|| Some(header(ATTRIBUTE)).filter(|preview| !preview.is_empty()))
<% endif %>
        .or_else(baggage)
        // Anybody can send anything: what cannot be the name of a preview is not passed on.
        .filter(|preview| is_name(preview))
}

fn is_name(preview: &str) -> bool {
    let legal = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    (1..=100).contains(&preview.len()) && preview.bytes().all(legal)
}

/// Reads `a=1, preview=<%= service.name %>-pr-42;property, b=2`.
fn in_baggage(baggage: &str) -> Option<String> {
    baggage.split(',').find_map(|entry| {
        let (key, value) = entry.split(';').next()?.split_once('=')?;
        (key.trim() == ENTRY).then(|| value.trim().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use tokio::task::yield_now;

    use super::*;

    fn named(headers: &[(&str, &str)]) -> Option<String> {
        named_by(|name| {
            let found = headers.iter().find(|(key, _)| *key == name);
            found.map_or_else(String::new, |(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn it_is_named_by_the_header_or_the_baggage() {
        let both = [(HEADER, "a-pr-1"), (BAGGAGE, "preview=b-pr-2")];
        assert_eq!(named(&both).as_deref(), Some("a-pr-1"));
        let baggage = "user=7, preview = b-pr-2;hops=1,tenant=x";
        assert_eq!(named(&[(BAGGAGE, baggage)]).as_deref(), Some("b-pr-2"));
<% if blips.preview.events == "knative" %>
        assert_eq!(named(&[(ATTRIBUTE, "a-pr-1")]).as_deref(), Some("a-pr-1"));
<% endif %>
        assert_eq!(named(&[(BAGGAGE, "nopreview=a-pr-1,preview")]), None);
        assert_eq!(named(&[]), None);
    }

    #[test]
    fn what_cannot_be_a_name_is_dropped() {
        for value in ["a b", "A-PR-1", "a,b", &"a".repeat(101)] {
            assert_eq!(named(&[(HEADER, value)]), None, "{value}");
        }
    }

    #[tokio::test]
    async fn work_keeps_its_preview_while_others_go_on() {
        let work = |preview: &str| {
            scope(Some(preview.to_owned()), async {
                yield_now().await;
                current()
            })
        };
        let (first, second) = tokio::join!(work("a-pr-1"), work("a-pr-2"));
        assert_eq!(first.as_deref(), Some("a-pr-1"));
        assert_eq!(second.as_deref(), Some("a-pr-2"));
        assert_eq!(current(), None);
    }
}
