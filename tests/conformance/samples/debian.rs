//! Where stacks have from Debian what their own registries would have.
//!
//! `tests/conformance/debian/` holds the package manager of such a stack, or its server, under the name that the service
//! calls it by. Each does for real what it can do without a registry, and says on its first lines what it does instead.

/// The programs that the stand-ins of a stack call, by the names that their packages give them.
pub(super) fn programs(stack: &str) -> &'static [&'static str] {
    match stack {
        "php" => &["php", "caddy", "phpunit", "php-cs-fixer"],
        "ruby" => &["ruby", "bundle", "puma", "rspec", "rubocop"],
        _ => &[],
    }
}
