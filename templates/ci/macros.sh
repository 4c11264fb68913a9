<%#
The scripts of both pipelines, in the shell that every image has (POSIX). Whatever they are told reaches them in
environment variables, which crates/pipeline sets; those of the whole pipeline are
IMAGE (without tag), CHART (the chart's name) and CHARTS (where charts are pushed).
%>

<%# Argo CD's Image Updater follows a tag of its own. %>
<% set moves_edge = service.kind != "platform" and blips.argocd is defined and blips.argocd.updates == "image-updater" %>

<%# What Sentry reads stack traces by is built of the same layers as the image; Buildah keeps them only if it is told to. %>
<% set keeps_symbols = blips.sentry is defined and (stack.symbols | default("") == "debug-files" or blips.sentry.source_maps is defined) %>
<%# Of several architectures each has a machine of its kind, and layers of its own. ARCHITECTURE: it. %>
<% set architectures = blips.ci.architectures | default(["amd64"]) if blips.ci is defined else ["amd64"] %>
<% set cache = "cache-$ARCHITECTURE" if architectures | length > 1 else "cache" %>

<%# GitHub: which jobs have to run. BASE: what to compare with; empty: everything runs. %>
<% macro changes(filters) %>
set -eu
# JOBS [GLOBS]: a comparison that fails counts as a change
changed() {
  jobs=$1 run=true
  shift
  if [ -n "$BASE" ] && git --glob-pathspecs diff --quiet "$BASE...HEAD" -- "$@"; then run=false; fi
  for job in $jobs; do echo "$job=$run"; done | tee -a "$GITHUB_OUTPUT"
}
<% for filter in filters %>
changed '<%= filter.jobs | join(" ") | safe %>' \
<% for path in filter.paths %>
  '<%= path | safe %>'<% if not loop.last %> \<% endif %>

<% endfor %>
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

<%# What the lock file names, without Blip's copies of it. GRYPE, SEVERITY. %>
<% macro scan_dependencies() %>
<% if blips["kubernetes-ci"] is defined or (repository.provider == "github" and blips.ci.code_scanning | default("public") == "never") %>
"$GRYPE" dir:. --exclude './.blip/**' --only-fixed --fail-on "$SEVERITY"
<% elif repository.provider == "gitlab" %>
"$GRYPE" dir:. --exclude './.blip/**' --only-fixed --fail-on "$SEVERITY" \
  --output table --output template=dependencies.json --template gitlab.tmpl
<% elif not repository.folder %>
"$GRYPE" dir:. --exclude './.blip/**' --only-fixed --fail-on "$SEVERITY" \
  --output table --output sarif=dependencies.sarif
<% else %>
result=0
"$GRYPE" dir:. --exclude './.blip/**' --only-fixed --fail-on "$SEVERITY" \
  --output table --output sarif=found.sarif || result=$?
# GitHub knows files by their path in the repository
jq '(.runs[].results[]?.locations[]?.physicalLocation.artifactLocation.uri) |= "<%= repository.prefix | safe %>" + ltrimstr("/")' \
  found.sarif > dependencies.sarif
exit "$result"
<% endif %>
<% endmacro %>

<%#
GitLab: how Grype writes what it finds as GitLab reads it. Every plan keeps that file with the job; Ultimate shows it on the
merge request and in the project's vulnerability report. REPORT: container_scanning, of IMAGE and DIGEST, or
dependency_scanning, of MANIFEST.
%>
<% macro gitlab_findings() %>
set -eu
now=$(date -u +%Y-%m-%dT%H:%M:%S)
scanner='{"id": "grype", "name": "Grype", "version": {{ .Descriptor.Version | toJson }}, "vendor": {"name": "Anchore"}}'
if [ "$REPORT" = container_scanning ]; then
  more=
  place="\"image\": \"$IMAGE@$DIGEST\", \"operating_system\": {{ printf \"%s %s\" (\$.Distro.Name | default \"none\") \$.Distro.Version | trim | toJson }}"
else
  more='"dependency_files": [], '
  place="\"file\": \"$MANIFEST\""
fi
cat > gitlab.tmpl << END
{"version": "15.0.7", $more"scan": {"type": "$REPORT", "status": "success", "start_time": "$now", "end_time": "$now",
"analyzer": $scanner, "scanner": $scanner}, "vulnerabilities": [{{ range \$i, \$_ := .Matches }}{{ if \$i }},{{ end }}
{"id": "{{ printf "%s %s %s" .Vulnerability.ID .Artifact.Name .Artifact.Version | sha256sum }}",
"name": {{ printf "%s in %s" .Vulnerability.ID .Artifact.Name | toJson }},
"description": {{ .Vulnerability.Description | toJson }},
"severity": "{{ if eq .Vulnerability.Severity "Negligible" }}Info{{ else }}{{ .Vulnerability.Severity | default "Unknown" }}{{ end }}",
{{ with .Vulnerability.Fix.Versions }}"solution": {{ printf "Take version %s" (join " or " .) | toJson }}, {{ end -}}
"identifiers": [{"type": {{ splitList "-" .Vulnerability.ID | first | lower | toJson }}, "name": {{ .Vulnerability.ID | toJson }},
"value": {{ .Vulnerability.ID | toJson }}{{ with .Vulnerability.DataSource }}, "url": {{ . | toJson }}{{ end }}}],
"location": {$place, "dependency": {"package": {"name": {{ .Artifact.Name | toJson }}}, "version": {{ .Artifact.Version | toJson }}}}}{{ end }}
]}
END
<% endmacro %>

<% macro scan_requirements() %>
# Grype knows the lock files of pip by this ending only
for lock in requirements*.lock; do cp "$lock" "${lock%.lock}.txt"; done
<%= scan_dependencies() | trim | safe %>

<% endmacro %>

<%# The images that the environments run. GRYPE, SEVERITY. %>
<% macro scan_deployed() %>
set -eu
<% if moves_edge %>
sed -n 's/^  tag: *"\{0,1\}\([^" #]\{1,\}\).*/:\1/p' deploy/values/*.yaml | sort -u > deployed
<% else %>
sed -n 's/^  digest: *"\{0,1\}\(sha256:[0-9a-f]*\).*/@\1/p' deploy/values/*.yaml | sort -u > deployed
<% endif %>
result=0
while read -r version; do
  echo "$IMAGE$version"
<% if architectures == ["amd64"] %>
  "$GRYPE" "$IMAGE$version" --only-fixed --fail-on "$SEVERITY" || result=$?
<% else %>
<% for architecture in architectures %>
  "$GRYPE" "$IMAGE$version" --platform <%= "linux/" ~ architecture | safe %> --only-fixed --fail-on "$SEVERITY" || result=$?
<% endfor %>
<% endif %>
done < deployed
[ "$result" = 0 ]
<% endmacro %>

<%# The chart, with its own values, those of its tests and those of each environment. %>
<% macro chart() %>
set -eu
if [ -f "charts/$CHART/Chart.lock" ]; then helm dependency build "charts/$CHART"; fi
helm lint --strict "charts/$CHART"
helm template "$CHART" "charts/$CHART" > /dev/null
for values in "charts/$CHART"/ci/*-values.yaml deploy/values/*.yaml; do
  [ -e "$values" ] || continue
  echo "with $values"
  helm lint --strict "charts/$CHART" --values "$values"
  helm template "$CHART" "charts/$CHART" --values "$values" > /dev/null
done
<% endmacro %>

<%#
GitHub: is every file what blip.yaml asks for? What is not is shown beside the lines, by messages that need no right;
GitHub's code scanning would want `security-events: write`, and to be paid in private repositories.
BLIP: the image with Blip.
%>
<% macro github_drift() %>
set -eu
blip() {
<% if repository.folder %>
  docker run --rm --user "$(id -u):$(id -g)" --env HOME=/tmp --volume "$GITHUB_WORKSPACE:/work:ro" \
    --workdir <%= "/work/" ~ repository.folder %> --entrypoint blip "$BLIP" "$@"
<% else %>
  docker run --rm --user "$(id -u):$(id -g)" --env HOME=/tmp --volume "$PWD:/work:ro" --workdir /work \
    --entrypoint blip "$BLIP" "$@"
<% endif %>
}
result=0
blip check --diff || result=$?
blip check --code-quality | jq --raw-output '.[] | select(.severity == "major")
  | "::error file=\(.location.path),line=\(.location.lines.begin)::\(.description | gsub("%"; "%25") | gsub("\n"; "%0A"))"'
exit "$result"
<% endmacro %>

<%# GitLab: the same; the merge request shows drift.json beside the lines. %>
<% macro gitlab_drift() %>
set -eu
result=0
blip check --diff || result=$?
blip check --code-quality > drift.json || true
exit "$result"
<% endmacro %>

<%# Refuses a tag that is no version. TAG, BRANCH: the default branch, whose newest state stands in origin/BRANCH. %>
<% macro check_tag() %>
set -eu
number='(0|[1-9][0-9]*)'
identifier='(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)'
if ! echo "$TAG" | grep -Eq "^<%= repository.tag_prefix | safe %>$number\.$number\.$number(-$identifier(\.$identifier)*)?\$"; then
  echo "$TAG is no version: write it as <%= repository.tag_prefix | safe %>MAJOR.MINOR.PATCH, for example <%= repository.tag_prefix | safe %>1.4.0 or <%= repository.tag_prefix | safe %>1.4.0-rc.1" >&2
  exit 1
fi
if ! git merge-base --is-ancestor HEAD "origin/$BRANCH"; then
  echo "$TAG does not stand on $BRANCH: only what was merged can be released" >&2
  exit 1
fi
<% endmacro %>

<%# The same; sets VERSION. %>
<% macro tag() %>
<%= check_tag() | trim | safe %>
VERSION=${TAG#<%= repository.tag_prefix | safe %>}
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

<%# GitLab: sets DIGEST from what BuildKit says of a build. %>
<% macro digest() %>
DIGEST=$(sed -n 's/.*"containerimage.digest": *"\([^"]*\)".*/\1/p' metadata.json)
<% endmacro %>

<%# GitLab: whether the image can be built. %>
<% macro try_image() %>
set -eu
buildctl-daemonless.sh build --frontend dockerfile.v0 --local context=. --local dockerfile=. \
  --import-cache "type=registry,ref=$IMAGE:<%= cache | safe %>"
<% endmacro %>

<% macro try_image_buildah() %>
set -eu
buildah build .
<% endmacro %>

<% macro try_image_dind() %>
set -eu
docker build .
<% endmacro %>

<%# BuildKit's arguments for an image that goes there. %>
<% macro for_buildkit(output) %>
set -- --frontend dockerfile.v0 --local context=. --local dockerfile=. \
  --opt attest:provenance=mode=max --opt attest:sbom= \
  --opt "label:org.opencontainers.image.source=$CI_PROJECT_URL" \
  --opt "label:org.opencontainers.image.revision=$CI_COMMIT_SHA" \
  --opt "label:org.opencontainers.image.version=${VERSION:-$CI_COMMIT_SHA}" \
  --output "<%= output | safe %>" --metadata-file metadata.json
<% endmacro %>

<%# Has BuildKit build and push by these arguments. Sets DIGEST. %>
<% macro by_buildkit() %>
# a tag publishes, so it must not take over what others wrote
if [ -z "${VERSION:-}" ]; then
  set -- "$@" --import-cache "type=registry,ref=$IMAGE:<%= cache | safe %>" --export-cache "type=registry,ref=$IMAGE:<%= cache | safe %>,mode=max"
fi
buildctl-daemonless.sh build "$@"
<%= digest() | trim | safe %>
<% endmacro %>

<%# GitLab: builds and pushes. Sets DIGEST. VERSION, if there is one. %>
<% macro push_image() %>
set -eu
names=$IMAGE:sha-$CI_COMMIT_SHA
if [ -n "${VERSION:-}" ]; then names=$names,$IMAGE:$VERSION; fi
<% if moves_edge %>
# Argo CD's Image Updater follows this tag
if [ -z "${VERSION:-}" ]; then names=$names,$IMAGE:edge; fi
<% endif %>
<%= for_buildkit("type=image,\\\"name=$names\\\",push=true") | trim | safe %>
<%= by_buildkit() | trim | safe %>

<% endmacro %>

<%# GitLab: the same of one of several architectures, under no name. %>
<% macro push_architecture() %>
set -eu
<%= for_buildkit("type=image,name=$IMAGE,push-by-digest=true,name-canonical=true,push=true") | trim | safe %>
<%= by_buildkit() | trim | safe %>

<% endmacro %>

<% macro push_architecture_buildah() %>
set -eu
name=$IMAGE:sha-$CI_COMMIT_SHA-$ARCHITECTURE
buildah build <% if keeps_symbols %>--layers <% endif %>--tag "$name" \
  --label "org.opencontainers.image.source=$CI_PROJECT_URL" \
  --label "org.opencontainers.image.revision=$CI_COMMIT_SHA" \
  --label "org.opencontainers.image.version=${VERSION:-$CI_COMMIT_SHA}" .
buildah push --digestfile digest "$name"
DIGEST=$(cat digest)
<% endmacro %>

<% macro push_architecture_dind() %>
set -eu
# attestations need a builder of its own, which takes the certificates from a context
docker context create dind
docker buildx create --use dind
set -- --provenance=mode=max --sbom=true --metadata-file metadata.json \
  --output "type=image,name=$IMAGE,push-by-digest=true,name-canonical=true,push=true" \
  --label "org.opencontainers.image.source=$CI_PROJECT_URL" \
  --label "org.opencontainers.image.revision=$CI_COMMIT_SHA" \
  --label "org.opencontainers.image.version=${VERSION:-$CI_COMMIT_SHA}"
# a tag publishes, so it must not take over what others wrote
if [ -z "${VERSION:-}" ]; then
  set -- "$@" --cache-from "type=registry,ref=$IMAGE:<%= cache | safe %>" --cache-to "type=registry,ref=$IMAGE:<%= cache | safe %>,mode=max"
fi
docker buildx build "$@" .
<%= digest() | trim | safe %>

<% endmacro %>

<%#
One image of those of several architectures, with what was attested of each; it is made in the registry, where they lie.
Sets DIGEST. COMMIT; VERSION, if there is one; DIGEST_AMD64, DIGEST_ARM64.
%>
<% macro merge_images() %>
set -eu
set -- --tag "$IMAGE:sha-$COMMIT"
if [ -n "${VERSION:-}" ]; then set -- "$@" --tag "$IMAGE:$VERSION"; fi
<% if moves_edge %>
# Argo CD's Image Updater follows this tag
if [ -z "${VERSION:-}" ]; then set -- "$@" --tag "$IMAGE:edge"; fi
<% endif %>
docker buildx imagetools create "$@"<% for architecture in architectures %> "$IMAGE@<%= "$DIGEST_" ~ architecture | upper | safe %>"<% endfor %>

DIGEST=$(docker buildx imagetools inspect "$IMAGE:sha-$COMMIT" --format '{{ .Manifest.Digest }}')
<% endmacro %>

<%# GitHub: the same, for other jobs to see. %>
<% macro github_merge_images() %>
<%= merge_images() | trim | safe %>

echo "digest=$DIGEST" | tee -a "$GITHUB_OUTPUT"
<% endmacro %>

<% macro push_image_buildah() %>
set -eu
name=$IMAGE:sha-$CI_COMMIT_SHA
buildah build <% if keeps_symbols %>--layers <% endif %>--tag "$name" \
  --label "org.opencontainers.image.source=$CI_PROJECT_URL" \
  --label "org.opencontainers.image.revision=$CI_COMMIT_SHA" \
  --label "org.opencontainers.image.version=${VERSION:-$CI_COMMIT_SHA}" .
buildah push --digestfile digest "$name"
if [ -n "${VERSION:-}" ]; then buildah push "$name" "docker://$IMAGE:$VERSION"; fi
<% if moves_edge %>
# Argo CD's Image Updater follows this tag
if [ -z "${VERSION:-}" ]; then buildah push "$name" "docker://$IMAGE:edge"; fi
<% endif %>
DIGEST=$(cat digest)
<% endmacro %>

<% macro push_image_dind() %>
set -eu
# attestations need a builder of its own, which takes the certificates from a context
docker context create dind
docker buildx create --use dind
set -- --tag "$IMAGE:sha-$CI_COMMIT_SHA" --provenance=mode=max --sbom=true --push --metadata-file metadata.json \
  --label "org.opencontainers.image.source=$CI_PROJECT_URL" \
  --label "org.opencontainers.image.revision=$CI_COMMIT_SHA" \
  --label "org.opencontainers.image.version=${VERSION:-$CI_COMMIT_SHA}"
# a tag publishes, so it must not take over what others wrote
if [ -n "${VERSION:-}" ]; then
  set -- "$@" --tag "$IMAGE:$VERSION"
else
  set -- "$@" --cache-from "type=registry,ref=$IMAGE:<%= cache | safe %>" --cache-to "type=registry,ref=$IMAGE:<%= cache | safe %>,mode=max"
fi
<% if moves_edge %>
# Argo CD's Image Updater follows this tag
if [ -z "${VERSION:-}" ]; then set -- "$@" --tag "$IMAGE:edge"; fi
<% endif %>
docker buildx build "$@" .
<%= digest() | trim | safe %>

<% endmacro %>

<%#
GitLab: keeps what Sentry reads the stack traces of a version by. The layers of the image are at hand, so what is kept belongs
to what was pushed. VERSION, if there is one.
%>
<% macro keep_symbols() %>
set -eu
if [ -n "${VERSION:-}" ]; then
  buildctl-daemonless.sh build --frontend dockerfile.v0 --local context=. --local dockerfile=. \
    --opt target=symbols --output type=local,dest=symbols
fi
<% endmacro %>

<% macro keep_symbols_buildah() %>
set -eu
if [ -n "${VERSION:-}" ]; then buildah build --layers --target symbols --output type=local,dest=symbols .; fi
<% endmacro %>

<% macro keep_symbols_dind() %>
set -eu
if [ -n "${VERSION:-}" ]; then
  docker buildx build --target symbols --provenance=false --output type=local,dest=symbols .
fi
<% endmacro %>

<%# Sets TAG: under which `deploy/argocd/previews.yaml` looks for the image of a request. NUMBER, COMMIT: of the request. %>
<% macro preview_tag() %>
TAG=pr-$NUMBER-$(printf %.7s "$COMMIT")
<% endmacro %>

<%# GitHub: the same, for the next step to see. %>
<% macro github_preview_tag() %>
set -eu
<%= preview_tag() | trim | safe %>
echo "tag=$TAG" | tee -a "$GITHUB_OUTPUT"
<% endmacro %>

<%# GitLab: the commit of the merge request itself; what is built may be its merge. %>
<% macro gitlab_preview_tag() %>
set -eu
NUMBER=$CI_MERGE_REQUEST_IID
COMMIT=${CI_MERGE_REQUEST_SOURCE_BRANCH_SHA:-$CI_COMMIT_SHA}
<%= preview_tag() | trim | safe %>

<% endmacro %>

<%# GitLab: builds the image of a merge request and pushes it. Others' builds take over nothing from it. %>
<% macro push_preview() %>
<%= gitlab_preview_tag() | trim | safe %>
names=$IMAGE:$TAG
<%= for_buildkit("type=image,\\\"name=$names\\\",push=true") | trim | safe %>
buildctl-daemonless.sh build "$@" --import-cache "type=registry,ref=$IMAGE:<%= cache | safe %>"
<% endmacro %>

<% macro push_preview_buildah() %>
<%= gitlab_preview_tag() | trim | safe %>
buildah build --tag "$IMAGE:$TAG" --label "org.opencontainers.image.source=$CI_PROJECT_URL" .
buildah push "$IMAGE:$TAG"
<% endmacro %>

<% macro push_preview_dind() %>
<%= gitlab_preview_tag() | trim | safe %>
docker build --tag "$IMAGE:$TAG" --label "org.opencontainers.image.source=$CI_PROJECT_URL" .
docker push "$IMAGE:$TAG"
<% endmacro %>

<%# GitHub: waits for the verdict of `ci` over a commit. CHECK: its name; COMMIT, GH_TOKEN. %>
<% macro await_checks() %>
set -eu
check="repos/$GITHUB_REPOSITORY/commits/$COMMIT/check-runs?check_name=$CHECK&filter=latest"
while verdict=$(gh api "$check" --jq '.check_runs[0].conclusion // empty') && [ -z "$verdict" ]; do sleep 15; done
if [ "$verdict" != success ]; then
  echo "the checks of $COMMIT have not succeeded (${verdict:-unknown}); run this again once they have" >&2
  exit 1
fi
<% endmacro %>

<%# What is said on a request, which begins with the same words each time. PREFIX, NUMBER and the rest of a preview. %>
<% macro offered() %>
text=$(
  echo "**Preview $NAME**: within some minutes \`$TAG\` runs beside $ENVIRONMENT. This header leads a <%= "request" if service.kind == "http" else "message" %> to it:"
  echo
  if [ -n "$ADDRESS" ]; then
    echo "    curl --header '$HEADER: $NAME' $ADDRESS"
  else
    echo "    $HEADER: $NAME"
  fi
  echo
  echo "The header is no authentication: whoever knows it is let in. Migrations and data are shared with $ENVIRONMENT."
  echo "It goes with the label \`$LABEL\`, and after $DAYS days without a new image; \`<%= repository.prefix | safe %>deploy/PREVIEWS.md\` says more."
)
<% endmacro %>

<%# GitHub: `say TEXT` writes the one comment of the previews on pull request NUMBER, anew each time. GH_TOKEN. %>
<% macro github_say() %>
say() {
  comments=repos/$GITHUB_REPOSITORY/issues/$NUMBER/comments
  mine=".[] | select(.user.login == \"github-actions[bot]\" and (.body | startswith(\"**Preview $PREFIX$NUMBER**\"))) | .id"
  id=$(gh api --paginate "$comments?per_page=100" --jq "$mine" | sed -n 1p)
  if [ -n "$id" ]; then
    gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" --raw-field "body=$1"
  else
    gh api --silent --method POST "$comments" --raw-field "body=$1"
  fi
}
<% endmacro %>

<%# GitHub: the image is there: Argo CD may take the pull request, and people are told. NUMBER, COMMIT and of the preview all. %>
<% macro github_offer() %>
set -eu
<%= github_say() | trim | safe %>
NAME=$PREFIX$NUMBER
<%= preview_tag() | trim | safe %>
<%= offered() | trim | safe %>
gh api --silent --method POST "repos/$GITHUB_REPOSITORY/issues/$NUMBER/labels" --raw-field "labels[]=$READY"
say "$text"
<% endmacro %>

<%# GitHub: the preview is wanted no more. %>
<% macro github_end() %>
set -eu
<%= github_say() | trim | safe %>
gh api --silent --method DELETE "repos/$GITHUB_REPOSITORY/issues/$NUMBER/labels/$READY"
say "**Preview $PREFIX$NUMBER** is gone, and its namespace with it. The label \`$LABEL\` on an open pull request brings it back."
<% endmacro %>

<%# GitHub: the same for each that has had no new image for DAYS days; its comment was written with the last one. %>
<% macro github_expire() %>
set -eu
<%= github_say() | trim | safe %>
labelled=".[] | select([.labels[].name] | index(\"$READY\") and index(\"$LABEL\")) | .number"
oldest=$(date --utc --date "-$DAYS days" +%Y-%m-%dT%H:%M:%SZ)
gh api --paginate "repos/$GITHUB_REPOSITORY/pulls?state=open&per_page=100" --jq "$labelled" > previews
while read -r NUMBER; do
  mine=".[] | select(.user.login == \"github-actions[bot]\" and (.body | startswith(\"**Preview $PREFIX$NUMBER**\"))) | .updated_at"
  built=$(gh api --paginate "repos/$GITHUB_REPOSITORY/issues/$NUMBER/comments?per_page=100" --jq "$mine" | sed -n 1p)
  if [ -z "$built" ] || [ "$built" \> "$oldest" ]; then continue; fi
<% if repository.folder %>
  # previews of other services go by the same label
  gh api --silent --method DELETE "repos/$GITHUB_REPOSITORY/issues/$NUMBER/labels/$READY"
  say "**Preview $PREFIX$NUMBER** is gone after $DAYS days without a new image. A new commit brings it back, or the label \`$LABEL\` set anew."
<% else %>
  for label in "$READY" "$LABEL"; do
    gh api --silent --method DELETE "repos/$GITHUB_REPOSITORY/issues/$NUMBER/labels/$label"
  done
  say "**Preview $PREFIX$NUMBER** is gone after $DAYS days without a new image. The label \`$LABEL\` brings it back."
<% endif %>
done < previews
<% endmacro %>

<%# GitLab: `say TEXT` writes the one comment of the previews on the merge request, anew each time. PREVIEW_TOKEN. %>
<% macro gitlab_say() %>
if [ -z "${PREVIEW_TOKEN:-}" ]; then
  echo "there is no PREVIEW_TOKEN: see the comment above this job" >&2
  exit 1
fi
request=projects/$CI_MERGE_REQUEST_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID
# the token stands in neither the log nor the list of processes
api() {
  path=$1
  shift
  printf 'header = "PRIVATE-TOKEN: %s"\n' "$PREVIEW_TOKEN" |
    curl --config - --fail-with-body --silent --show-error "$@" "$CI_API_V4_URL/$path"
}
say() {
  ME=$(api user | jq --raw-output .username)
  export ME PREVIEW="**Preview $PREFIX$CI_MERGE_REQUEST_IID**"
  mine='[.[] | select(.author.username == env.ME and (.body | startswith(env.PREVIEW))) | .id][0] // empty'
  id='' page=1
  while [ -z "$id" ]; do
    notes=$(api "$request/notes?per_page=100&page=$page")
    if [ "$notes" = "[]" ]; then break; fi
    id=$(printf '%s' "$notes" | jq --raw-output "$mine")
    page=$((page + 1))
  done
  if [ -n "$id" ]; then
    api "$request/notes/$id" --request PUT --data-urlencode "body=$1" --output /dev/null
  else
    api "$request/notes" --request POST --data-urlencode "body=$1" --output /dev/null
  fi
}
<% endmacro %>

<%# GitLab: the image is there: Argo CD may take the merge request, and people are told. %>
<% macro gitlab_offer() %>
<%= gitlab_preview_tag() | trim | safe %>
NAME=$PREFIX$NUMBER
<%= gitlab_say() | trim | safe %>
<%= offered() | trim | safe %>
api "$request" --request PUT --data-urlencode "add_labels=$READY" --output /dev/null
say "$text"
<% endmacro %>

<%# GitLab: the merge request is closed, or the time of the preview is over. %>
<% macro gitlab_end() %>
set -eu
<%= gitlab_say() | trim | safe %>
<% if repository.folder %>
# previews of other services go by the same label
api "$request" --request PUT --data-urlencode "remove_labels=$READY" --output /dev/null
<% else %>
api "$request" --request PUT --data-urlencode "remove_labels=$READY,$LABEL" --output /dev/null
<% endif %>
say "**Preview $PREFIX$CI_MERGE_REQUEST_IID** is gone, and its namespace with it. The label \`$LABEL\` and a new pipeline bring it back."
<% endmacro %>

<%# The chart as a version of its own. VERSION, DIGEST, USERNAME, PASSWORD. %>
<% macro package() %>
set -eu
# whoever installs the chart gets this very image
sed -i "s|^  digest: *[^ #]*|  digest: \"$DIGEST\"|" "charts/$CHART/values.yaml"
grep -qF "  digest: \"$DIGEST\"" "charts/$CHART/values.yaml"
if [ -f "charts/$CHART/Chart.lock" ]; then helm dependency build "charts/$CHART"; fi
helm package "charts/$CHART" --version "$VERSION" --app-version "$VERSION" --destination dist
host=${CHARTS#oci://}
host=${host%%/*}
printf '%s' "$PASSWORD" | helm registry login "$host" --username "$USERNAME" --password-stdin
helm push "dist/$CHART-$VERSION.tgz" "$CHARTS"
<% endmacro %>

<%# GitLab: sets TOKEN to one whose pushes count. RELEASE_TOKEN. %>
<% macro release_token() %>
TOKEN=${RELEASE_TOKEN:-}
if [ -z "$TOKEN" ]; then
  echo "the variable RELEASE_TOKEN is missing, or is protected and this branch is not" >&2
  exit 1
fi
<% endmacro %>

<% macro install_semantic_release() %>
npm ci --prefix .release --ignore-scripts --no-audit --no-fund
<% endmacro %>

<%# Numbers, notes, commits and tags. BRANCH, REMOTE, LOGIN, TOKEN; NAME, EMAIL: the author. %>
<% macro semantic_release() %>
set -eu
# a setting of git's in the environment, where neither the log nor the list of processes shows it
GIT_CONFIG_VALUE_0="Authorization: Basic $(printf '%s:%s' "$LOGIN" "$TOKEN" | base64 | tr -d '\n')"
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=http.extraHeader GIT_CONFIG_VALUE_0
export GIT_AUTHOR_NAME="$NAME" GIT_AUTHOR_EMAIL="$EMAIL" GIT_COMMITTER_NAME="$NAME" GIT_COMMITTER_EMAIL="$EMAIL"
<% if repository.folder %>
commit=$(git rev-parse HEAD)
# another service may push at the same moment, and then this push is refused
for attempt in 1 2 3; do
  git fetch --quiet --tags "$REMOTE" "refs/heads/$BRANCH"
  # others may have moved on, and a deployment may have been committed; anything else has a pipeline of its own, which
  # releases it
  if ! git diff --quiet "$commit" FETCH_HEAD -- . ':(exclude)deploy/values'; then
    echo "$BRANCH has moved on: the pipeline of the newest commit of this service releases" >&2
    exit 0
  fi
  git checkout --quiet --force -B "$BRANCH" FETCH_HEAD
  if .release/node_modules/.bin/semantic-release; then break; fi
  [ "$attempt" != 3 ]
done
<% else %>
git fetch --quiet --tags "$REMOTE" "refs/heads/$BRANCH"
# a deployment may have been committed meanwhile; anything else has a pipeline of its own, which releases it
if ! git diff --quiet HEAD FETCH_HEAD -- . ':(exclude)deploy/values'; then
  echo "$BRANCH has moved on: the pipeline of its newest commit releases" >&2
  exit 0
fi
git checkout --quiet --force -B "$BRANCH" FETCH_HEAD
.release/node_modules/.bin/semantic-release
<% endif %>
<% endmacro %>

<%# GitHub: the same, for the next step to see the tag, if one was made. %>
<% macro github_semantic_release() %>
set -eu
before=$(git tag --list '<%= repository.tag_prefix | safe %>*')
<%= semantic_release() | trim | safe %>

made=$(git tag --list '<%= repository.tag_prefix | safe %>*' --points-at HEAD | grep -Fvx -e "$before" || true)
echo "tag=$made" | tee -a "$GITHUB_OUTPUT"
<% endmacro %>

<%# GitHub: starts the workflow of a tag, which counts though a job's own token asks for it. TAG, GH_TOKEN, GH_REPO. %>
<% macro start_tag() %>
set -eu
if [ -n "$TAG" ]; then gh workflow run <% if repository.folder %><%= service.name | safe %>-<% endif %>ci.yml --ref "$TAG"; fi
<% endmacro %>

<%# GitHub: the same for the pull request of the next release, whose checks may be required. PULL_REQUEST: it, in JSON. %>
<% macro start_tag_and_proposal() %>
<%= start_tag() | trim | safe %>

branch=$(printf '%s' "$PULL_REQUEST" | jq --raw-output '.headBranchName // empty')
if [ -n "$branch" ]; then gh workflow run <% if repository.folder %><%= service.name | safe %>-<% endif %>ci.yml --ref "$branch"; fi
<% endmacro %>

<%#
Sentry: the version and the commits in it. `sentry` calls sentry-cli, which reads SENTRY_URL, SENTRY_ORG, SENTRY_PROJECT
and SENTRY_AUTH_TOKEN. SERVICE, VERSION: the chart tells the pods the same two.
%>
<% macro sentry_release() %>
sentry releases new "$SERVICE@$VERSION"
# by Sentry's integration of the repository; else by the commits here, which it then cannot link
sentry releases set-commits "$SERVICE@$VERSION" --auto --ignore-missing ||
  sentry releases set-commits "$SERVICE@$VERSION" --local --ignore-missing
sentry releases finalize "$SERVICE@$VERSION"
<% endmacro %>

<%# Sentry: where the version was deployed. ENVIRONMENT: it. %>
<% macro sentry_deployment() %>
sentry deploys new --release "$SERVICE@$VERSION" --env "$ENVIRONMENT"
<% endmacro %>

<%# Sentry: what it reads stack traces by. %>
<% macro sentry_debug_files() %>
sentry debug-files upload symbols
<% endmacro %>

<%# The same of JavaScript; the ids are in the files already, and in the image. A folder without scripts is a mistake. %>
<% macro sentry_source_maps() %>
sentry sourcemaps upload --release "$SERVICE@$VERSION" --validate --strict symbols
<% endmacro %>

<%# GitHub: sentry-cli in its image. SENTRY_CLI: that. %>
<% macro github_sentry() %>
set -eu
sentry() {
  docker run --rm --user "$(id -u):$(id -g)" --volume "$PWD:/work:ro" --workdir /work --entrypoint sentry-cli \
    --env SENTRY_URL --env SENTRY_ORG --env SENTRY_PROJECT --env SENTRY_AUTH_TOKEN "$SENTRY_CLI" "$@"
}
<% endmacro %>

<% macro github_sentry_debug_files() %>
<%= github_sentry() | trim | safe %>
<%= sentry_debug_files() | trim | safe %>
<% endmacro %>

<% macro github_sentry_source_maps() %>
<%= github_sentry() | trim | safe %>
<%= sentry_source_maps() | trim | safe %>
<% endmacro %>

<% macro github_sentry_release() %>
<%= github_sentry() | trim | safe %>
<%= sentry_release() | trim | safe %>
<% endmacro %>

<% macro github_sentry_deployment() %>
<%= github_sentry() | trim | safe %>
<%= sentry_deployment() | trim | safe %>
<% endmacro %>

<%# GitLab and clusters: the job runs in that image. %>
<% macro own_sentry() %>
set -eu
sentry() { sentry-cli "$@"; }
<% endmacro %>

<% macro own_sentry_debug_files() %>
<%= own_sentry() | trim | safe %>
<%= sentry_debug_files() | trim | safe %>
<% endmacro %>

<% macro own_sentry_source_maps() %>
<%= own_sentry() | trim | safe %>
<%= sentry_source_maps() | trim | safe %>
<% endmacro %>

<% macro own_sentry_release() %>
<%= own_sentry() | trim | safe %>
<%= sentry_release() | trim | safe %>
<% endmacro %>

<% macro own_sentry_deployment() %>
<%= own_sentry() | trim | safe %>
<%= sentry_deployment() | trim | safe %>
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

<%# GitLab: a release needs notes, be they short. CI_COMMIT_TAG_MESSAGE: GitLab's. %>
<% macro gitlab_notes() %>
<%= notes() | trim | safe %>

if ! grep -q '[^[:space:]]' notes.md; then
  printf '%s\n' "${CI_COMMIT_TAG_MESSAGE:-Version $VERSION}" > notes.md
fi
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
