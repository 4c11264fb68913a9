<%= header() %>

// Which preview the work at hand is done for. A preview of a service answers beside its stable version, and a header
// leads to it; a request gets to a preview further down only if every service before it passes that header on.

import { AsyncLocalStorage } from 'node:async_hooks';

/** The header whose value names a preview: `<%= service.name %>-pr-42`. */
export const HEADER = '<%= blips.preview.header %>';
/** The entry of the header `baggage` that says the same; OpenTelemetry carries it through any service. */
export const ENTRY = 'preview';
<% if blips.preview.events == "knative" %>
/** The attribute of an event that says the same, as Knative delivers it. */
const ATTRIBUTE = 'ce-preview';
<% endif %>

const VALUE = /^[a-z0-9-]{1,100}$/;

/** @type {AsyncLocalStorage<string | undefined>} */
const current = new AsyncLocalStorage();

/**
 * Does `work` for a preview, or for none. Whatever it awaits belongs to it.
 *
 * @template T
 * @param {string | undefined} preview
 * @param {() => T} work
 */
export function forPreview(preview, work) {
  return current.run(preview, work);
}

/** The preview that the work at hand is done for; none for most. */
export function currentPreview() {
  return current.getStore();
}

/**
 * The preview that a request or a message names, by its headers in lower case.
 *
 * @param {Record<string, unknown>} headers
 */
export function previewIn(headers) {
<% if blips.preview.events == "knative" %>
  const preview = String(headers[HEADER] ?? headers[ATTRIBUTE] ?? inBaggage(headers.baggage) ?? '');
<% else %>
  const preview = String(headers[HEADER] ?? inBaggage(headers.baggage) ?? '');
<% endif %>
  // Anybody can send anything: what cannot be the name of a preview is not passed on.
  return VALUE.test(preview) ? preview : undefined;
}

/** @param {unknown} baggage `a=1, preview=<%= service.name %>-pr-42;property, b=2` */
function inBaggage(baggage) {
  for (const entry of String(baggage ?? '').split(',')) {
    const [key, value] = (entry.split(';', 1)[0] ?? '').split('=');
    if (key?.trim() === ENTRY) return value?.trim();
  }
}
