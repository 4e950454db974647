import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';

/** Adds a network bridge with a /24 that no interface of this machine has. Returns its name. Needs root and iproute2. */
export function addBridge(): string {
  const name = `gantry${randomInt(1e6)}`;
  const network = freeNetwork(addressesInUse());
  ip('link', 'add', name, 'type', 'bridge');
  ip('address', 'add', `${network}.1/24`, 'dev', name);
  ip('link', 'set', name, 'up');
  return name;
}

export function removeBridge(name: string): void {
  spawnSync('ip', ['link', 'delete', name]);
}

/** The first three numbers of a free /24 in 172.31.0.0/16, such as `172.31.7`. Throws when all 256 are taken. */
export function freeNetwork(inUse: readonly string[]): string {
  for (let third = 0; third < 256; third++) {
    const network = `172.31.${third}`;
    if (!inUse.some((address) => address.startsWith(`${network}.`))) return network;
  }
  throw new Error('no network 172.31.N.0/24 is free for the container engine of the tests');
}

/** Asks `ip`: Node's own list leaves out a bridge that nothing is plugged into, and its route is taken all the same. */
function addressesInUse(): string[] {
  const links: { addr_info?: { local?: string }[] }[] = JSON.parse(ip('-4', '-json', 'address'));
  return links.flatMap(({ addr_info }) => (addr_info ?? []).flatMap(({ local }) => local ?? []));
}

/** What it printed. Throws with its own words when it fails. */
function ip(...words: string[]): string {
  const { status, stdout, stderr, error } = spawnSync('ip', words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${words.join(' ')} failed: ${error?.message ?? stderr.trim()}`);
  return stdout;
}
