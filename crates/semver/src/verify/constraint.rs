//! Constraints on versions, as Helm (`>=1.25.0-0 <1.30 || ^2`) and Terraform (`>= 1.5, < 2.0`, `~> 1.2`) write them.
//!
//! Sources: Masterminds/semver, "Checking Version Constraints"; Terraform's documentation, "Version Constraints".

use semver::Version;

/// Alternatives, each a list of comparisons that must all hold.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Constraint(Vec<Vec<Part>>);

#[derive(Debug, Clone, PartialEq)]
struct Part {
    operator: Operator,
    numbers: Vec<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Operator {
    Equal,
    NotEqual,
    Above,
    AtLeast,
    Below,
    AtMost,
    /// The last number that is written may rise: `~> 1.2`.
    Pessimistic,
    /// The patch may rise: `~1.2`.
    Tilde,
    /// Nothing left of the first number that is not zero may change.
    Caret,
}

const OPERATORS: [(&str, Operator); 11] = [
    ("~>", Operator::Pessimistic),
    (">=", Operator::AtLeast),
    ("=>", Operator::AtLeast),
    ("<=", Operator::AtMost),
    ("=<", Operator::AtMost),
    ("!=", Operator::NotEqual),
    (">", Operator::Above),
    ("<", Operator::Below),
    ("~", Operator::Tilde),
    ("^", Operator::Caret),
    ("=", Operator::Equal),
];

impl Constraint {
    /// Reads a constraint; none where it is written in a way that is not known. Pre-release parts are passed over.
    pub(crate) fn read(text: &str) -> Option<Self> {
        text.split("||").map(alternative).collect::<Option<Vec<_>>>().map(Self)
    }

    /// Accepts everything.
    pub(crate) fn any() -> Self {
        Self(vec![Vec::new()])
    }

    fn accepts(&self, version: &[u64; 3]) -> bool {
        self.0.iter().any(|parts| parts.iter().all(|part| part.accepts(version)))
    }

    /// A version that `self` accepts and `new` does not. It is enough to try the versions that either names, and
    /// those beside them: between them nothing changes.
    pub(crate) fn lost_in(&self, new: &Self) -> Option<Version> {
        let named = self.0.iter().chain(&new.0).flatten().map(Part::lowest);
        let mut tried: Vec<[u64; 3]> = named.flat_map(around).collect();
        tried.sort_unstable();
        let lost = tried.iter().find(|version| self.accepts(version) && !new.accepts(version));
        lost.map(|[major, minor, patch]| Version::new(*major, *minor, *patch))
    }
}

fn alternative(text: &str) -> Option<Vec<Part>> {
    if let Some((low, high)) = text.split_once(" - ") {
        let between = [(Operator::AtLeast, low), (Operator::AtMost, high)];
        return between.into_iter().map(|(operator, text)| part(operator, text)).collect();
    }
    let mut rest = text.trim_start_matches([' ', ',']);
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let (sign, operator) =
            OPERATORS.into_iter().find(|(sign, _)| rest.starts_with(sign)).unwrap_or(("", Operator::Equal));
        rest = rest[sign.len()..].trim_start();
        let end = rest.find([' ', ',', '<', '>', '=', '!', '~', '^']).unwrap_or(rest.len());
        parts.push(part(operator, &rest[..end])?);
        rest = rest[end..].trim_start_matches([' ', ',']);
    }
    Some(parts)
}

fn part(operator: Operator, text: &str) -> Option<Part> {
    let core = text.trim().trim_start_matches('v').split(['-', '+']).next()?;
    let mut numbers = Vec::new();
    for number in core.split('.').take_while(|number| !matches!(*number, "x" | "X" | "*")) {
        numbers.push(number.parse().ok()?);
    }
    (numbers.len() <= 3).then_some(Part { operator, numbers })
}

impl Part {
    fn lowest(&self) -> [u64; 3] {
        let number = |at: usize| self.numbers.get(at).copied().unwrap_or(0);
        [number(0), number(1), number(2)]
    }

    /// The first version behind those that share the first `kept` numbers.
    fn behind(&self, kept: usize) -> [u64; 3] {
        let mut bound = [0; 3];
        bound[..kept].copy_from_slice(&self.lowest()[..kept]);
        match kept {
            0 => [u64::MAX; 3],
            kept => {
                bound[kept - 1] += 1;
                bound
            }
        }
    }

    fn accepts(&self, version: &[u64; 3]) -> bool {
        let (low, written) = (self.lowest(), self.numbers.len());
        let within = |kept: usize| *version >= low && *version < self.behind(kept);
        match self.operator {
            Operator::Equal => within(written),
            Operator::NotEqual => !within(written),
            Operator::AtLeast => *version >= low,
            Operator::Above => *version >= self.behind(written),
            Operator::Below => *version < low,
            Operator::AtMost => *version < self.behind(written),
            Operator::Pessimistic => within(written.saturating_sub(1)),
            Operator::Tilde => within(written.min(2)),
            Operator::Caret => {
                let zeros = self.numbers.iter().take_while(|number| **number == 0).count();
                within((zeros + 1).min(written))
            }
        }
    }
}

fn around([major, minor, patch]: [u64; 3]) -> Vec<[u64; 3]> {
    let mut found = vec![
        [major, minor, patch],
        [major, minor, patch + 1],
        [major, minor + 1, 0],
        [major + 1, 0, 0],
        [major + 1, 1, 0],
        [0, 0, 0],
    ];
    found.extend(patch.checked_sub(1).map(|patch| [major, minor, patch]));
    found.extend(minor.checked_sub(1).map(|minor| [major, minor, 0]));
    found.extend(major.checked_sub(1).map(|major| [major, 0, 0]));
    found
}

#[cfg(test)]
mod tests {
    use super::Constraint;

    #[test]
    fn narrowed_or_not() {
        let cases = [
            (">=1.25.0-0", ">=1.27.0-0", Some("1.25.0")),
            (">=1.25.0-0", ">= 1.25.0-0", None),
            (">=1.25.0-0", ">=1.20-0", None),
            (">= 1.20.0-0 < 1.30.0-0", ">= 1.20.0-0", None),
            (">= 1.20.0-0", ">=1.20.0-0 <1.30", Some("1.30.0")),
            ("^1.2.3", "~1.2.3", Some("1.3.0")),
            ("~> 1.2", ">= 1.2, < 2.0", None),
            ("~> 1.2", "~> 1.3", Some("1.2.0")),
            ("~> 1.2.3", "~> 1.2", None),
            ("~> 5.0", ">= 5.0, < 7.0", None),
            ("~> 5.0", "~> 6.0", Some("5.0.0")),
            ("1.2.x || 2.x", "2.x", Some("1.2.0")),
            ("1.2 - 1.4", ">=1.2 <=1.4", None),
            ("= 1.2.3", "!= 1.2.4", None),
            ("*", ">=0.1", Some("0.0.0")),
            ("^0.2.3", "^0.3.0", Some("0.2.3")),
        ];
        for (old, new, lost) in cases {
            let read = |text| Constraint::read(text).unwrap();
            let found = read(old).lost_in(&read(new)).map(|version| version.to_string());
            assert_eq!(found.as_deref(), lost, "{old} → {new}");
        }
        assert!(Constraint::any().lost_in(&Constraint::read(">=1.30").unwrap()).is_some());
        assert!(Constraint::read("latest").is_none());
    }
}
