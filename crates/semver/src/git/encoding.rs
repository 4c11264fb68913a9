//! Commits say in which encoding their message is; only a missing header means UTF-8.

/// Decodes a message by the commit's `encoding` header. Bytes that do not fit become U+FFFD, never an error.
pub(super) fn decode(bytes: &[u8], encoding: Option<&str>) -> String {
    let known = encoding.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    match known {
        Some(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn the_header_counts() {
        assert_eq!(decode(b"feat: caf\xe9", Some("ISO-8859-1")), "feat: café");
        assert_eq!(decode("feat: café".as_bytes(), None), "feat: café");
        assert_eq!(decode(b"feat: caf\xe9", None), "feat: caf\u{fffd}");
        assert_eq!(decode(b"feat: \x83e\x83X\x83g", Some("Shift_JIS")), "feat: テスト");
        assert_eq!(decode(b"feat: x", Some("no such thing")), "feat: x");
    }
}
