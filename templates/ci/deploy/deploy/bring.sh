#!/bin/sh
<%= header("argocd") %>
#
<% if gitops.is_separate %>
# Brings an image to an environment: a commit in the GitOps repository that writes its digest into the values there.
<% else %>
# Brings an image to an environment: a commit that writes its digest into deploy/values/ENVIRONMENT.yaml.
<% endif %>
#
#   deploy/bring.sh ENVIRONMENT DIGEST COMMIT
#
# COMMIT is what the image was built from. What is newer than that stays. The work tree is left alone.
<% if gitops.is_separate %>
# The pipeline calls this; so may whoever is allowed to push to that repository.
<% else %>
# The pipeline calls this; so may whoever is allowed to push to the default branch.
<% endif %>
set -eu

<% if gitops.is_separate %>
remote=<%= gitops.url ~ ".git" %>
<% else %>
remote=origin
<% endif %>
branch=<%= gitops.branch %>
folder=<%= gitops.folder %>

# The pipeline pushes as itself; a person as git knows them.
log_in() {
<% set in_cluster = blips["kubernetes-ci"] is defined %>
<% if gitops.is_separate %>
  # GITOPS_TOKEN: of somebody who may push to the GitOps repository
  TOKEN=${GITOPS_TOKEN:-}
  [ -n "$TOKEN" ] || return 0
  # any name will do beside a token
  login=x-access-token
<% if in_cluster %>
  author=<%= service.name ~ "-ci" %> email=<%= service.name ~ "-ci@users.noreply." ~ repository.host %>
<% elif repository.provider == "github" %>
  author='github-actions[bot]' email='41898282+github-actions[bot]@users.noreply.github.com'
<% else %>
  author=$GITLAB_USER_NAME email=$GITLAB_USER_EMAIL
<% endif %>
<% elif in_cluster %>
  # TOKEN: of somebody who may push to the default branch
  [ -n "${TOKEN:-}" ] || return 0
  # any name will do beside a token
  login=x-access-token
  author=<%= service.name ~ "-ci" %> email=<%= service.name ~ "-ci@users.noreply." ~ repository.host %>
<% elif repository.provider == "github" %>
  [ -n "${TOKEN:-}" ] || return 0
  login=x-access-token
  # the number is the bot's account, by which GitHub knows its commits
  author='github-actions[bot]' email='41898282+github-actions[bot]@users.noreply.github.com'
<% else %>
  # DEPLOY_TOKEN: of the project, where the job's own token may not push
  TOKEN=${DEPLOY_TOKEN:-${CI_JOB_TOKEN:-}}
  [ -n "$TOKEN" ] || return 0
  login=gitlab-ci-token
  author=$GITLAB_USER_NAME email=$GITLAB_USER_EMAIL
  remote=$CI_PROJECT_URL.git
  # for the commit, no pipeline: a deployment must not cause the next one
  set_config push.pushOption ci.skip
<% endif %>
<% if gitops.is_separate %>
  # nobody else is to see it
  set_config "http.$remote.extraHeader" "Authorization: Basic $(printf '%s:%s' "$login" "$TOKEN" | base64 | tr -d '\n')"
<% else %>
  set_config http.extraHeader "Authorization: Basic $(printf '%s:%s' "$login" "$TOKEN" | base64 | tr -d '\n')"
<% endif %>
  export GIT_AUTHOR_NAME="$author" GIT_AUTHOR_EMAIL="$email" GIT_COMMITTER_NAME="$author" GIT_COMMITTER_EMAIL="$email"
}

# A setting of git's in the environment, where neither the log nor the list of processes shows it.
set_config() {
  n=${GIT_CONFIG_COUNT:-0}
  export "GIT_CONFIG_KEY_$n=$1" "GIT_CONFIG_VALUE_$n=$2" "GIT_CONFIG_COUNT=$((n + 1))"
}

# Writes the digest into the newest state of the branch and commits; ends where there is nothing to do.
commit_digest() {
  if [ ! -f "$file" ]; then
<% if gitops.is_separate %>
    echo "there is no $file on $branch of $remote: deploy/README.md says what to copy there" >&2
<% else %>
    echo "there is no $file on $branch: is \`$environment\` an environment?" >&2
<% endif %>
    exit 2
  fi
  newest=$(git log -1 --grep '^Source-Commit: ' --format='%(trailers:key=Source-Commit,valueonly)' -- "$file")
  if [ -n "$newest" ] && [ "$newest" != "$commit" ] && git merge-base --is-ancestor "$commit" "$newest"; then
    echo "$environment has $newest, which is newer; to go back, revert the commit that brought it"
    exit 0
  fi
  sed "s|^  digest: *[^ #]*|  digest: \"$digest\"|" "$file" > "$room/values"
  if ! grep -qF "  digest: \"$digest\"" "$room/values"; then
    echo "$file needs a line \`  digest: \"\"\` below \`image:\`" >&2
    exit 1
  fi
  cat "$room/values" > "$file"
  if git diff --quiet -- "$file"; then
    echo "$environment has $digest already"
    exit 0
  fi
<% if gitops.is_separate %>
  git commit --quiet --no-verify -m "chore(<%= service.name %>): bring $(git rev-parse --short "$commit") to $environment" \
    --trailer "Source-Repository: <%= repository.url %>" --trailer "Source-Commit: $commit" -- "$file"
<% else %>
  git commit --quiet --no-verify -m "chore(deploy): bring $(git rev-parse --short "$commit") to $environment" \
    -m "Source-Commit: $commit" -- "$file"
<% endif %>
}

is_digest() {
  digits=${digest#sha256:}
  case $digits in
    "$digest" | *[!0-9a-f]*) return 1 ;;
  esac
  [ ${#digits} -eq 64 ]
}

main() {
  if [ $# -ne 3 ]; then
    echo "usage: $0 ENVIRONMENT DIGEST COMMIT" >&2
    exit 2
  fi
  environment=$1
  digest=$2
  file=$folder/values/$environment.yaml
  if ! is_digest; then
    echo "\`$digest\` is no digest (sha256: and 64 hexadecimal digits): was an image pushed?" >&2
    exit 2
  fi
  commit=$(git rev-parse --verify "$3^{commit}")
  log_in

  # in a tree of its own, which is gone afterwards
  repository=$(git rev-parse --show-toplevel)
  room=$(mktemp -d)
  trap 'cd "$repository"; rm -rf "$room"; git worktree prune' EXIT
  git worktree add --quiet --detach "$room/tree" "$commit"
  cd "$room/tree"
  for attempt in 1 2 3 4 5; do
    # from the repository's own folder, which a relative address of the remote starts from
    git -C "$repository" fetch --quiet "$remote" "refs/heads/$branch"
    git checkout --quiet --force --detach "$(git -C "$repository" rev-parse FETCH_HEAD)"
    commit_digest
    if git -C "$repository" push --quiet "$remote" "$(git rev-parse HEAD):refs/heads/$branch"; then
      echo "$environment has $digest now"
      exit 0
    fi
    echo "attempt $attempt: the push was refused; $branch may have moved on" >&2
    sleep $((attempt * 2))
  done
  exit 1
}

# the last line: the shell has read all of this file before anything can change it
main "$@"
