<%= header() %>

// Which messages are this process's own. Kafka hands each message to every group and filters none by its headers: a
// preview takes what names it, and the stable version all but what names a preview of this service.

import { previewIn } from './preview.js';

const SERVICE = '<%= service.name %>';
/** What its previews are called, by the numbers of their pull requests. */
const PREVIEW = new RegExp(`^${SERVICE}-pr-[0-9]+$`);

/**
 * Whether to handle a message. One that is not is skipped, and its offset committed all the same.
 *
 * @param {Record<string, unknown>} headers of the message, as text
 * @param {string} [self] the preview that this process is, which the chart sets; none for the stable version
 */
export function isMine(headers, self = process.env.PREVIEW_ID) {
  const preview = previewIn(headers);
  return self ? preview === self : !PREVIEW.test(preview ?? '');
}
