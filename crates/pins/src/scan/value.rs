//! What stands for a version: `NAME:TAG@sha256:…`, `NAME@COMMIT # v1.2.3`.

/// An image in its parts. A reference without tag and digest names no version.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Image<'t> {
    pub(super) name: &'t str,
    pub(super) tag: Option<&'t str>,
    pub(super) digest: Option<&'t str>,
}

impl<'t> Image<'t> {
    pub(super) fn parse(text: &'t str) -> Option<Self> {
        let legal = |c: char| c.is_ascii_alphanumeric() || "._/:@-".contains(c);
        if !text.starts_with(|c: char| c.is_ascii_alphanumeric()) || !text.chars().all(legal) {
            return None;
        }
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest).filter(|digest| digest.starts_with("sha256:"))),
            None => (text, None),
        };
        let path = rest.rfind('/').map_or(0, |slash| slash + 1);
        let (name, tag) = match rest[path..].split_once(':') {
            Some((last, tag)) => (&rest[..path + last.len()], Some(tag)),
            None => (rest, None),
        };
        let is_pinned = (tag.is_some_and(|tag| !tag.is_empty()) || digest.is_some()) && !name.ends_with('/');
        is_pinned.then_some(Self { name, tag, digest })
    }
}

/// `owner/name[/path]` and what it is used at. What lies in the repository itself has no version.
pub(super) fn action(text: &str) -> Option<(&str, &str)> {
    let (name, reference) = text.split_once('@')?;
    let legal = |c: char| c.is_ascii_alphanumeric() || "._/-".contains(c);
    let is_action =
        name.contains('/') && name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(legal);
    let legal = |c: char| c.is_ascii_alphanumeric() || "._/+-".contains(c);
    (is_action && !reference.is_empty() && reference.chars().all(legal)).then_some((name, reference))
}

/// Whether it is a commit by its full name.
pub(super) fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.chars().all(|c| c.is_ascii_hexdigit())
}

/// The version in a comment (`# v1.2.3`, `# tag=v1.2.3`, `# pin@v1`) and where it stands in it.
pub(super) fn version_in(comment: &str) -> Option<(usize, &str)> {
    let words = || comment.split_whitespace().filter(|word| *word != "#");
    let alone = words().count() == 1;
    words().enumerate().find_map(|(i, word)| {
        let word = word.trim_start_matches('#').trim_end_matches([',', ';', ':', ')']);
        let bare = word.rsplit(['=', '@']).next().unwrap_or_default();
        let is_marked = bare.len() < word.len();
        let number = bare.trim_start_matches(['v', 'V']);
        let is_version = number.starts_with(|c: char| c.is_ascii_digit())
            && number.chars().all(|c| c.is_ascii_alphanumeric() || ".+-_".contains(c))
            && (is_marked || alone || number.contains('.') || number.len() < bare.len());
        let at = bare.as_ptr().addr() - comment.as_ptr().addr();
        (is_version && (is_marked || i == 0)).then_some((at, bare))
    })
}

/// Whether it may be the version of a tool.
pub(super) fn is_version(text: &str) -> bool {
    let number = text.trim_start_matches(['v', 'V']);
    number.starts_with(|c: char| c.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_alphanumeric() || ".+-_".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_have_a_tag_or_a_digest() {
        let parts = |text| Image::parse(text).map(|image| (image.name, image.tag, image.digest));
        assert_eq!(parts("alpine:3.23"), Some(("alpine", Some("3.23"), None)));
        assert_eq!(parts("localhost:5000/a/b:1@sha256:ab"), Some(("localhost:5000/a/b", Some("1"), Some("sha256:ab"))));
        assert_eq!(parts("quay.io/a@sha256:ab"), Some(("quay.io/a", None, Some("sha256:ab"))));
        for none in ["alpine", "localhost:5000/a", "$IMAGE:1", "{{ .Values.image }}:1", "a b:1", "a/:1", ""] {
            assert_eq!(parts(none), None, "{none}");
        }
    }

    #[test]
    fn a_comment_may_say_the_version() {
        let version = |comment| version_in(comment).map(|(_, version)| version);
        assert_eq!(version("# v4.2.2"), Some("v4.2.2"));
        assert_eq!(version("#v4"), Some("v4"));
        assert_eq!(version("# 4"), Some("4"));
        assert_eq!(version("# tag=v4.2.2"), Some("v4.2.2"));
        assert_eq!(version("# renovate: tag=v4.2.2"), Some("v4.2.2"));
        assert_eq!(version("# pin@v4"), Some("v4"));
        assert_eq!(version("# v4.2.2, see the wiki"), Some("v4.2.2"));
        assert_eq!(version("# v4.2.2 as the wiki says"), Some("v4.2.2"));
        assert_eq!(version("# pinned for security"), None);
        assert_eq!(version("# 3 of them"), None);
        assert_eq!(version("#"), None);
        assert_eq!(version_in("# tag=v4"), Some((6, "v4")));
    }
}
