import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { signalOfExitCode } from '../exit-signal.ts';
import type { ObservedContainer } from '../port.ts';
import type { Look } from './docker-look.ts';
import type { Engine } from './engine.ts';
import { readJsonLines } from './json-lines.ts';

interface EngineEvent {
  /** Podman says `died` for `die` and `remove` for `destroy`, and has no `oom`. */
  Action?: string;
  Actor?: { ID?: string; Attributes?: Record<string, string> };
  timeNano?: number;
}

export interface WatchOptions {
  engine: Engine;
  look: Look;
  onChange: (observed: ObservedContainer) => void;
  signal: AbortSignal;
}

const shortestPauseMs = 100;
const longestPauseMs = 5_000;
/** How long after the end of a container that nobody was seen to kill the engine may say that it was for lack of memory. */
const memoryEventMs = 500;
/** As the events of a kill write it. */
const sigkill = `${constants.signals.SIGKILL}`;
const watchedActions = ['start', 'kill', 'die', 'died', 'oom', 'destroy', 'remove'];

/**
 * Tells of every container of the node, and then of each change. Since an engine keeps the last 256 events at most,
 * all containers are looked at again whenever the stream had to be opened anew. The stream is opened before looking,
 * so that nothing falls between.
 */
export async function watchContainers(options: WatchOptions): Promise<void> {
  const { engine, look, signal } = options;
  const teller = new Teller(options);
  let pauseMs = shortestPauseMs;
  while (!signal.aborted) {
    try {
      const events = await openEvents(engine, look, signal);
      // A stream without the look at its start is no watch: begin again.
      look.all().then(
        (all) => teller.tellAll(all),
        () => events.destroy(),
      );
      for await (const event of readJsonLines<EngineEvent>(events)) {
        pauseMs = shortestPauseMs;
        teller.hear(event);
      }
    } catch {
      // The engine is away or went away. What became of the containers is looked up when it is back.
    }
    await delay(pauseMs, null, { signal }).catch(() => {});
    pauseMs = Math.min(longestPauseMs, pauseMs * 2);
  }
}

/** Makes containers of events, and leaves out what was told before: a start, its event and every look tell the same. */
class Teller {
  readonly #options: WatchOptions;
  readonly #told = new Map<string, ObservedContainer>();
  readonly #outOfMemory = new Set<string>();
  readonly #killed = new Set<string>();
  /** Ends that may turn out to be for lack of memory, by container. */
  readonly #heldEnds = new Map<string, () => void>();

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  #tell(observed: ObservedContainer): void {
    const before = this.#told.get(observed.runtimeId)?.state;
    if (this.#options.signal.aborted || before === observed.state || before === 'exited') return;
    this.#told.set(observed.runtimeId, observed);
    this.#options.onChange(observed);
  }

  tellAll(observed: ObservedContainer[]): void {
    const there = new Set(observed.map(({ runtimeId }) => runtimeId));
    for (const id of this.#told.keys()) if (!there.has(id)) this.#forget(id);
    for (const one of observed) this.#tell(one);
  }

  #forget(id: string): void {
    this.#heldEnds.get(id)?.();
    this.#told.delete(id);
    this.#outOfMemory.delete(id);
    this.#killed.delete(id);
  }

  hear(event: EngineEvent): void {
    const id = event.Actor?.ID;
    if (!id) return;
    if (event.Action === 'oom') this.#hearOutOfMemory(id);
    else if (event.Action === 'kill') this.#hearKill(id, event);
    else if (event.Action === 'destroy' || event.Action === 'remove') this.#forget(id);
    else if (event.Action === 'start') this.#look(id);
    else this.#hearEnd(id, event);
  }

  /**
   * Told from the event itself: an inspect waits until the engine has taken the container's network apart, which is
   * several times as long as the event takes.
   */
  #hearEnd(id: string, { Action, Actor, timeNano }: EngineEvent): void {
    const running = this.#told.get(id);
    const exitCode = Number.parseInt(Actor?.Attributes?.exitCode ?? '', 10);
    if (running?.state !== 'running' || Number.isNaN(exitCode)) {
      this.#look(id);
      return;
    }
    const ended: ObservedContainer = {
      ...running,
      state: 'exited',
      exitCode,
      signal: signalOfExitCode(exitCode),
      finishedAtMs: Math.max(Math.floor((timeNano ?? 0) / 1e6), running.startedAtMs ?? 0),
      outOfMemory: false,
    };
    // An engine without the event of memory is not waited for.
    if (Action === 'died') this.#tell(ended);
    else this.#tellEnd(ended);
  }

  #hearKill(id: string, { Actor }: EngineEvent): void {
    if (Actor?.Attributes?.signal === sigkill) this.#killed.add(id);
  }

  #hearOutOfMemory(id: string): void {
    this.#outOfMemory.add(id);
    this.#heldEnds.get(id)?.();
  }

  /**
   * That it ran out of memory is an event of its own, in no order with the end. Whoever kills through the engine is heard
   * of before the end, and what was killed that way is told at once.
   */
  #tellEnd(observed: ObservedContainer): void {
    const id = observed.runtimeId;
    const isExplained = observed.outOfMemory || this.#outOfMemory.has(id) || this.#killed.has(id);
    if (observed.signal === 'SIGKILL' && !isExplained) this.#holdEnd(observed);
    else this.#tell(this.#explained(observed));
  }

  /** A program that succeeded did not run out of memory, though one that it started may have. */
  #explained(observed: ObservedContainer): ObservedContainer {
    const wasKilled = observed.outOfMemory || this.#outOfMemory.has(observed.runtimeId);
    return { ...observed, outOfMemory: wasKilled && observed.exitCode !== 0 };
  }

  #holdEnd(observed: ObservedContainer): void {
    const id = observed.runtimeId;
    if (this.#heldEnds.has(id)) return;
    const tell = () => {
      clearTimeout(timer);
      this.#heldEnds.delete(id);
      this.#tell(this.#explained(observed));
    };
    const timer = setTimeout(tell, memoryEventMs);
    this.#heldEnds.set(id, tell);
  }

  #look(id: string): void {
    this.#options.look.at(id).then(
      (observed) => {
        if (observed?.state === 'exited') this.#tellEnd(observed);
        else if (observed) this.#tell(observed);
      },
      // The engine went away: the stream ends too, and all are looked at when it is back.
      () => {},
    );
  }
}

async function openEvents(engine: Engine, look: Look, signal: AbortSignal): Promise<Readable> {
  const filters = {
    type: ['container' as const],
    event: watchedActions,
    label: look.labelFilter(),
  };
  const events = (await engine.docker.getEvents({ filters, abortSignal: signal })) as Readable;
  signal.addEventListener('abort', () => events.destroy(), { once: true });
  return events;
}
