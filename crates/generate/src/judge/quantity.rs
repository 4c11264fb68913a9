//! Quantities of bytes, as Kubernetes writes them.

/// `4Gi`: whole, as programs compute from it.
pub(super) fn is_quantity(text: &str) -> bool {
    let number = ["Mi", "Gi", "Ti"].iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or_default();
    !number.is_empty() && !number.starts_with('0') && number.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::is_quantity;

    #[test]
    fn bytes_are_written_as_kubernetes_does() {
        assert!(["4Gi", "512Mi", "2Ti"].into_iter().all(is_quantity));
        assert!(!["", "Gi", "4", "4GB", "0Gi", "-1Gi", "4.5Gi", "4 Gi"].into_iter().any(is_quantity));
    }
}
