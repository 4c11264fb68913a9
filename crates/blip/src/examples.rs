//! What `--help` shows of each command in use. A test runs every line past the arguments' parser.

pub(crate) const NEW: &str = "\
Examples:
  blip new                                          ask for everything
  blip new checkout --defaults                      ask for nothing
  blip new checkout -y --set service.stack=python   all defaults but one
  blip new logging --kind platform --defaults       what services run on, in a repository of its own
  blip new checkout --answers answers.yaml          answers in the shape of blip.yaml
  blip new checkout -y --set pack.git=https://github.com/acme/blip-pack --set pack.rev=v3
  blip new checkout -y --templates templates --radar radar";

pub(crate) const INIT: &str = "\
Examples:
  blip init                               look at the repository, then ask
  blip init --defaults --dry-run --diff   only show what would be done
  blip init -y --set service.port=9090    take all that is found but the port
  blip init -y --adopt Dockerfile         and look after the Dockerfile from now on";

pub(crate) const GENERATE: &str = "\
Examples:
  blip generate                    bring all files up to date
  blip generate ci                 only those of the pipeline
  blip generate --dry-run --diff   only show what would change
  blip generate --check            exit with 3 if something would change
  blip generate --all services     every service below a folder, as far as nobody has to be asked
  blip generate --update-pack      take up what is new in the pack, and say what that is";

pub(crate) const CHECK: &str = "\
Examples:
  blip check                exit with 3 if a file is behind
  blip check --diff         with the lines that differ
  blip check --all          every service below this folder, one line each
  blip check --json         what is behind, edited, deleted, and what no longer fits together
  blip check --sarif > blip.sarif
  blip check --code-quality > blip-quality.json";

pub(crate) const WHY: &str = "\
Examples:
  blip why helm
  blip why 44
  blip why .github/workflows/ci.yml:120";

pub(crate) const RADAR_LIST: &str = "\
Examples:
  blip radar list
  blip radar list --json";

pub(crate) const RADAR_SHOW: &str = "\
Examples:
  blip radar show helm
  blip radar show 44
  blip radar show \"Argo CD\"";

pub(crate) const RADAR_RENDER: &str = "\
Examples:
  blip radar render --output radar.html
  blip radar render --svg --output radar.svg
  blip radar render --fleet services --output radar.html   with how many of them use each blip";

pub(crate) const RADAR_EXPORT: &str = "\
Examples:
  blip radar export backstage --output tech-radar.json
  blip radar export byor-csv > radar.csv";

pub(crate) const RADAR_IMPORT: &str = "\
Examples:
  blip radar import radar.csv --edition 2026-11-01
  blip radar import radar.json --edition 2026-11-01 --into platform/radar";

pub(crate) const RADAR_CHECK: &str = "\
Examples:
  blip radar check                                           the radar in the program
  blip radar check radar                                     the one in the folder radar/, by itself
  blip radar check --radar radar --templates templates       a team's own, on top of the program's";

pub(crate) const CURRENT: &str = "\
Examples:
  blip semver current         1.4.0
  blip semver current --tag   v1.4.0";

pub(crate) const NEXT: &str = "\
Examples:
  blip semver next
  blip semver next --tag
  blip semver next --explain
  blip semver next --pre rc
  blip semver next --path charts/checkout --tag-prefix chart-v";

pub(crate) const BUMP: &str = "\
Examples:
  blip semver bump --dry-run --diff          show what would be done
  blip semver bump                           files, changelog, commit and tag
  blip semver bump --push                    and push branch and tag, both or neither
  blip semver bump --pre rc --no-changelog
  blip semver bump --file src/version.py     a line marked with x-blip-version
  blip semver bump --file 'docs/install.md=shop@(?P<version>[0-9.]+)'";

pub(crate) const CHANGELOG: &str = "\
Examples:
  blip semver changelog                             of what comes next
  blip semver changelog --released v1.4.0 --notes   for the forge's release
  blip semver changelog --all > CHANGELOG.md        of everything that was released so far";

pub(crate) const CHECK_MESSAGE: &str = "\
Examples:
  blip semver check-message \"feat: pay by card\"
  blip semver check-message --file .git/COMMIT_EDITMSG
  blip semver check-message \"$TITLE\" --method squash --number 12 --base origin/main

The last asks what the forge will write when it merges a request, which is not always its title.";

pub(crate) const HOOK_INSTALL: &str = "\
Examples:
  blip semver hook install";

pub(crate) const SCHEMA: &str = "\
Examples:
  blip schema > blip.schema.json
  blip schema --of check           of what `blip check --json` prints";

pub(crate) const COMPLETIONS: &str = "\
Examples:
  blip completions bash > ~/.local/share/bash-completion/completions/blip
  blip completions zsh > ~/.zfunc/_blip            a folder of your fpath
  blip completions fish > ~/.config/fish/completions/blip.fish
  blip completions powershell >> $PROFILE
  blip completions elvish >> ~/.config/elvish/rc.elv

The script asks blip itself what fits at the cursor: commands and options, blips, services below this folder, settings
and their values, and the files that Blip looks after. Write it anew after an update of Blip.";

pub(crate) const MAN: &str = "\
Examples:
  blip man > blip.1";
