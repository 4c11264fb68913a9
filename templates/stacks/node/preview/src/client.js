<%= header() %>

// Calls to your own services. Third parties are called with `fetch` itself: previews are none of their business.

import { currentPreview, ENTRY, HEADER } from './preview.js';

/** How long the other service may take to answer. */
const TIMEOUT_MS = 5_000;

/**
 * Like `fetch`, for the preview that the work at hand is done for.
 *
 * @param {string | URL} url
 * @param {RequestInit} [init]
 */
export function call(url, init = {}) {
  const headers = new Headers(init.headers);
  const preview = currentPreview();
  if (preview) {
    headers.set(HEADER, preview);
    if (!headers.has('baggage')) headers.set('baggage', `${ENTRY}=${preview}`);
  }
  return fetch(url, {
    // A redirect may lead to a stranger, and the headers would go along.
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...init,
    headers,
  });
}
