import { stripVTControlCharacters } from 'node:util';
import type { RuntimeDriver } from '@gantry/runtime';
import { type Clock, withDeadline } from './clock.ts';

/** A log that cannot be read by then has nothing to say: nobody waits longer to hear that something failed. */
const readWithinMs = 3_000;

/** One line is for a sentence, and some programs write pages into one. */
const mostCharacters = 300;

/**
 * The last line that a container wrote that is not empty, as one line of plain text; '' when there is none or its log
 * cannot be read.
 */
export async function readLastLine(
  { clock, driver }: { clock: Clock; driver: RuntimeDriver },
  runtimeId: string,
): Promise<string> {
  const reading = new AbortController();
  const read = async () => {
    let last = '';
    const query = { follow: false, tailLines: 10, sinceMs: null, signal: reading.signal };
    for await (const { text } of driver.logs(runtimeId, query)) last = plain(text) || last;
    return last;
  };
  try {
    return await withDeadline(clock, readWithinMs, read(), () => new Error('its log does not come'));
  } catch {
    return '';
  } finally {
    reading.abort();
  }
}

/** Without what moves a cursor or colours a terminal. */
function plain(text: string): string {
  const words = stripVTControlCharacters(text)
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim();
  return words.length > mostCharacters ? `${words.slice(0, mostCharacters)}…` : words;
}
