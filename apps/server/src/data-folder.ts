import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The folder that holds everything this cluster keeps on this machine. Only its owner may look into it. */
export interface DataFolder {
  path: string;
  /** The administrator's token. */
  token: string;
  /** Lets a new node join. Worth less than the administrator's: it lets nothing be changed. */
  joinToken: string;
  /** Tells this cluster from every other; not a secret. */
  clusterId: string;
  /** By which the nodes of this cluster know each other. Secret. */
  relayKey: string;
}

/** Opens the folder, makes what is missing. Throws when it cannot be written. */
export async function openDataFolder(path: string, givenToken: string | null): Promise<DataFolder> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
  const token = givenToken ?? (await keep(join(path, 'token'), () => randomBytes(32).toString('base64url')));
  const joinToken = await keep(join(path, 'join-token'), () => randomBytes(32).toString('base64url'));
  const clusterId = await keep(join(path, 'cluster-id'), () => randomBytes(6).toString('hex'));
  const relayKey = await keep(join(path, 'relay-key'), () => randomBytes(32).toString('base64url'));
  return { path, token, joinToken, clusterId, relayKey };
}

/** The text in a file that only the owner can read; made, whole or not at all, when it is not there or `anew`. */
export async function keep(
  file: string,
  make: () => string | Promise<string>,
  { anew = false } = {},
): Promise<string> {
  const kept = anew ? null : await readFile(file, 'utf8').catch(ignoreMissing);
  if (kept?.trim()) {
    await chmod(file, 0o600);
    return kept.trim();
  }
  const made = await make();
  await writeSecret(file, `${made}\n`);
  return made;
}

/** Durable before it has its name: a crash in between leaves no half-written secret behind. */
async function writeSecret(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}.new`;
  await writeFile(draft, text, { mode: 0o600 });
  const handle = await open(draft, 'r');
  await handle.sync();
  await handle.close();
  await rename(draft, file);
}

function ignoreMissing(cause: unknown): null {
  if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
  throw cause;
}
