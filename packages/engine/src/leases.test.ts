import type { NodeId } from '@gantry/model';
import { expect, test } from 'vitest';
import { Leases } from './leases.ts';

const [a, b] = ['n1-0', 'n1-1'] as NodeId[];

test('[NL2] a node that was never heard of counts from the first step (case 53: AgentRestartNoReregister)', () => {
  const leases = new Leases(10);
  leases.begin(100);
  leases.begin(105);
  leases.hear(a!, 107);
  expect([leases.endsAtMs(a!), leases.endsAtMs(b!)]).toEqual([117, 110]);
  leases.forget(a!);
  expect(leases.endsAtMs(a!)).toBe(110);
});

test('[NL1] an older heartbeat does not shorten a lease', () => {
  const leases = new Leases(10);
  leases.hear(a!, 50);
  leases.hear(a!, 40);
  expect(leases.endsAtMs(a!)).toBe(60);
});

test('[NL3] all leases are extended alike, those of nodes that were never heard of as well', () => {
  const leases = new Leases(10);
  leases.begin(100);
  leases.hear(a!, 107);
  leases.extend(1_000);
  expect([leases.endsAtMs(a!), leases.endsAtMs(b!)]).toEqual([1_117, 1_110]);
});
