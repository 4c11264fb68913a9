//! What the data of a stack has to say, so that there can be a pipeline.

use blip_model::Problem;

use crate::Input;

/// What may stand in a glob: it is written into shell scripts and into two dialects of YAML.
const PLAIN: &str = "use letters, digits and `. _ / * ? @ + -`";

fn is_plain(glob: &str) -> bool {
    !glob.is_empty() && glob.chars().all(|c| c.is_ascii_alphanumeric() || "._/*?@+-".contains(c))
}

/// A stack that checks nothing, installs whatever is newest, or breaks the text of a pipeline.
pub(super) fn refuse(input: &Input<'_>, problems: &mut Vec<Problem>) {
    let name = input.selection.spec.service.stack();
    if input.stack.checks.is_empty() {
        let what = format!("the stack `{name}` checks nothing");
        problems.push(Problem::new(what).help("name at least one command below `checks` in its stack.yaml"));
    }
    if input.stack.install.is_some() && input.stack.lock.is_none() {
        let what = format!("the stack `{name}` installs its dependencies without a lock file");
        problems.push(Problem::new(what).help("name the lock file as `lock` in its stack.yaml"));
    }
    let quoted = input.stack.sources.iter().filter(|glob| !is_plain(glob));
    problems.extend(quoted.map(|glob| Problem::new(format!("`{glob}` is no glob for a pipeline")).help(PLAIN)));
}
