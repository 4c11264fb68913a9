// Release Please over a clone, with the bare repository `origin` in the place of GitHub. A pull request is a branch and
// $ROOM/pull-request.json; it counts as merged once a commit of the branch bears its title, as GitHub squashes it.
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { BRANCH, CONFIG, MANIFEST, RELEASE_TOOLS, ROOM } = process.env;
const { LocalGitHub } = require(`${RELEASE_TOOLS}/release-please/build/src/local-github`);
const { Manifest } = require(`${RELEASE_TOOLS}/release-please/build/src/manifest`);

const REQUEST = path.join(ROOM, 'pull-request.json');
const PENDING = 'autorelease: pending';
const clone = path.join(ROOM, 'release-please');
const git = (...args) => execFileSync('git', ['-C', clone, ...args], { encoding: 'utf8' }).trim();
/** An output of the action. */
const told = (line) => fs.appendFileSync(process.env.GITHUB_OUTPUT ?? '/dev/null', `${line}\n`);
const quiet = () => {};
const logger = { error: console.error, warn: quiet, info: quiet, debug: quiet, trace: quiet };

/** The pull request, if there is one, with the commit that merged it. */
function request() {
  if (!fs.existsSync(REQUEST)) return [];
  const request = JSON.parse(fs.readFileSync(REQUEST, 'utf8'));
  const sha = git('log', `origin/${BRANCH}`, '--format=%H', '--fixed-strings', `--grep=${request.title} (#1)`);
  return [{ ...request, number: 1, sha: sha || undefined, baseBranchName: BRANCH, files: [] }];
}

const api = {
  async *pullRequestIterator(_, status) {
    yield* request().filter(({ sha }) => (status === 'MERGED') === Boolean(sha));
  },
  // tags say the same
  async *releaseIterator() {},
  async createRelease({ tag, sha, notes, name }) {
    git('push', '--quiet', 'origin', `${sha}:refs/tags/${tag}`);
    return { id: 1, name, tagName: tag.toString(), sha, notes, url: '' };
  },
  async commentOnIssue() {},
  async addIssueLabels() {},
  async removeIssueLabels() {
    fs.rmSync(REQUEST);
  },
};

/** A commit with the changed files, forced onto the branch of the pull request. */
async function propose(github, request, updates) {
  git('checkout', '--quiet', '-B', request.headBranchName, `origin/${BRANCH}`);
  for (const [file, change] of await github.buildChangeSet(updates, BRANCH)) {
    fs.writeFileSync(path.join(clone, file), change.content);
  }
  git('add', '--all');
  git('commit', '--quiet', '--message', request.title);
  git('push', '--quiet', '--force', 'origin', request.headBranchName);
  git('checkout', '--quiet', BRANCH);
  const { title, body, headBranchName } = request;
  fs.writeFileSync(REQUEST, JSON.stringify({ title, body: body.toString(), headBranchName, labels: [PENDING] }));
  return { ...request, number: 1 };
}

async function main() {
  fs.rmSync(clone, { recursive: true, force: true });
  execFileSync('git', ['clone', '--quiet', '--branch', BRANCH, path.join(ROOM, 'remote.git'), clone]);
  const repository = { owner: 'acme', repo: 'checkout', defaultBranch: BRANCH };
  const github = new LocalGitHub(repository, api, clone, { logger });
  github.createPullRequest = (request, _branch, _message, updates) => propose(github, request, updates);
  github.updatePullRequest = (_number, request) => propose(github, request, request.updates);
  const manifest = () => Manifest.fromManifest(github, BRANCH, CONFIG, MANIFEST, { logger });
  for (const release of await (await manifest()).createReleases()) {
    if (release) told(`${release.path === '.' ? '' : `${release.path}--`}tag_name=${release.tagName}`);
  }
  git('fetch', '--quiet', '--tags');
  for (const request of await (await manifest()).createPullRequests()) {
    if (request) told(`pr=${JSON.stringify({ headBranchName: request.headBranchName })}`);
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
