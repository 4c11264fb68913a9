//! Traefik's language of rules (v3): matchers, `&&`, `||`, `!` and parentheses.

use blip_model::Problem;
use serde_json::Value;

use super::part;
use crate::routes::problem;
use crate::{Condition, Text};

/// A rule that is being read.
pub(super) struct Rule<'r> {
    object: &'r Value,
    rest: &'r str,
}

impl<'r> Rule<'r> {
    /// What a rule asks for.
    pub(super) fn condition(object: &'r Value, text: &'r str) -> Result<Condition, Problem> {
        let mut rule = Self { object, rest: text.trim_start() };
        let condition = rule.any()?;
        if rule.rest.is_empty() { Ok(condition) } else { Err(rule.fault()) }
    }

    fn any(&mut self) -> Result<Condition, Problem> {
        let mut any = vec![self.all()?];
        while self.takes("||") {
            any.push(self.all()?);
        }
        Ok(one_or(any, Condition::Any))
    }

    fn all(&mut self) -> Result<Condition, Problem> {
        let mut all = vec![self.single()?];
        while self.takes("&&") {
            all.push(self.single()?);
        }
        Ok(one_or(all, Condition::All))
    }

    fn single(&mut self) -> Result<Condition, Problem> {
        if self.takes("!") {
            return Ok(Condition::Not(Box::new(self.single()?)));
        }
        if self.takes("(") {
            let condition = self.any()?;
            return if self.takes(")") { Ok(condition) } else { Err(self.fault()) };
        }
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(self.rest.len());
        let name = &self.rest[..end];
        self.rest = self.rest[end..].trim_start();
        let arguments = self.arguments()?;
        self.matcher(name, &arguments)
    }

    fn arguments(&mut self) -> Result<Vec<&'r str>, Problem> {
        let mut arguments = Vec::new();
        if !self.takes("(") {
            return Err(self.fault());
        }
        while !self.takes(")") {
            let rest = self.rest;
            let quote = rest.chars().next().filter(|c| "`\"'".contains(*c)).ok_or_else(|| self.fault())?;
            let Some(end) = rest[1..].find(quote) else { return Err(self.fault()) };
            arguments.push(&rest[1..=end]);
            self.rest = rest[end + 2..].trim_start();
            self.takes(",");
        }
        Ok(arguments)
    }

    fn matcher(&self, name: &str, arguments: &[&str]) -> Result<Condition, Problem> {
        let like = |expression: &str| part(self.object, expression);
        let owned = |text: &str| text.to_owned();
        Ok(match (name, arguments) {
            ("Host", [host]) => Condition::Host(owned(host)),
            ("HostRegexp", [host]) => Condition::HostLike(like(host)?),
            ("Path", [path]) => Condition::Path(owned(path)),
            ("PathPrefix", [path]) => Condition::Begins(owned(path)),
            ("PathRegexp", [path]) => Condition::PathLike(like(path)?),
            ("Method", [method]) => Condition::Method(method.to_ascii_uppercase()),
            ("Header", [name, value]) => Condition::Header(owned(name), Text::Exact(owned(value))),
            ("HeaderRegexp", [name, value]) => Condition::Header(owned(name), Text::Like(like(value)?)),
            ("Query", [name]) => Condition::Query(owned(name), Text::Any),
            ("Query", [name, value]) => Condition::Query(owned(name), Text::Exact(owned(value))),
            ("QueryRegexp", [name, value]) => Condition::Query(owned(name), Text::Like(like(value)?)),
            _ => return Err(problem(self.object, &format!("`{name}` is no matcher that can be read here"))),
        })
    }

    fn takes(&mut self, token: &str) -> bool {
        let Some(rest) = self.rest.strip_prefix(token) else { return false };
        self.rest = rest.trim_start();
        true
    }

    fn fault(&self) -> Problem {
        let at = if self.rest.is_empty() { "its end" } else { self.rest };
        problem(self.object, &format!("the rule cannot be read from here on: {at}"))
    }
}

fn one_or(mut conditions: Vec<Condition>, several: fn(Vec<Condition>) -> Condition) -> Condition {
    match (conditions.len(), conditions.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            conditions.push(last);
            several(conditions)
        }
        (_, None) => Condition::All(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Request;

    fn holds(rule: &str, request: &Request) -> bool {
        Rule::condition(&json!({}), rule).unwrap().holds(request)
    }

    #[test]
    fn and_binds_closer_than_or() {
        let request = Request::new("a", "/x");
        assert!(holds("Host(`a`) || Host(`b`) && Path(`/y`)", &request));
        assert!(!holds("(Host(`a`) || Host(`b`)) && Path(`/y`)", &request));
        assert!(holds("Host(`a`) && !Path(`/y`) && PathPrefix(`/`)", &request));
    }

    #[test]
    fn every_matcher_that_the_chart_uses() {
        let request = Request::new("a", "/x").with_header("Cookie", "a=1; preview=p").with_query("preview", "p");
        assert!(holds("HeaderRegexp(`Cookie`, `(^|.*; *)preview=p(;.*|$)`)", &request));
        assert!(holds("Query(`preview`, `p`)", &request));
        assert!(!holds("Header(`X-Preview`, `p`)", &request));
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        for rule in ["Host(`a`", "Host(`a`) &&", "Host(`a`) Path(`/`)", "Client(`1`)", ""] {
            assert!(Rule::condition(&json!({}), rule).is_err(), "{rule}");
        }
    }
}
