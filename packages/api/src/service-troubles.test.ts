import type { Endpoint } from '@gantry/engine';
import { isServing, type ServiceRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { withoutPorts } from './service-troubles.ts';

type Seen = Pick<Endpoint, 'state' | 'targets'>;
const service = { ports: [{ targetPort: 'http' }] } as unknown as ServiceRecord;
const target = { local: { host: '127.0.0.1', port: 80 } } as unknown as Endpoint['targets'][number];
const ready: Seen = { state: 'ready', targets: [target] };
const portless: Seen = { state: 'ready', targets: [null] };
const many = (count: number, one: Seen) => Array.from({ length: count }, () => one);

it('tells of ready tasks that have none of its ports, which nothing is brought to', () => {
  expect(withoutPorts(service, many(1_000, portless))).toEqual([
    'None of its 1,000 ready tasks has a port http, so nobody answers.',
  ]);
  expect(withoutPorts(service, [portless])).toEqual([
    'Its one ready task has no port http, so nobody answers.',
  ]);
  expect(withoutPorts(service, [ready, ready, portless])).toEqual([
    '1 of its 3 ready tasks has no port http, and gets nothing.',
  ]);
});

it('has nothing to say of tasks that are not ready, nor of those that are reached', () => {
  expect(withoutPorts(service, [ready, { state: 'notReady', targets: [null] }])).toEqual([]);
  expect([ready, portless, { ...ready, state: 'notReady' as const }].map(isServing)).toEqual([
    true,
    false,
    false,
  ]);
});
