import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { NodeId } from '@gantry/model';

/**
 * The nodes' own keys, of which only hashes are kept. They are not records of the cluster's state: those go out with
 * every delta, snapshot and look into the past, and a credential has no business there.
 */
export interface NodeKeys {
  /** A new key in place of any earlier one. Resolves when it will be known after a restart. */
  issue(nodeId: NodeId): Promise<string>;
  matches(nodeId: NodeId, key: string): boolean;
  revoke(nodeId: NodeId): Promise<void>;
}

const hashOf = (secret: string) => createHash('sha256').update(secret).digest();

/** Takes the same time wherever they differ. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(hashOf(a), hashOf(b));
}

/** Keys that are gone with the process, for tests and simulations. */
export function createMemoryNodeKeys(): NodeKeys {
  return nodeKeys(new Map(), () => {});
}

const fileName = 'node-keys';
const revoked = '-';

/**
 * Keys in the file `node-keys` of the data folder: a line `<node id> <sha256 of the key>` for each that was issued, the
 * last one of a node counts. Appended and synced one by one; rewritten at every start.
 */
export function openNodeKeys(folder: string): NodeKeys {
  const path = join(folder, fileName);
  const hashes = existsSync(path) ? parse(readFileSync(path, 'utf8')) : new Map<NodeId, Buffer>();
  rewrite(path, hashes);
  const file = openSync(path, 'a', 0o600);
  return nodeKeys(hashes, (line) => {
    writeSync(file, line);
    fdatasyncSync(file);
  });
}

function nodeKeys(hashes: Map<NodeId, Buffer>, keep: (line: string) => void): NodeKeys {
  return {
    async issue(nodeId) {
      const key = randomBytes(32).toString('base64url');
      keep(lineOf(nodeId, hashOf(key)));
      hashes.set(nodeId, hashOf(key));
      return key;
    },
    matches(nodeId, key) {
      const hash = hashes.get(nodeId);
      return hash !== undefined && timingSafeEqual(hash, hashOf(key));
    },
    async revoke(nodeId) {
      if (!hashes.delete(nodeId)) return;
      keep(lineOf(nodeId, null));
    },
  };
}

const lineOf = (nodeId: NodeId, hash: Buffer | null) => `${nodeId} ${hash?.toString('hex') ?? revoked}\n`;

/** A line that was torn by a crash was never acknowledged to anybody. */
function parse(text: string): Map<NodeId, Buffer> {
  const hashes = new Map<NodeId, Buffer>();
  for (const line of text.split('\n')) {
    const [, nodeId, hash] = /^(\S+) ([0-9a-f]{64}|-)$/.exec(line) ?? [];
    if (nodeId === undefined || hash === undefined) continue;
    if (hash === revoked) hashes.delete(nodeId as NodeId);
    else hashes.set(nodeId as NodeId, Buffer.from(hash, 'hex'));
  }
  return hashes;
}

/** Whole or not at all: written beside, synced, then renamed over. */
function rewrite(path: string, hashes: ReadonlyMap<NodeId, Buffer>): void {
  const beside = `${path}.new`;
  const file = openSync(beside, 'w', 0o600);
  writeSync(file, Array.from(hashes, ([nodeId, hash]) => lineOf(nodeId, hash)).join(''));
  fsyncSync(file);
  closeSync(file);
  renameSync(beside, path);
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
}
