import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ContainerNames } from '../docker/container-options.ts';

const run = promisify(execFile);

/** In the environment of a process where the cluster's names are answered: the name server, for who asks by himself. */
export const nameServerVariable = 'GANTRY_NAME_SERVER';

const fileOf = (folder: string) => join(folder, 'resolv.conf');

/** The name server is on the node itself: an answer that is not there after a second was lost. */
const options = 'options timeout:1 attempts:5';

/**
 * Gives a process a resolv.conf of its own in its container's folder, to be mounted over the machine's. null: the cluster's
 * names are not answered here, or this agent may not give a process mounts of its own.
 */
export async function writeNames(folder: string, names: ContainerNames | null): Promise<string | null> {
  if (names === null || !(await mayMount())) return null;
  const servers = names.servers.map((server) => `nameserver ${server}`);
  const lines = [...servers, `search ${names.search.join(' ')}`, options, ''];
  await writeFile(fileOf(folder), lines.join('\n'), { mode: 0o644 });
  return fileOf(folder);
}

/** What the program of this container was given; null: nothing. */
export const namesFileOf = (folder: string): string | null =>
  existsSync(fileOf(folder)) ? fileOf(folder) : null;

let asked: Promise<boolean> | null = null;

/** Only root may, and not in every container; asked once, of the kernel itself. */
function mayMount(): Promise<boolean> {
  asked ??= run('/usr/bin/unshare', ['--mount', '--propagation', 'slave', '/bin/true']).then(
    () => true,
    () => false,
  );
  return asked;
}
