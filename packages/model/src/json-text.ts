import { findUnsafeInput } from './input-safety.ts';
import { type Rejection, rejection } from './rejection.ts';
import { err, ok, type Result } from './result.ts';

/**
 * Plain data from JSON text, more strictly than `JSON.parse`: a key that is there twice is refused (the last would
 * win silently), and so is what `findUnsafeInput` finds.
 */
export function readJson(text: string): Result<unknown, Rejection> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return err(malformed('', `This is not valid JSON: ${cause instanceof Error ? cause.message : cause}.`));
  }
  const duplicate = duplicateKeyIn(text);
  if (duplicate !== null) return err(malformed(duplicate, 'This key is there twice. Keep one of them.'));
  const issues = findUnsafeInput(value);
  const [first] = issues;
  return first ? err(rejection('malformed', `${first.field}: ${first.message}`, issues)) : ok(value);
}

function malformed(field: string, message: string): Rejection {
  return rejection('malformed', field ? `${field}: ${message}` : message, [{ field, message }]);
}

/** The first key that an object holds twice, or null. The text must be valid JSON. */
export function duplicateKeyIn(text: string): string | null {
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(null);
    else if (character === '}' || character === ']') open.pop();
    else if (character === '"') {
      const end = endOfText(text, at);
      const keys = open.at(-1);
      if (keys && isKey(text, end)) {
        const key = String(JSON.parse(text.slice(at, end + 1)));
        if (keys.has(key)) return key;
        keys.add(key);
      }
      at = end;
    }
  }
  return null;
}

/** Position of the quote that ends the text starting at `at`. */
function endOfText(text: string, at: number): number {
  let end = at + 1;
  while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end;
}

/** In valid JSON only a key is followed by a colon. */
function isKey(text: string, end: number): boolean {
  let next = end + 1;
  while (/\s/.test(text[next] ?? 'x')) next += 1;
  return text[next] === ':';
}
