<%= header() %>

//! Which messages are this process's own.
//!
//! Kafka hands each message to every group and filters none by its headers: a preview takes what names it, and the
//! stable version all but what names a preview of this service.

use crate::preview;

/// What the names of this service's previews begin with; the number of a pull request follows.
const OF_THIS_SERVICE: &str = <%= (service.name ~ "-pr-") | literal %>;

/// Whether to handle a message, by a look-up of its headers ([`preview::named_by`]). Else it is
/// skipped, and its offset committed all the same.
///
/// `own` is the preview that this process is, which the chart sets in `PREVIEW_ID`; none or empty
/// for the stable version.
pub fn is_mine(header: impl Fn(&str) -> String, own: Option<&str>) -> bool {
    let preview = preview::named_by(header);
    match own {
        Some(own) if !own.is_empty() => preview.as_deref() == Some(own),
        _ => !preview.is_some_and(|preview| is_of_this_service(&preview)),
    }
}

fn is_of_this_service(preview: &str) -> bool {
    let number = preview.strip_prefix(OF_THIS_SERVICE);
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|c| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(own: Option<&str>, named: &str) -> bool {
        is_mine(
            |name| match name {
                preview::HEADER => named.to_owned(),
                _ => String::new(),
            },
            own,
        )
    }

    #[test]
    fn a_preview_takes_what_names_it_and_nothing_else() {
        let ours = format!("{OF_THIS_SERVICE}42");
        assert!(takes(Some(&ours), &ours));
        for other in [
            "",
            "else-pr-42",
            &format!("{ours}1"),
            &format!("{OF_THIS_SERVICE}4"),
        ] {
            assert!(!takes(Some(&ours), other), "{other}");
        }
    }

    #[test]
    fn the_stable_version_takes_all_but_what_names_a_preview_of_this_service() {
        for other in ["", "else-pr-42", OF_THIS_SERVICE] {
            assert!(takes(None, other), "{other}");
            assert!(takes(Some(""), other), "{other}");
        }
        assert!(takes(None, &format!("{OF_THIS_SERVICE}x")));
        assert!(!takes(None, &format!("{OF_THIS_SERVICE}42")));
    }
}
