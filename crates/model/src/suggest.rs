//! "Did you mean …".

/// The candidate that a misspelt word most likely stands for, if any comes near.
///
/// Near means at most a third of the word's letters wrong, by the Damerau-Levenshtein distance,
/// so that a swapped pair of letters counts once.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let limit = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let words = ["rust", "node", "python"];
        assert_eq!(nearest("rsut", words), Some("rust"));
        assert_eq!(nearest("Pyton", words), Some("python"));
        assert_eq!(nearest("cobol", words), None);
        assert_eq!(nearest("", words), None);
    }
}
