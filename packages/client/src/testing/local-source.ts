import {
  type ChangesMessage,
  type Context,
  changesSince,
  defaultPace,
  type Pace,
  scopeOf,
} from '@gantry/api';
import type { ChangesSource } from '../scope-position.ts';

/** Fast enough for thousands of runs; parts are small so that snapshots come in several. */
const quickPace: Pace = { ...defaultPace, flushMs: 0, heartbeatMs: 50, recordsPerPart: 3 };

export interface LocalSource extends ChangesSource {
  /** Breaks all streams off, as a lost connection does. */
  disconnect(): void;
  /** The transport opens them again where they were. */
  reconnect(): void;
  /** Delivers only half of what is sent while true: messages are lost without anybody saying so. */
  lossy: boolean;
}

/** The server's stream without a network in between. Goes on after a break as tRPC's WebSocket does. */
export function localSource(context: () => Context): LocalSource {
  const streams = new Set<{ disconnect(): void; reconnect(): void }>();
  const source: LocalSource = {
    lossy: false,
    disconnect() {
      for (const stream of streams) stream.disconnect();
    },
    reconnect() {
      for (const stream of streams) stream.reconnect();
    },
    subscribe({ scopes, since }, observer) {
      let lastId = since ?? null;
      let ended = false;
      let current = new AbortController();
      let sent = 0;
      const run = async (abort: AbortController) => {
        const revision = lastId === null ? null : revisionOf(lastId);
        const options = { scopes: scopes.map(scopeOf), revision, signal: abort.signal, pace: quickPace };
        for await (const [id, data] of changesSince(context(), options)) {
          if (abort.signal.aborted) return;
          sent += 1;
          if (source.lossy && sent % 2 === 0) continue;
          lastId = id;
          // As over a wire: nothing is shared between the two sides.
          observer.onData({ id, data: JSON.parse(JSON.stringify(data)) as ChangesMessage });
        }
      };
      const stream = {
        disconnect: () => current.abort(),
        reconnect() {
          current = new AbortController();
          if (!ended) run(current).catch(observer.onError);
        },
      };
      streams.add(stream);
      run(current).catch(observer.onError);
      return {
        unsubscribe() {
          ended = true;
          streams.delete(stream);
          current.abort();
        },
      };
    },
  };
  return source;
}

function revisionOf(id: string): number | null {
  const revision = id.split(':')[1];
  return revision === undefined ? null : Number(revision);
}
