import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { ObservedContainer } from '../port.ts';
import { labels } from './container-options.ts';
import type { Engine } from './engine.ts';

interface EngineEvent {
  Action?: string;
  Actor?: { ID?: string };
}

const shortestPauseMs = 100;
const longestPauseMs = 5_000;

/**
 * Tells of every container of the node, and then of each change. An event only says where to look; and since an engine
 * keeps the last 256 events at most, all are looked at again whenever the stream had to be opened anew. The stream is
 * opened before looking, so that nothing falls between.
 */
export async function watchContainers(options: {
  engine: Engine;
  nodeName: string;
  list: () => Promise<ObservedContainer[]>;
  inspect: (runtimeId: string) => Promise<ObservedContainer | null>;
  onChange: (observed: ObservedContainer) => void;
  signal: AbortSignal;
}): Promise<void> {
  const { engine, nodeName, list, inspect, signal } = options;
  const tell = tellChanges(options.onChange, signal);
  let pauseMs = shortestPauseMs;
  while (!signal.aborted) {
    try {
      const events = await openEvents(engine, nodeName, signal);
      const looking = list().then((all) => tell.all(all));
      // Handled below; without this an engine that goes away now would end the process.
      looking.catch(() => {});
      for await (const { Actor } of readEvents(events)) {
        pauseMs = shortestPauseMs;
        const id = Actor?.ID;
        if (id)
          void inspect(id).then(
            (observed) => (observed ? tell.one(observed) : tell.gone(id)),
            () => {},
          );
      }
      await looking;
    } catch {
      // The engine is away or went away. What became of the containers is looked up when it is back.
    }
    await delay(pauseMs, null, { signal }).catch(() => {});
    pauseMs = Math.min(longestPauseMs, pauseMs * 2);
  }
}

/** Leaves out what was told before: a start and its event, and every look, tell the same. */
function tellChanges(onChange: (observed: ObservedContainer) => void, signal: AbortSignal) {
  const known = new Map<string, ObservedContainer['state']>();
  const one = (observed: ObservedContainer) => {
    const before = known.get(observed.runtimeId);
    if (signal.aborted || before === observed.state || before === 'exited') return;
    known.set(observed.runtimeId, observed.state);
    onChange(observed);
  };
  const all = (observed: ObservedContainer[]) => {
    const there = new Set(observed.map(({ runtimeId }) => runtimeId));
    for (const id of known.keys()) if (!there.has(id)) known.delete(id);
    observed.forEach(one);
  };
  return { one, all, gone: (runtimeId: string) => void known.delete(runtimeId) };
}

/** Podman calls `die` `died` and `destroy` `remove`. */
async function openEvents(engine: Engine, nodeName: string, signal: AbortSignal): Promise<Readable> {
  const filters = {
    type: ['container' as const],
    event: ['start', 'die', 'died', 'destroy', 'remove'],
    label: [`${labels.node}=${nodeName}`],
  };
  const events = (await engine.docker.getEvents({ filters, abortSignal: signal })) as Readable;
  signal.addEventListener('abort', () => events.destroy(), { once: true });
  return events;
}

/** One JSON value a line. */
async function* readEvents(stream: Readable): AsyncGenerator<EngineEvent> {
  let pending = '';
  for await (const chunk of stream) {
    const lines = (pending + chunk.toString()).split('\n');
    pending = lines.pop()!;
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as EngineEvent;
  }
}
