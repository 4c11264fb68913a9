//! GitHub's expressions: `!cancelled() && needs.test.result == 'success'`.

use super::{Unsupported, unsupported};

/// A value of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Text(String),
    List(Vec<String>),
}

/// What an expression may ask for.
pub(super) trait Context {
    /// The value of `github.ref` and the like.
    fn value(&self, path: &str) -> Result<Value, Unsupported>;
    /// Whether the jobs before this one are in that state: `success`, `failure`, `cancelled`, `always`.
    fn status(&self, function: &str) -> Result<bool, Unsupported>;
}

/// The functions that say when a job runs although others did not.
const STATUS: [&str; 4] = ["success", "failure", "cancelled", "always"];

/// Whether a condition holds; without a status function it holds only after success, as GitHub has it.
pub(super) fn holds(condition: &str, context: &dyn Context) -> Result<bool, Unsupported> {
    let text = condition.trim();
    let text = text.strip_prefix("${{").and_then(|text| text.strip_suffix("}}")).unwrap_or(text);
    if text.contains("${{") {
        return unsupported(format!("`{condition}` mixes text and expressions"));
    }
    let mut parser = Parser { tokens: tokens(text)?, at: 0, context, asks_for_status: false };
    let value = parser.or()?;
    if parser.at < parser.tokens.len() {
        return unsupported(format!("`{text}` goes on behind its end"));
    }
    let asks = parser.asks_for_status;
    Ok(value.is_true() && (asks || context.status("success")?))
}

impl Value {
    fn is_true(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(value) => *value,
            Self::Text(text) => !text.is_empty(),
            Self::List(_) => true,
        }
    }

    /// Of the same type; GitHub turns others into numbers first.
    fn equals(&self, other: &Self) -> Result<bool, Unsupported> {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => Ok(a.to_lowercase() == b.to_lowercase()),
            (Self::Bool(a), Self::Bool(b)) => Ok(a == b),
            (Self::Null, Self::Null) => Ok(true),
            (Self::Null, Self::Text(text)) | (Self::Text(text), Self::Null) if text.parse::<f64>().is_err() => {
                // null is 0 then, and such a text no number; the empty text is 0, too
                Ok(text.is_empty())
            }
            _ => unsupported("a comparison of values of two types"),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// `(`, `)`, `,`, `!`, `==`, `!=`, `&&`, `||`
    Sign(&'static str),
    Text(String),
    Name(String),
}

const SIGNS: [&str; 8] = ["==", "!=", "&&", "||", "!", "(", ")", ","];

fn tokens(text: &str) -> Result<Vec<Token>, Unsupported> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            tokens.push(Token::Sign(sign));
            rest = &rest[sign.len()..];
        } else if first == '\'' {
            let (literal, behind) = literal(&rest[1..])?;
            tokens.push(Token::Text(literal));
            rest = behind;
        } else if first.is_ascii_alphabetic() || first == '_' {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"._-*".contains(c)).unwrap_or(rest.len());
            tokens.push(Token::Name(rest[..end].to_owned()));
            rest = &rest[end..];
        } else {
            return unsupported(format!("`{first}` in the expression `{text}`"));
        }
        rest = rest.trim_start();
    }
    Ok(tokens)
}

/// A text up to its closing quote, which stands in it doubled.
fn literal(text: &str) -> Result<(String, &str), Unsupported> {
    let mut literal = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('\'') {
        literal.push_str(before);
        match behind.strip_prefix('\'') {
            Some(behind) => {
                literal.push('\'');
                rest = behind;
            }
            None => return Ok((literal, behind)),
        }
    }
    unsupported("a text without its closing quote")
}

struct Parser<'c> {
    tokens: Vec<Token>,
    at: usize,
    context: &'c dyn Context,
    asks_for_status: bool,
}

impl Parser<'_> {
    fn or(&mut self) -> Result<Value, Unsupported> {
        let mut value = self.and()?;
        while self.takes("||") {
            let other = self.and()?;
            value = if value.is_true() { value } else { other };
        }
        Ok(value)
    }

    fn and(&mut self) -> Result<Value, Unsupported> {
        let mut value = self.comparison()?;
        while self.takes("&&") {
            let other = self.comparison()?;
            value = if value.is_true() { other } else { value };
        }
        Ok(value)
    }

    fn comparison(&mut self) -> Result<Value, Unsupported> {
        let value = self.unary()?;
        if self.takes("==") {
            return Ok(Value::Bool(value.equals(&self.unary()?)?));
        }
        if self.takes("!=") {
            return Ok(Value::Bool(!value.equals(&self.unary()?)?));
        }
        Ok(value)
    }

    fn unary(&mut self) -> Result<Value, Unsupported> {
        if self.takes("!") {
            return Ok(Value::Bool(!self.unary()?.is_true()));
        }
        if self.takes("(") {
            let value = self.or()?;
            return if self.takes(")") { Ok(value) } else { unsupported("a `(` without its `)`") };
        }
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        match token {
            Some(Token::Text(text)) => Ok(Value::Text(text)),
            Some(Token::Name(name)) if self.takes("(") => self.call(&name),
            Some(Token::Name(name)) => match name.as_str() {
                "true" | "false" => Ok(Value::Bool(name == "true")),
                "null" => Ok(Value::Null),
                _ => self.context.value(&name),
            },
            _ => unsupported("an expression that ends too early"),
        }
    }

    fn call(&mut self, name: &str) -> Result<Value, Unsupported> {
        let mut arguments = Vec::new();
        while !self.takes(")") {
            if !arguments.is_empty() && !self.takes(",") {
                return unsupported(format!("the arguments of {name}"));
            }
            arguments.push(self.or()?);
        }
        match (name, arguments.as_slice()) {
            (status, []) if STATUS.contains(&status) => {
                self.asks_for_status = true;
                Ok(Value::Bool(self.context.status(status)?))
            }
            ("startsWith", [Value::Text(text), Value::Text(start)]) => {
                Ok(Value::Bool(text.to_lowercase().starts_with(&start.to_lowercase())))
            }
            ("contains", [Value::Text(text), Value::Text(part)]) => {
                Ok(Value::Bool(text.to_lowercase().contains(&part.to_lowercase())))
            }
            ("contains", [Value::List(list), Value::Text(entry)]) => {
                Ok(Value::Bool(list.iter().any(|one| one.to_lowercase() == entry.to_lowercase())))
            }
            _ => unsupported(format!("the function {name} with {} arguments", arguments.len())),
        }
    }

    fn takes(&mut self, sign: &str) -> bool {
        let takes = matches!(self.tokens.get(self.at), Some(Token::Sign(next)) if *next == sign);
        self.at += usize::from(takes);
        takes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Facts;

    impl Context for Facts {
        fn value(&self, path: &str) -> Result<Value, Unsupported> {
            match path {
                "github.ref" => Ok(Value::Text("refs/heads/main".to_owned())),
                "github.draft" => Ok(Value::Bool(true)),
                "github.nothing" => Ok(Value::Null),
                _ => unsupported(path),
            }
        }

        fn status(&self, function: &str) -> Result<bool, Unsupported> {
            Ok(function == "always")
        }
    }

    #[test]
    fn conditions() {
        for (condition, expected) in [
            ("always() && github.ref == 'REFS/heads/main'", true),
            ("github.ref == 'refs/heads/main'", false),
            ("always() && github.ref != 'refs/heads/main'", false),
            ("!cancelled() && !failure()", true),
            ("${{ always() && (github.ref == 'x' || startsWith(github.ref, 'refs/')) }}", true),
            ("always() && contains(github.ref, 'S/m')", true),
            ("always() && contains(github.ref, '-')", false),
            ("always() && !github.draft", false),
            ("always() && !github.nothing", true),
            ("always() && github.nothing == 'x'", false),
            ("always() && github.nothing || github.draft", true),
            ("always() && 'it''s' == 'it''s'", true),
        ] {
            assert_eq!(holds(condition, &Facts), Ok(expected), "{condition}");
        }
    }

    #[test]
    fn nothing_is_guessed() {
        for condition in [
            "",
            "github.other == 'x'",
            "endsWith(github.ref, 'x')",
            "contains(github.nothing, 'x')",
            "github.ref == 1",
            "github.draft == 'true'",
            "(always()",
            "always() always()",
            "'x",
            "a ${{ always() }}",
            "startsWith(github.ref)",
            "needs['a'].result",
        ] {
            assert!(holds(condition, &Facts).is_err(), "{condition}");
        }
    }
}
