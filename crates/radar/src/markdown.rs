//! A rationale as HTML.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// Markdown as HTML, its headings below those of the page. Raw HTML in it becomes text, and a link that leads to no
/// page becomes none: a radar may come from elsewhere.
pub(crate) fn to_html(text: &str) -> String {
    let mut links = Vec::new();
    let events = Parser::new_ext(text, Options::ENABLE_TABLES).filter_map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
        Event::Start(Tag::Heading { level, id, classes, attrs }) => {
            Some(Event::Start(Tag::Heading { level: below(level), id, classes, attrs }))
        }
        Event::End(TagEnd::Heading(level)) => Some(Event::End(TagEnd::Heading(below(level)))),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            links.push(is_page(&dest_url));
            is_page(&dest_url).then_some(Event::Start(Tag::Link { link_type, dest_url, title, id }))
        }
        Event::End(TagEnd::Link) => links.pop().unwrap_or_default().then_some(Event::End(TagEnd::Link)),
        // nothing is loaded from elsewhere
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        event => Some(event),
    });
    let mut output = String::new();
    html::push_html(&mut output, events);
    output
}

fn is_page(address: &CowStr<'_>) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

/// The page has headings down to the third level.
fn below(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => HeadingLevel::H4,
        HeadingLevel::H3 => HeadingLevel::H5,
        _ => HeadingLevel::H6,
    }
}

#[cfg(test)]
mod tests {
    use super::to_html;

    #[test]
    fn a_rationale_cannot_break_out() {
        let html = to_html(
            "## Why\n\n<img src=x onerror=alert(1)> [a](javascript:alert(1)) [b](https://acme.example) ![i](https://acme.example/i)\n",
        );
        assert_eq!(
            html,
            "<h4>Why</h4>\n<p>&lt;img src=x onerror=alert(1)&gt; a <a href=\"https://acme.example\">b</a> i</p>\n"
        );
    }
}
