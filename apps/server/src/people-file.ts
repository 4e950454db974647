import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { type KeptPerson, People } from '@gantry/api';
import { levels } from '@gantry/model';
import { z } from 'zod';

const keptPerson = z.strictObject({
  name: z.string(),
  level: z.enum(levels),
  namespaces: z.array(z.string()).nullable(),
  createdAtMs: z.number(),
  tokenHash: z.string(),
});

/** The people, in a file that only the owner can read. Throws when it is there and cannot be understood. */
export function openPeople(path: string): People {
  return new People(read(path), (people) => write(path, people));
}

function read(path: string): KeptPerson[] {
  if (!existsSync(path)) return [];
  const parsed = z.array(keptPerson).safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new Error(`${path} is not a list of people as this version writes it. Mend it, or take it away.`);
}

/** Whole or not at all: written beside, synced, then renamed over. */
function write(path: string, people: readonly KeptPerson[]): void {
  const beside = `${path}.new`;
  const file = openSync(beside, 'w', 0o600);
  writeSync(file, `${JSON.stringify(people, null, 2)}\n`);
  fsyncSync(file);
  closeSync(file);
  renameSync(beside, path);
}
