//! Types of variables, and which values they accept.
//!
//! Source: Terraform's documentation, "Type Constraints".

use std::collections::BTreeMap;

use hcl_edit::expr::{Expression, ObjectKey};

/// A type constraint.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Type {
    Any,
    /// `string`, `number`, `bool`.
    Primitive(String),
    /// `list`, `set` or `map`, and what it holds.
    Collection(String, Box<Type>),
    Tuple(Vec<Type>),
    Object(BTreeMap<String, Attribute>),
    /// Written in a way that is not known.
    Other(String),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Attribute {
    kind: Type,
    optional: bool,
    default: Option<String>,
}

impl Type {
    /// Reads a constraint; `plain` writes down defaults.
    pub(super) fn read(expression: &Expression, plain: &dyn Fn(&Expression) -> String) -> Self {
        match expression {
            Expression::Variable(name) if name.as_str() == "any" => Self::Any,
            // a bare collection holds anything: `list` is `list(any)`
            Expression::Variable(name) if matches!(name.as_str(), "list" | "set" | "map") => {
                Self::Collection(name.as_str().to_owned(), Box::new(Self::Any))
            }
            Expression::Variable(name) => Self::Primitive(name.as_str().to_owned()),
            // before Terraform 0.12: "string"
            Expression::String(name) => Self::Primitive(name.as_str().to_owned()),
            Expression::FuncCall(call) => {
                let (name, first) = (call.name.name.as_str(), call.args.get(0));
                match (name, first) {
                    ("list" | "set" | "map", Some(of)) => {
                        Self::Collection(name.to_owned(), Box::new(Self::read(of, plain)))
                    }
                    ("tuple", Some(Expression::Array(items))) => {
                        Self::Tuple(items.iter().map(|item| Self::read(item, plain)).collect())
                    }
                    ("object", Some(Expression::Object(object))) => {
                        Self::Object(object.iter().map(|(key, value)| attribute(key, value.expr(), plain)).collect())
                    }
                    _ => Self::Other(plain(expression)),
                }
            }
            _ => Self::Other(plain(expression)),
        }
    }

    /// Whether every value of `other` is accepted. Numbers and truths turn into strings by themselves, and lists and
    /// sets into each other.
    pub(super) fn accepts(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Any, _) => true,
            (Self::Primitive(one), Self::Primitive(two)) => {
                one == two || (one == "string" && matches!(two.as_str(), "number" | "bool"))
            }
            (Self::Collection(one, of), Self::Collection(two, from)) => {
                (one == two || (one != "map" && two != "map")) && of.accepts(from)
            }
            (Self::Collection(one, of), Self::Tuple(items)) => {
                one != "map" && items.iter().all(|item| of.accepts(item))
            }
            (Self::Collection(one, of), Self::Object(attributes)) => {
                one == "map" && attributes.values().all(|attribute| of.accepts(&attribute.kind))
            }
            (Self::Tuple(one), Self::Tuple(two)) => {
                one.len() == two.len() && one.iter().zip(two).all(|(one, two)| one.accepts(two))
            }
            (Self::Object(one), Self::Object(two)) => {
                // an attribute that nothing reads any more is dropped without a word
                two.keys().all(|name| one.contains_key(name))
                    && one.iter().all(|(name, attribute)| match two.get(name) {
                        Some(other) => (attribute.optional || !other.optional) && attribute.kind.accepts(&other.kind),
                        None => attribute.optional,
                    })
            }
            _ => self == other,
        }
    }
}

fn attribute(key: &ObjectKey, value: &Expression, plain: &dyn Fn(&Expression) -> String) -> (String, Attribute) {
    let name = match key {
        ObjectKey::Ident(name) => name.as_str().to_owned(),
        ObjectKey::Expression(Expression::String(name)) => name.as_str().to_owned(),
        ObjectKey::Expression(key) => plain(key),
    };
    let attribute = match value {
        Expression::FuncCall(call) if call.name.name.as_str() == "optional" => Attribute {
            kind: call.args.get(0).map_or(Type::Any, |kind| Type::read(kind, plain)),
            optional: true,
            default: call.args.get(1).map(plain),
        },
        value => Attribute { kind: Type::read(value, plain), optional: false, default: None },
    };
    (name, attribute)
}
