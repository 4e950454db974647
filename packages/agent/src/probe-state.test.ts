import { describe, expect, test } from 'vitest';
import {
  failedProbe,
  hasStarted,
  initialContainerProbes,
  initialProbeState,
  isProbing,
  isReady,
  type ProbeKind,
  type ProbeOutcome,
  probeKinds,
  recordOutcome,
} from './probe-state.ts';
import { aContainer, aProbe } from './testing/builders.ts';

const yes: ProbeOutcome = { result: 'success', message: '' };
const no: ProbeOutcome = { result: 'failure', message: 'no' };

function verdict(kind: ProbeKind, probe: Parameters<typeof aProbe>[0], outcomes: ProbeOutcome[]) {
  return outcomes.reduce(
    (state, outcome) => recordOutcome(aProbe(probe), state, outcome),
    initialProbeState(kind),
  ).verdict;
}

describe('probe thresholds', () => {
  test('[K-H86] readiness with failureThreshold 3: two failures keep success, the third flips', () => {
    expect(verdict('readiness', { failureThreshold: 3 }, [yes, no, no])).toBe('success');
    expect(verdict('readiness', { failureThreshold: 3 }, [yes, no, no, no])).toBe('failure');
  });

  test('[K-H86] successThreshold 3 likewise the other way', () => {
    expect(verdict('readiness', { successThreshold: 3 }, [yes, yes])).toBe('failure');
    expect(verdict('readiness', { successThreshold: 3 }, [yes, yes, yes])).toBe('success');
  });

  test('[K-H87] before the first answer: liveness success, readiness failure, startup unknown', () => {
    expect(probeKinds.map((kind) => verdict(kind, {}, []))).toEqual(['unknown', 'success', 'failure']);
  });

  test('[K-H88] liveness failed once at threshold 1: on hold', () => {
    const container = aContainer({ livenessProbe: aProbe({ failureThreshold: 1 }) });
    const probes = initialContainerProbes(container);
    const failed = { ...probes, liveness: recordOutcome(container.livenessProbe!, probes.liveness!, no) };
    expect(failedProbe(failed)).toBe('liveness');
    expect(probeKinds.filter((kind) => isProbing(failed, kind))).toEqual([]);
  });

  test('[K-H89] startup below its threshold is unknown; success starts and ends it', () => {
    const probe = aProbe({ failureThreshold: 3 });
    const probes = initialContainerProbes(aContainer({ startupProbe: probe, readinessProbe: aProbe() }));
    const once = { ...probes, startup: recordOutcome(probe, probes.startup!, no) };
    expect([once.startup.verdict, hasStarted(once), isProbing(once, 'readiness')]).toEqual([
      'unknown',
      false,
      false,
    ]);
    const started = { ...once, startup: recordOutcome(probe, once.startup, yes) };
    expect([hasStarted(started), isProbing(started, 'startup'), isProbing(started, 'readiness')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('[K-H90] ready without a readiness probe; not ready with one that has not run', () => {
    expect(isReady(initialContainerProbes(aContainer()))).toBe(true);
    expect(isReady(initialContainerProbes(aContainer({ readinessProbe: aProbe() })))).toBe(false);
    expect(isReady(initialContainerProbes(aContainer({ startupProbe: aProbe() })))).toBe(false);
  });
});
