//! The name of a header that requests may carry from one service to the next.

/// The longest that is of use to anybody; the Gateway API allows 256.
const LONGEST: usize = 64;

/// What one hop tells the next: whoever stands between takes it off (RFC 9110, section 7.6.1).
const OF_ONE_HOP: [&str; 9] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// What no script may set in a browser (Fetch, "forbidden request-header").
const OF_THE_BROWSER: [&str; 15] = [
    "accept-charset",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "access-control-request-private-network",
    "content-length",
    "cookie",
    "cookie2",
    "date",
    "dnt",
    "expect",
    "host",
    "origin",
    "referer",
    "via",
];

/// What clients, proxies and tracers fill in for purposes of their own.
const WITH_A_MEANING: [&str; 17] = [
    "accept",
    "accept-language",
    "authorization",
    "baggage",
    "cache-control",
    "content-encoding",
    "content-type",
    "forwarded",
    "if-match",
    "if-none-match",
    "max-forwards",
    "pragma",
    "range",
    "set-cookie",
    "traceparent",
    "tracestate",
    "user-agent",
];

/// Why a header of that name cannot carry a value through several services, if it cannot.
pub(crate) fn fault(name: &str) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    let is_in = |names: &[&str]| names.contains(&lower.as_str());
    let begins = |with: &[&str]| with.iter().any(|with| lower.starts_with(with));
    let reason = if name.is_empty() {
        "it is empty".to_owned()
    } else if name.starts_with(':') {
        "a name that begins with `:` is HTTP/2's own".to_owned()
    } else if is_in(&OF_ONE_HOP) {
        "it is meant for one hop, and the next proxy takes it off".to_owned()
    } else if is_in(&OF_THE_BROWSER) || begins(&["sec-", "proxy-"]) {
        "browsers let no script set it".to_owned()
    } else if is_in(&WITH_A_MEANING) || begins(&["x-forwarded-"]) {
        "it has a meaning of its own, and others write it".to_owned()
    } else if name.len() > LONGEST {
        format!("it has {} characters, at most {LONGEST} are allowed", name.chars().count())
    } else if !is_plain(name) {
        let better: String = lower.chars().map(|c| if c == '_' || c == ' ' { '-' } else { c }).collect();
        let hint = if is_plain(&better) { format!(", for example `{better}`") } else { String::new() };
        format!("use lower-case letters, digits and `-`, beginning with a letter{hint}")
    } else {
        return None;
    };
    Some(format!("`{name}` cannot be the header: {reason}"))
}

/// Lower case, as HTTP/2 sends it and Istio wants it; no `_`, which some proxies drop.
fn is_plain(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && !name.ends_with('-')
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_ones_own_is_taken() {
        for name in ["x-preview", "x-preview-checkout", "preview", "x2"] {
            assert_eq!(fault(name), None);
        }
    }

    #[test]
    fn a_name_of_somebody_elses_is_refused_with_the_reason() {
        for (name, reason) in [
            ("", "empty"),
            (":authority", "HTTP/2's own"),
            ("Connection", "one hop"),
            ("transfer-encoding", "one hop"),
            ("Host", "no script"),
            ("Sec-Fetch-Mode", "no script"),
            ("Proxy-Mine", "no script"),
            ("authorization", "meaning of its own"),
            ("x-forwarded-for", "meaning of its own"),
            ("X_Preview", "for example `x-preview`"),
            ("x preview:", "use lower-case"),
            ("x-", "use lower-case"),
            ("1x", "beginning with a letter"),
            (&"x".repeat(65), "65 characters"),
        ] {
            let fault = fault(name).unwrap_or_else(|| panic!("{name} was taken"));
            assert!(fault.contains(reason), "{fault}");
        }
    }
}
