<%#
The scripts of both pipelines, in the shell that every image has (POSIX). Whatever they are told reaches them in
environment variables, which crates/pipeline sets; those of the whole pipeline are
IMAGE (without tag), CHART (the chart's name) and CHARTS (where charts are pushed).
%>

<%# GitHub: which jobs have to run. BASE: what to compare with; empty: everything runs. %>
<% macro changes(filters) %>
set -eu
# a comparison that fails counts as a change
changed() {
  job=$1
  shift
  run=true
  if [ -n "$BASE" ] && git --glob-pathspecs diff --quiet "$BASE...HEAD" -- "$@"; then run=false; fi
  echo "$job=$run" | tee -a "$GITHUB_OUTPUT"
}
<% for filter in filters %>
changed <%= filter.job | safe %><% for path in filter.paths %> '<%= path | safe %>'<% endfor %>

<% endfor %>
<% endmacro %>

<%# GitHub: the verdict over all jobs that a pull request needs. NEEDS: GitHub's object of that name. %>
<% macro required() %>
set -eu
echo "$NEEDS" | jq --raw-output 'to_entries[] | "\(.key): \(.value.result)"'
if echo "$NEEDS" | jq --exit-status '.changes.result == "skipped"' > /dev/null; then
  echo "a draft is not checked until it is marked as ready" >&2
  exit 1
fi
# a job may be skipped only where it had nothing to do
echo "$NEEDS" | jq --exit-status '.changes.outputs as $run | to_entries
  | all(.value.result == "success" or (.value.result == "skipped" and $run[.key] == "false"))'
<% endmacro %>

<%# The chart, with its own values, those of its tests and those of each environment. %>
<% macro chart() %>
set -eu
helm lint --strict "charts/$CHART"
helm template "$CHART" "charts/$CHART" > /dev/null
for values in "charts/$CHART"/ci/*-values.yaml deploy/values/*.yaml; do
  [ -e "$values" ] || continue
  echo "with $values"
  helm lint --strict "charts/$CHART" --values "$values"
  helm template "$CHART" "charts/$CHART" --values "$values" > /dev/null
done
<% endmacro %>

<%# Sets VERSION. TAG, BRANCH: the default branch, whose newest state stands in origin/BRANCH. %>
<% macro tag() %>
set -eu
number='(0|[1-9][0-9]*)'
identifier='(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)'
if ! echo "$TAG" | grep -Eq "^v$number\.$number\.$number(-$identifier(\.$identifier)*)?\$"; then
  echo "$TAG is no version: write it as vMAJOR.MINOR.PATCH, for example v1.4.0 or v1.4.0-rc.1" >&2
  exit 1
fi
if ! git merge-base --is-ancestor HEAD "origin/$BRANCH"; then
  echo "$TAG does not stand on $BRANCH: only what was merged can be released" >&2
  exit 1
fi
VERSION=${TAG#v}
<% endmacro %>

<%# GitHub: the same, for other jobs to see. %>
<% macro github_tag() %>
<%= tag() | trim | safe %>

echo "version=$VERSION" | tee -a "$GITHUB_OUTPUT"
<% endmacro %>

<%# GitLab: the registry gets to know the job. REGISTRY, USERNAME, PASSWORD. %>
<% macro log_in() %>
set -eu
mkdir -p ~/.docker
auth=$(printf '%s:%s' "$USERNAME" "$PASSWORD" | base64 | tr -d '\n')
printf '{"auths":{"%s":{"auth":"%s"}}}\n' "$REGISTRY" "$auth" > ~/.docker/config.json
<% endmacro %>

<%# GitLab: whether the image can be built. %>
<% macro try_image() %>
set -eu
buildctl-daemonless.sh build --frontend dockerfile.v0 --local context=. --local dockerfile=. \
  --import-cache "type=registry,ref=$IMAGE:cache"
<% endmacro %>

<%# GitLab: builds and pushes. Sets DIGEST. VERSION, if there is one. %>
<% macro push_image() %>
set -eu
names=$IMAGE:sha-$CI_COMMIT_SHA
if [ -n "${VERSION:-}" ]; then names=$names,$IMAGE:$VERSION; fi
set -- --frontend dockerfile.v0 --local context=. --local dockerfile=. \
  --opt attest:provenance=mode=max --opt attest:sbom= \
  --opt "label:org.opencontainers.image.source=$CI_PROJECT_URL" \
  --opt "label:org.opencontainers.image.revision=$CI_COMMIT_SHA" \
  --opt "label:org.opencontainers.image.version=${VERSION:-$CI_COMMIT_SHA}" \
  --output "type=image,\"name=$names\",push=true" --metadata-file metadata.json
# a tag publishes, so it must not take over what others wrote
if [ -z "${VERSION:-}" ]; then
  set -- "$@" --import-cache "type=registry,ref=$IMAGE:cache" --export-cache "type=registry,ref=$IMAGE:cache,mode=max"
fi
buildctl-daemonless.sh build "$@"
DIGEST=$(sed -n 's/.*"containerimage.digest": *"\([^"]*\)".*/\1/p' metadata.json)
<% endmacro %>

<%#
A deployment is a commit that names the image by digest. ENVIRONMENT, DIGEST, COMMIT: what the image was built from,
BRANCH, REMOTE, LOGIN and TOKEN: may push there, AUTHOR_NAME, AUTHOR_EMAIL.
%>
<% macro deploy() %>
set -eu
file=deploy/values/$ENVIRONMENT.yaml
if [ -z "$DIGEST" ]; then
  echo "no image was pushed, so there is nothing to deploy" >&2
  exit 1
fi
# in the environment, where neither the log nor the list of processes shows it
GIT_CONFIG_COUNT=1
GIT_CONFIG_KEY_0=http.extraHeader
GIT_CONFIG_VALUE_0="Authorization: Basic $(printf '%s:%s' "$LOGIN" "$TOKEN" | base64 | tr -d '\n')"
export GIT_CONFIG_COUNT GIT_CONFIG_KEY_0 GIT_CONFIG_VALUE_0

for attempt in 1 2 3 4 5; do
  git fetch --quiet "$REMOTE" "refs/heads/$BRANCH"
  git checkout --quiet --force --detach FETCH_HEAD
  newest=$(git log -1 --grep '^Source-Commit: ' --format='%(trailers:key=Source-Commit,valueonly)' -- "$file")
  if [ -n "$newest" ] && [ "$newest" != "$COMMIT" ] && git merge-base --is-ancestor "$COMMIT" "$newest"; then
    echo "$ENVIRONMENT has $newest, which is newer; to go back, revert the commit that brought it"
    exit 0
  fi
  sed -i "s|^  digest: *[^ #]*|  digest: \"$DIGEST\"|" "$file"
  if ! grep -qF "  digest: \"$DIGEST\"" "$file"; then
    echo "$file needs a line \`  digest: \"\"\` below \`image:\`" >&2
    exit 1
  fi
  if git diff --quiet -- "$file"; then
    echo "$ENVIRONMENT has $DIGEST already"
    exit 0
  fi
  git -c "user.name=$AUTHOR_NAME" -c "user.email=$AUTHOR_EMAIL" commit --quiet \
    -m "chore(deploy): bring $(git rev-parse --short "$COMMIT") to $ENVIRONMENT" -m "Source-Commit: $COMMIT" -- "$file"
  if git push --quiet "$REMOTE" "HEAD:refs/heads/$BRANCH"; then exit 0; fi
  echo "attempt $attempt: the push was refused; $BRANCH may have moved on"
  sleep $((attempt * 2))
done
exit 1
<% endmacro %>

<%# The chart as a version of its own. VERSION, DIGEST, USERNAME, PASSWORD. %>
<% macro package() %>
set -eu
# whoever installs the chart gets this very image
sed -i "s|^  digest: *[^ #]*|  digest: \"$DIGEST\"|" "charts/$CHART/values.yaml"
grep -qF "  digest: \"$DIGEST\"" "charts/$CHART/values.yaml"
helm package "charts/$CHART" --version "$VERSION" --app-version "$VERSION" --destination dist
host=${CHARTS#oci://}
host=${host%%/*}
printf '%s' "$PASSWORD" | helm registry login "$host" --username "$USERNAME" --password-stdin
helm push "dist/$CHART-$VERSION.tgz" "$CHARTS"
<% endmacro %>

<%# Writes the version's section of the changelog to notes.md. VERSION. %>
<% macro notes() %>
set -eu
touch CHANGELOG.md
awk -v version="$VERSION" '
  /^## / { title = $2; sub(/^\[?v?/, "", title); sub(/\].*/, "", title); inside = (title == version); next }
  /^\[[^]]*\]: / { next }
  inside' CHANGELOG.md > notes.md
<% endmacro %>

<%# GitLab: a release needs notes, be they short. %>
<% macro gitlab_notes() %>
<%= notes() | trim | safe %>

if ! grep -q '[^[:space:]]' notes.md; then echo "Version $VERSION" > notes.md; fi
<% endmacro %>

<%# GitHub: publishes. TAG, VERSION, GH_TOKEN. %>
<% macro release() %>
<%= notes() | trim | safe %>

set -- --title "$TAG"
case $VERSION in *-*) set -- "$@" --prerelease ;; esac
if grep -q '[^[:space:]]' notes.md; then set -- "$@" --notes-file notes.md; else set -- "$@" --generate-notes; fi
if gh release view "$TAG" > /dev/null 2>&1; then
  echo "$TAG is released already"
else
  gh release create "$TAG" --verify-tag "$@"
fi
<% endmacro %>
