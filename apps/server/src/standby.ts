import type { Log } from '@gantry/controlplane';
import { type Leadership, openSqliteStore, type Store } from '@gantry/store';
import type { Config } from './config.ts';
import { type Listener, listen } from './listen.ts';
import { plainHost, urlHost } from './reach.ts';
import { readRunFile, removeStandbyFile, writeStandbyFile } from './run-file.ts';
import { StandbyEntry } from './standby-entry.ts';

/** What waited for its turn, and leads now. */
export interface Standby {
  store: Store;
  leadership: Leadership;
  /** What the requests at its own port go to. */
  entry: StandbyEntry;
  listener: Listener;
}

export interface StandbyHooks {
  log: Log;
  /** Ends the wait. */
  signal?: AbortSignal;
  /** It has to wait, and answers there meanwhile. */
  onStandby?(url: string): void;
}

/**
 * Waits for the data folder to be free, which it is with the end of the process that has it, however that comes about;
 * meanwhile its own port sends everybody to that one. Rejects when the signal aborts.
 */
export async function standBy(config: Config, hooks: StandbyHooks): Promise<Standby> {
  const { dataDir, hostNames } = config;
  const { signal = new AbortController().signal } = hooks;
  const host = plainHost(config.host);
  const entry = new StandbyEntry({
    leader: () => readRunFile(dataDir),
    hostNames: new Set([config.host.toLowerCase(), ...hostNames]),
  });
  const at = { host, port: config.standbyPort ?? 0, tls: null, setting: 'GANTRY_STANDBY_PORT' } as const;
  const listener = await listen(entry, at);
  const onWait = () => {
    writeStandbyFile(dataDir);
    warnOfOtherPorts(config, hooks.log);
    hooks.onStandby?.(`http://${urlHost(host)}:${listener.port}`);
  };
  const store = openSqliteStore({ folder: dataDir, waitForLockMs: Number.POSITIVE_INFINITY, onWait });
  try {
    return { store, leadership: await store.lead(signal), entry, listener };
  } catch (error) {
    await Promise.all([listener.close(), store.close()]);
    throw error;
  } finally {
    removeStandbyFile(dataDir);
  }
}

/** Agents, browsers and clients come back to where the cluster was. */
function warnOfOtherPorts({ dataDir, port, tlsPort }: Config, log: Log): void {
  const leader = readRunFile(dataDir);
  if (leader === null) return;
  const ports = [
    ['GANTRY_PORT', port, leader.url],
    ['GANTRY_TLS_PORT', tlsPort, leader.tlsUrl],
  ] as const;
  for (const [setting, own, url] of ports) {
    if (Number(new URL(url).port) === own) continue;
    log.warn(
      {},
      `${setting} is ${own} and the cluster is at ${url}: after a takeover nobody would find it there`,
    );
  }
}
