import { isPlainObject } from '@gantry/model';
import type { Reading } from './reading.ts';

/**
 * Compose's variables, `${NAME}`, `${NAME:-default}`, `$NAME`: there is no environment here that they could come from,
 * so defaults count, and what has none is empty, which is told. `$$` is one `$`.
 */
export function interpolated(value: unknown, reading: Reading, place = ''): unknown {
  if (typeof value === 'string') return inText(value, reading, place);
  if (Array.isArray(value)) return value.map((item, at) => interpolated(item, reading, `${place}[${at}]`));
  if (!isPlainObject(value)) return value;
  const at = (key: string) => (place === '' ? key : `${place}.${key}`);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, interpolated(item, reading, at(key))]),
  );
}

const pattern = /\$(?:\$|\{([A-Za-z_]\w*)(?:(:?[-?+])([^}]*))?\}|([A-Za-z_]\w*))/g;

function inText(text: string, reading: Reading, place: string): string {
  return text.replaceAll(pattern, (whole, braced, operator, rest, bare) => {
    if (whole === '$$') return '$';
    if (operator === '-' || operator === ':-') return rest;
    // With `+` the text is for a variable that is set, and none is.
    if (operator === '+' || operator === ':+') return '';
    reading.warn(
      place,
      `the variable ${braced ?? bare} has no value here and is empty; write it into the file`,
    );
    return '';
  });
}
