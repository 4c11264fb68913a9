<% if repository.folder %>
<%= header() %>

// A plug-in of semantic-release, which hands over all commits since the last tag of this service: those that touch its
// folder go on to the plug-ins that number a version and write its notes.
import { execFileSync } from "node:child_process";
import { analyzeCommits as analyze } from "@semantic-release/commit-analyzer";
import { generateNotes as generate } from "@semantic-release/release-notes-generator";

function own(context) {
  const { cwd, commits, lastRelease } = context;
  const since = lastRelease.gitHead ? [`^${lastRelease.gitHead}`] : [];
  const git = ["log", "--full-history", "--format=%H", "HEAD", ...since, "--", "."];
  const touched = new Set(execFileSync("git", git, { cwd, encoding: "utf8", maxBuffer: 2 ** 28 }).split("\n"));
  return { ...context, commits: commits.filter(({ hash }) => touched.has(hash)) };
}

export const analyzeCommits = (settings, context) => analyze(settings, own(context));
export const generateNotes = (settings, context) => generate(settings, own(context));
<% endif %>
