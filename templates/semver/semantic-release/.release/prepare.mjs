<% if blips.semver.release_commit %>
<%= header() %>

// A plug-in of semantic-release: before the release is committed, it writes the version into the files that bear it,
// and the notes into the changelog.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

// Each file, and what stands before and after its version.
const places = [
<% for place in stack.versions | default([]) %>
  [<%= place.path | literal %>, /<%= place.around | safe %>/m],
<% endfor %>
<% if blips.helm is defined %>
  [<%= ("charts/" ~ service.name ~ "/Chart.yaml") | literal %>, /^(version: ).*()$/m],
  [<%= ("charts/" ~ service.name ~ "/Chart.yaml") | literal %>, /^(appVersion: ").*(")$/m],
<% endif %>
];

// The heading of a version in the changelog: `## 1.4.0 …`, `## [1.4.0] …`.
const heading = /^## \[?v?\d/m;

export async function prepare(_, { cwd, nextRelease }) {
  const { version, notes } = nextRelease;
  for (const [file, place] of places) {
    await edit(join(cwd, file), (text) => {
      if (!place.test(text)) {
        throw new Error(`${file}: no version where .release/prepare.mjs looks for it: ${place}`);
      }
      return text.replace(place, (_, before, after) => before + version + after);
    });
  }
  await edit(join(cwd, "CHANGELOG.md"), (text) => {
    const newest = text.search(heading);
    const at = newest < 0 ? text.length : newest;
    const parts = [text.slice(0, at), notes, text.slice(at)].map((part) => part.trim());
    return `${parts.filter(Boolean).join("\n\n")}\n`;
  });
}

async function edit(file, change) {
  await writeFile(file, change(await readFile(file, "utf8")));
}
<% endif %>
