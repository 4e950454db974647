import type { Container, Probe } from '@gantry/model';

/**
 * What a probe's answers so far add up to. Pure: Kubernetes's thresholds and initial states, nothing of clocks or
 * sockets. Running the probes is probe-loop.ts.
 */
export const probeKinds = ['startup', 'liveness', 'readiness'] as const;
export type ProbeKind = (typeof probeKinds)[number];

/** `error`: the probe itself could not be run (not: was answered badly), which says nothing about the program. */
export interface ProbeOutcome {
  result: 'success' | 'failure' | 'error';
  /** What was asked and what came back, in words. */
  message: string;
}

export interface ProbeState {
  /** What holds now, after thresholds. */
  verdict: 'success' | 'failure' | 'unknown';
  /** How many equal answers came in a row, and which. */
  streak: number;
  streakOf: 'success' | 'failure' | null;
  /** What was heard when it last failed, or why it could not be asked. */
  message: string;
}

/** Before the first answer: readiness has failed, liveness holds, startup is not known. */
export function initialProbeState(kind: ProbeKind): ProbeState {
  const verdict = kind === 'readiness' ? 'failure' : kind === 'liveness' ? 'success' : 'unknown';
  return { verdict, streak: 0, streakOf: null, message: '' };
}

/** The state after one more answer. A verdict changes only when as many equal answers as its threshold came in a row. */
export function recordOutcome(probe: Probe, state: ProbeState, outcome: ProbeOutcome): ProbeState {
  if (outcome.result === 'error') return { ...state, message: outcome.message };
  const streak = outcome.result === state.streakOf ? state.streak + 1 : 1;
  const threshold = outcome.result === 'success' ? probe.successThreshold : probe.failureThreshold;
  return {
    verdict: streak >= threshold ? outcome.result : state.verdict,
    streak,
    streakOf: outcome.result,
    message: outcome.result === 'failure' ? outcome.message : state.message,
  };
}

/** The probe states of one run of one container; null where it has no such probe. */
export type ContainerProbes = Record<ProbeKind, ProbeState | null>;

export function probeOf(container: Container, kind: ProbeKind): Probe | null {
  if (kind === 'startup') return container.startupProbe;
  return kind === 'liveness' ? container.livenessProbe : container.readinessProbe;
}

export function initialContainerProbes(container: Container): ContainerProbes {
  const initial = (kind: ProbeKind) => (probeOf(container, kind) ? initialProbeState(kind) : null);
  return { startup: initial('startup'), liveness: initial('liveness'), readiness: initial('readiness') };
}

/** A container without a startup probe has started as soon as it runs. */
export function hasStarted(probes: ContainerProbes): boolean {
  return probes.startup === null || probes.startup.verdict === 'success';
}

export function isReady(probes: ContainerProbes): boolean {
  return hasStarted(probes) && (probes.readiness === null || probes.readiness.verdict === 'success');
}

/** The probe for which the container must be killed, if there is one. Readiness never kills. */
export function failedProbe(probes: ContainerProbes): 'startup' | 'liveness' | null {
  if (probes.startup?.verdict === 'failure') return 'startup';
  return probes.liveness?.verdict === 'failure' ? 'liveness' : null;
}

/**
 * Whether this probe runs now. The startup probe gates the others and never runs again after its success; after a
 * verdict that kills, everything is on hold: the task is replaced, not revived.
 */
export function isProbing(probes: ContainerProbes, kind: ProbeKind): boolean {
  if (probes[kind] === null || failedProbe(probes) !== null) return false;
  return kind === 'startup' ? probes.startup?.verdict === 'unknown' : hasStarted(probes);
}
