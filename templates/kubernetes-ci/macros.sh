<%# Scripts that only a cluster needs. Whatever they are told reaches them in environment variables. %>
<% import "ci/macros.sh" as scripts %>

<%# Clones a commit into the folder it runs in. SOURCE, REVISION; TOKEN, where the repository is private. %>
<% macro cluster_clone(history) %>
set -eu
if [ -n "${TOKEN:-}" ]; then
  # a setting of git's in the environment, where neither the log nor the list of processes shows it
  GIT_CONFIG_VALUE_0="Authorization: Basic $(printf 'x-access-token:%s' "$TOKEN" | base64 | tr -d '\n')"
  export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=http.extraHeader GIT_CONFIG_VALUE_0
fi
git init --quiet .
git remote add origin "$SOURCE"
<% if history %>
git fetch --quiet origin '+refs/heads/*:refs/remotes/origin/*'
git fetch --quiet origin "$REVISION"
<% else %>
git fetch --quiet --depth 1 origin "$REVISION"
<% endif %>
git checkout --quiet --detach FETCH_HEAD
<% endmacro %>

<%# Where the forge tells and hears of the repository. %>
<% macro api() %>
<% if repository.provider == "gitlab" %>
https://<%= repository.host %>/api/v4/projects/<%= repository.path | replace("/", "%2F") | safe %>
<% elif repository.host == "github.com" %>
https://api.github.com/repos/<%= repository.path | safe %>
<% else %>
https://<%= repository.host %>/api/v3/repos/<%= repository.path | safe %>
<% endif %>
<% endmacro %>

<%# `api PATH [ARGUMENTS]` of curl. TOKEN: it stands in neither the log nor the list of processes. %>
<% macro call() %>
api() {
  path=$1
  shift
  printf 'header = "Authorization: Bearer %s"\n' "$TOKEN" |
    curl --config - --fail-with-body --silent --show-error --header 'Content-Type: application/json' "$@" \
      "<%= api() | trim | safe %>/$path"
}
<% endmacro %>

<%#
Several services in one repository: has the run anything to do? What is merged has, or its event would have started none.
OCCASION, BRANCH, FOLDER; RESULT: the file that says so.
%>
<% macro cluster_changes() %>
set -eu
run=true
# a comparison that fails counts as a change
if [ "$OCCASION" = proposal ] && git diff --quiet "origin/$BRANCH...HEAD" -- "$FOLDER"; then run=false; fi
echo "$FOLDER has to be looked at: $run"
printf %s "$run" > "$RESULT"
<% endmacro %>

<%# Tells the forge how the run ended. STATUS: in the engine's words; REVISION, TOKEN. %>
<% macro cluster_report() %>
set -eu
<%= call() | trim | safe %>
case $STATUS in
  # Tekton says Completed where a job had nothing to do
  Succeeded | Completed) state=success ;;
  *) state=<%= "failed" if repository.provider == "gitlab" else "failure" %> ;;
esac
api "statuses/$REVISION" --data "{\"state\": \"$state\", \"context\": \"<%= pipeline.check %>\"}" --output /dev/null
<% endmacro %>

<%# Publishes a version with its notes. TAG, VERSION, TOKEN. %>
<% macro cluster_release() %>
<%= scripts.notes() | trim | safe %>

if ! grep -q '[^[:space:]]' notes.md; then echo "Version $VERSION" > notes.md; fi
<%= call() | trim | safe %>
<% set tag = service.name ~ "%2Fv$VERSION" if repository.folder else "$TAG" %>
<% if repository.provider == "gitlab" %>
if api "releases/<%= tag | safe %>" --output /dev/null 2> /dev/null; then
<% else %>
if api "releases/tags/<%= tag | safe %>" --output /dev/null 2> /dev/null; then
<% endif %>
  echo "$TAG is released already"
  exit 0
fi
<% if repository.provider == "gitlab" %>
jq --null-input --rawfile notes notes.md '{tag_name: env.TAG, name: env.TAG, description: $notes}' > release.json
<% else %>
jq --null-input --rawfile notes notes.md \
  '{tag_name: env.TAG, name: env.TAG, body: $notes, prerelease: (env.VERSION | contains("-"))}' > release.json
<% endif %>
api releases --data @release.json --output /dev/null
<% endmacro %>
