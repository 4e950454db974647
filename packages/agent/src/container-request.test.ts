import { describe, expect, test } from 'vitest';
import { containerRequest } from './container-request.ts';
import { aContainer, anAssignment, aTemplate } from './testing/builders.ts';
import { expandVariables } from './variables.ts';

const literal = (value: string) => ({ type: 'literal' as const, value });
const secret = { type: 'secret' as const, name: 'db', key: 'password', optional: false };
const place = { mounts: [], joinNetworkOf: null };

describe('what the driver is asked to run', () => {
  test('environment: what was sent, then literals, which may refer to what came before', () => {
    const container = aContainer({
      env: [
        { name: 'HOST', value: literal('db.local') },
        { name: 'URL', value: literal('http://$(HOST):$(PORT)/$(NOBODY)') },
      ],
      command: ['serve', '--port=$(PORT)'],
      args: ['$$(PORT)', '$(URL)'],
    });
    const plan = {
      assignment: anAssignment({ environment: { PORT: '31000' } }),
      template: aTemplate({ containers: [container] }),
    };
    const request = containerRequest(plan, 0, place);
    expect(request.environment).toEqual({
      PORT: '31000',
      HOST: 'db.local',
      URL: 'http://db.local:31000/$(NOBODY)',
    });
    expect(request.container.command).toEqual(['serve', '--port=31000']);
    expect(request.container.args).toEqual(['$(PORT)', 'http://db.local:31000/$(NOBODY)']);
  });

  test('a secret reaches only the container that declares it', () => {
    const template = aTemplate({
      containers: [
        aContainer({ name: 'web', env: [{ name: 'PASSWORD', value: secret }] }),
        aContainer({ name: 'side' }),
      ],
    });
    const assignment = anAssignment({
      environment: { PASSWORD: 'x', 'side/ONLY': 'y', 'web/PORT': '1', COMMON: 'z' },
    });
    const of = (index: number) => containerRequest({ assignment, template }, index, place).environment;
    expect(of(0)).toEqual({ PASSWORD: 'x', PORT: '1', COMMON: 'z' });
    expect(of(1)).toEqual({ ONLY: 'y', COMMON: 'z' });
  });

  test('published ports with their host ports; port 0 is the host port itself', () => {
    const port = (containerPort: number, hostPort: number | null) => ({
      name: null,
      containerPort,
      hostPort,
      protocol: 'TCP' as const,
    });
    const template = aTemplate({
      containers: [aContainer({ ports: [port(80, 0), port(0, 0), port(9, null)] })],
    });
    const { hostPorts } = containerRequest(
      { assignment: anAssignment({ hostPorts: [31_000, 31_001] }), template },
      0,
      place,
    );
    expect(hostPorts.map(({ containerPort, hostPort }) => [containerPort, hostPort])).toEqual([
      [80, 31_000],
      [31_001, 31_001],
    ]);
  });

  test('the first container publishes the ports of all, whose network is its own', () => {
    const published = (containerPort: number) => [
      { name: null, containerPort, hostPort: 0, protocol: 'TCP' as const },
    ];
    const containers = [80, 9090].map((port, at) => aContainer({ name: `c${at}`, ports: published(port) }));
    const plan = {
      assignment: anAssignment({ hostPorts: [31_000, 31_001] }),
      template: aTemplate({ containers }),
    };
    const { hostPorts } = containerRequest(plan, 0, place);
    expect(hostPorts.map(({ containerPort, hostPort }) => [containerPort, hostPort])).toEqual([
      [80, 31_000],
      [9090, 31_001],
    ]);
  });
});

test.each([
  ['$(A)', '1'],
  ['$$(A)', '$(A)'],
  ['$$$(A)', '$1'],
  ['$(B) $A $', '$(B) $A $'],
  ['$(constructor)', '$(constructor)'],
  ['$(A)$(A)', '11'],
])('variables in %s', (text, expected) => {
  expect(expandVariables(text, { A: '1' })).toBe(expected);
});
