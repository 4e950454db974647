import type { Container, Probe, ProbeAnswer } from '@gantry/model';
import type { Clock } from './clock.ts';
import { ProbeMemory } from './probe-memory.ts';
import {
  type ContainerProbes,
  hasStarted,
  initialContainerProbes,
  isProbing,
  type ProbeKind,
  type ProbeOutcome,
  probeKinds,
  probeOf,
  recordOutcome,
} from './probe-state.ts';

/**
 * Runs the probes of one run of one container: when each is asked, and what the answers add up to.
 *
 * A probe is asked at its initial delay and then every period. Until its first success, startup and readiness are asked
 * in between as well, ever less often, so that a program that is up is not left waiting for a whole period; failures of
 * such early tries count for nothing, so every deadline stays what the person wrote.
 */
const firstEarlyTryMs = 50;

export interface ProbeLoopOptions {
  clock: Clock;
  container: Container;
  /** When the container started, on the elapsed axis; before now when it was adopted. */
  startedMs: number;
  /** What was known of a container that ran before this agent did; null for one that this agent started. */
  remembered: { started: boolean; ready: boolean } | null;
  ask: (probe: Probe) => Promise<ProbeOutcome>;
  onChange: () => void;
}

interface Track {
  /** The next time that counts. */
  dueMs: number;
  /** The pause before the next early try; null when there are no more. */
  earlyMs: number | null;
  cancel: () => void;
}

export class ProbeLoop {
  readonly #options: ProbeLoopOptions;
  readonly #tracks = new Map<ProbeKind, Track>();
  readonly #memory = new ProbeMemory();
  #isStopped = false;
  #probes: ContainerProbes;
  #failures = 0;

  constructor(options: ProbeLoopOptions) {
    this.#options = options;
    this.#probes = rememberedProbes(options);
    for (const kind of probeKinds) this.#open(kind);
  }

  get probes(): ContainerProbes {
    return this.#probes;
  }

  /** How many answers were failures; the first one of a probe that never succeeded is left out: it asked too soon. */
  get failures(): number {
    return this.#failures;
  }

  /** The last answers to one of them, oldest first. */
  answersOf(kind: ProbeKind): readonly ProbeAnswer[] {
    return this.#memory.of(kind);
  }

  stop(): void {
    this.#isStopped = true;
    for (const { cancel } of this.#tracks.values()) cancel();
  }

  #open(kind: ProbeKind): void {
    const probe = probeOf(this.#options.container, kind);
    if (!probe || this.#tracks.has(kind) || !isProbing(this.#probes, kind)) return;
    const earlyMs = kind === 'liveness' || this.#options.remembered ? null : firstEarlyTryMs;
    const track = { dueMs: this.#firstDueMs(kind, probe), earlyMs, cancel: () => {} };
    this.#tracks.set(kind, track);
    this.#plan(kind, probe, track, track.dueMs);
  }

  #firstDueMs(kind: ProbeKind, probe: Probe): number {
    const { clock, startedMs, remembered, container } = this.#options;
    const nowMs = clock.elapsedMs();
    const periodMs = probe.periodSeconds * 1000;
    const delayedMs = Math.max(nowMs, startedMs + probe.initialDelaySeconds * 1000);
    // After an agent's restart all containers of the node would be asked in the same moment.
    if (remembered) return delayedMs + clock.random() * periodMs;
    // The startup probe has only just been answered; liveness has no news for a period.
    return kind === 'liveness' && container.startupProbe ? Math.max(delayedMs, nowMs + periodMs) : delayedMs;
  }

  #plan(kind: ProbeKind, probe: Probe, track: Track, atMs: number): void {
    const { clock } = this.#options;
    track.cancel = clock.after(
      atMs - clock.elapsedMs(),
      () => void this.#ask(kind, probe, track, Math.max(atMs, clock.elapsedMs())),
    );
  }

  /** @param turnMs when its turn was: timers fire a fraction of a millisecond early, and a turn is not taken twice. */
  async #ask(kind: ProbeKind, probe: Probe, track: Track, turnMs: number): Promise<void> {
    const { clock, ask, onChange } = this.#options;
    const askedMs = clock.elapsedMs();
    const atMs = clock.nowMs();
    const counts = turnMs >= track.dueMs;
    const outcome = await ask(probe);
    if (this.#isStopped) return;
    this.#memory.note(kind, { ...outcome, atMs, tookMs: Math.round(clock.elapsedMs() - askedMs), counts });
    if (counts) track.dueMs = Math.max(track.dueMs + probe.periodSeconds * 1000, clock.elapsedMs());
    const isNews = this.#take(kind, probe, outcome, counts);
    this.#planNext(kind, probe, track, outcome);
    if (hasStarted(this.#probes)) for (const other of probeKinds) this.#open(other);
    if (isNews) onChange();
  }

  /** Whether anything that is reported changed. */
  #take(kind: ProbeKind, probe: Probe, outcome: ProbeOutcome, counts: boolean): boolean {
    const before = this.#probes[kind]!;
    if (outcome.result === 'failure' && !counts) {
      this.#probes = { ...this.#probes, [kind]: { ...before, message: outcome.message } };
      return before.message !== outcome.message;
    }
    const after = recordOutcome(probe, before, outcome);
    this.#probes = { ...this.#probes, [kind]: after };
    const isFailure = outcome.result === 'failure' && before.streakOf !== null;
    if (isFailure) this.#failures += 1;
    const isSame = after.verdict === before.verdict && after.streakOf === before.streakOf;
    return isFailure || !isSame || after.message !== before.message;
  }

  #planNext(kind: ProbeKind, probe: Probe, track: Track, outcome: ProbeOutcome): void {
    if (!isProbing(this.#probes, kind)) return;
    if (outcome.result === 'success') track.earlyMs = null;
    const earlyAtMs = track.earlyMs === null ? Infinity : this.#options.clock.elapsedMs() + track.earlyMs;
    if (track.earlyMs !== null) track.earlyMs *= 2;
    this.#plan(kind, probe, track, Math.min(track.dueMs, earlyAtMs));
  }
}

/** An adopted container goes on with the verdicts it had: the agent's restart is no reason to take it out of service. */
function rememberedProbes({ container, remembered }: ProbeLoopOptions): ContainerProbes {
  const probes = initialContainerProbes(container);
  if (!remembered) return probes;
  const { startup, readiness } = probes;
  return {
    ...probes,
    startup: startup && remembered.started ? { ...startup, verdict: 'success' } : startup,
    readiness: readiness && remembered.ready ? { ...readiness, verdict: 'success' } : readiness,
  };
}
