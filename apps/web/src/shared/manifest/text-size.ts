import { formatBytes } from '../format/quantity.ts';

/**
 * Longer texts are not read here: it would take seconds for each key. Escaped as JSON, one of this size fits into a
 * request, whose limit is twice as much.
 */
export const longestTextBytes = 512 * 1024;

/** A text up to this length is read at every key; a longer one once nobody types. */
export const promptLength = 24 * 1024;

/** Why a text is not taken, with its size and the limit. null: it is. */
export function whyTooLong(text: string): string | null {
  // No character takes more than three bytes for each unit of its length.
  if (text.length * 3 <= longestTextBytes) return null;
  const sizeBytes = new TextEncoder().encode(text).length;
  if (sizeBytes <= longestTextBytes) return null;
  return `The text has ${formatBytes(sizeBytes)}; at most ${formatBytes(longestTextBytes)} can be edited here. Deploy it with kubectl or the API, or in parts.`;
}
