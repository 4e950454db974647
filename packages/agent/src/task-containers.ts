import { allContainers, type ProbedContainer, placePorts, type TaskReport } from '@gantry/model';
import type { ObservedContainer } from '@gantry/runtime';
import type { Clock } from './clock.ts';
import type { TaskPlan } from './container-request.ts';
import { ProbeLoop } from './probe-loop.ts';
import { probeKinds } from './probe-state.ts';
import { askProbe, type Subject } from './prober.ts';
import type { Reach } from './published-ports.ts';
import type { ContainerFacts } from './task-machine.ts';

/**
 * What is known of the containers of one task: what was last seen of each, and the probes of those that run. Knows
 * nothing of what should become of them.
 */
export interface TaskContainersOptions {
  clock: Clock;
  /** What the journal last told of the task; null for one that is new to this agent. */
  remembered: TaskReport | null;
  startedContainers: readonly string[];
  subjectOf(runtimeId: string, reach: Reach): Subject;
  onProbe(): void;
}

interface Seen {
  observed: ObservedContainer | null;
  /** When it was last seen, on the elapsed axis. */
  seenMs: number;
  wasStarted: boolean;
  loop: ProbeLoop | null;
}

export class TaskContainers {
  readonly #options: TaskContainersOptions;
  readonly #seen = new Map<string, Seen>();
  readonly #startedHere = new Set<string>();
  #plan: TaskPlan | null = null;
  #isProbing = true;
  #failuresBefore: number;

  constructor(options: TaskContainersOptions) {
    this.#options = options;
    this.#failuresBefore = options.remembered?.probeFailures ?? 0;
    for (const name of options.startedContainers) {
      this.#seen.set(name, { observed: null, seenMs: -Infinity, wasStarted: true, loop: null });
    }
  }

  /** Tells what the task is made of; probes of what runs already begin. */
  setPlan(plan: TaskPlan): void {
    this.#plan = plan;
    for (const name of this.#seen.keys()) this.#probe(name);
  }

  /** This agent is about to start it: whatever is seen of it from now on is no adoption. */
  markStarting(name: string): void {
    this.#startedHere.add(name);
  }

  see(observed: ObservedContainer): void {
    const before = this.#seen.get(observed.containerName);
    const isStale = before?.observed?.runtimeId === observed.runtimeId && before.observed.state === 'exited';
    const seen = before ?? { observed: null, seenMs: 0, wasStarted: false, loop: null };
    this.#seen.set(observed.containerName, seen);
    seen.seenMs = this.#options.clock.elapsedMs();
    // An answer that was under way when it ended must not bring it back to life.
    if (!isStale) seen.observed = observed;
    if (observed.state !== 'created') seen.wasStarted = true;
    this.#probe(observed.containerName);
  }

  /** Those not in a full list that was asked for at `askedMs` are gone, unless they were seen since. */
  seeOnly(names: ReadonlySet<string>, askedMs: number): void {
    for (const [name, seen] of this.#seen) {
      if (names.has(name) || seen.seenMs >= askedMs) continue;
      // How it ended, once known, stays known.
      if (seen.observed?.state !== 'exited') seen.observed = null;
      this.#probe(name);
    }
  }

  stopProbes(): void {
    this.#isProbing = false;
    for (const { loop } of this.#seen.values()) loop?.stop();
  }

  /** In the template's order; of a task without a plan, all that were found. */
  facts(): ContainerFacts[] {
    return this.#plan ? this.#factsOfAll(this.#plan.template.containers) : this.#found({ isInit: false });
  }

  /** Of those that run before the program. */
  initFacts(): ContainerFacts[] {
    const { template } = this.#plan ?? {};
    return template ? this.#factsOfAll(template.initContainers ?? []) : this.#found({ isInit: true });
  }

  #factsOfAll(containers: readonly { name: string }[]): ContainerFacts[] {
    return containers.map(({ name }) => this.#factsOf(name));
  }

  #found({ isInit }: { isInit: boolean }): ContainerFacts[] {
    const names = [...this.#seen].filter(([, { observed }]) => (observed?.isInit ?? false) === isInit);
    return names.map(([name]) => this.#factsOf(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Everything that was ever found of it, for its removal. */
  runtimeIds(): string[] {
    return [...this.#seen.values()].flatMap(({ observed }) => observed?.runtimeId ?? []);
  }

  startedContainers(): string[] {
    return [...this.#seen].filter(([, { wasStarted }]) => wasStarted).map(([name]) => name);
  }

  get probeFailures(): number {
    let failures = this.#failuresBefore;
    for (const { loop } of this.#seen.values()) failures += loop?.failures ?? 0;
    return failures;
  }

  /** What the probes of those that have any answered last. */
  probed(): ProbedContainer[] {
    return [...this.#seen].flatMap(([container, { loop }]) =>
      probeKinds.flatMap((probe) => {
        const state = loop?.probes[probe];
        if (!loop || !state) return [];
        return [{ container, probe, verdict: state.verdict, answers: [...loop.answersOf(probe)] }];
      }),
    );
  }

  /** Where the container is reached; null while nothing of it is seen. */
  reachOf(name: string): Reach | null {
    const observed = this.#seen.get(name)?.observed;
    if (!this.#plan || !observed) return null;
    const { template, assignment } = this.#plan;
    const index = template.containers.findIndex((container) => container.name === name);
    const ports = placePorts(template.containers, assignment.hostPorts)[index] ?? [];
    return { runtime: template.runtime, hostNetwork: template.hostNetwork, address: observed.address, ports };
  }

  #factsOf(name: string): ContainerFacts {
    const seen = this.#seen.get(name);
    const all = this.#plan ? allContainers(this.#plan.template) : [];
    const container = all.find((candidate) => candidate.name === name) ?? null;
    const { observed = null, wasStarted = false } = seen ?? {};
    return { name, container, observed, wasStarted, probes: seen?.loop?.probes ?? null };
  }

  /** Starts the probes of a container that runs, and ends those of one that does not. */
  #probe(name: string): void {
    const seen = this.#seen.get(name)!;
    const { observed } = seen;
    if (observed?.state !== 'running') {
      seen.loop?.stop();
      return;
    }
    const container = this.#plan?.template.containers.find((candidate) => candidate.name === name);
    const reach = this.reachOf(name);
    if (seen.loop || !container || !reach || !this.#isProbing) return;
    const subject = this.#options.subjectOf(observed.runtimeId, reach);
    seen.loop = new ProbeLoop({
      clock: this.#options.clock,
      container,
      startedMs: this.#startedMs(observed),
      remembered: this.#rememberedOf(observed),
      ask: (probe) => askProbe(subject, probe),
      onChange: this.#options.onProbe,
    });
  }

  /** The wall time of its start on the elapsed axis; of one that was started here, now: clocks of engines differ. */
  #startedMs({ containerName, startedAtMs }: ObservedContainer): number {
    const { clock } = this.#options;
    const isHere = this.#startedHere.has(containerName) || startedAtMs === null;
    return clock.elapsedMs() - (isHere ? 0 : Math.max(0, clock.nowMs() - startedAtMs));
  }

  #rememberedOf({ containerName }: ObservedContainer): { started: boolean; ready: boolean } | null {
    if (this.#startedHere.has(containerName)) return null;
    const status = this.#options.remembered?.containers.find(({ name }) => name === containerName);
    return { started: status?.started ?? false, ready: status?.ready ?? false };
  }
}
