import { describe, expect, test } from 'vitest';
import { formatDeployment, parseDeployment } from './deployment-manifest.ts';

const manifest = (network: unknown, over: Record<string, unknown> = {}, runtime = 'docker') => ({
  name: 'web',
  runtime,
  template: {
    containers: [{ name: 'web', ...(runtime === 'docker' ? { image: 'web:1' } : { command: ['/bin/web'] }) }],
    ...(network === undefined ? {} : { network }),
    ...over,
  },
});

function networkOf(network: unknown) {
  const parsed = parseDeployment(manifest(network));
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value.template.network;
}

function faults(...given: Parameters<typeof manifest>): string[] {
  const parsed = parseDeployment(manifest(...given));
  return parsed.ok ? [] : parsed.error.issues.map(({ field, message }) => `${field} ${message}`);
}

test('without one, nothing of it is in the template: those from before it keep their hash', () => {
  const parsed = parseDeployment(manifest(undefined));
  expect(parsed.ok && 'network' in parsed.value.template).toBe(false);
});

test('one is by name alone an engine’s bridge; everything about it can be said, and is written back', () => {
  expect(networkOf({ name: 'backend' })).toEqual({
    ...{ name: 'backend', driver: 'bridge', options: {}, subnet: null, gateway: null },
  });
  const whole = {
    ...{ name: 'lan', driver: 'macvlan', options: { parent: 'eth0' } },
    ...{ subnet: '10.20.0.0/24', gateway: '10.20.0.1' },
  };
  const parsed = parseDeployment(manifest(whole));
  expect(parsed.ok && formatDeployment(parsed.value)).toMatchObject({ template: { network: whole } });
});

describe('what is refused names the field', () => {
  test.each([
    [{ name: 'host' }, 'template.network.name', 'hostNetwork: true'],
    [{ name: 'none' }, 'template.network.name', 'nothing could reach'],
    [{ name: '../x' }, 'template.network.name', 'must be of letters'],
    [{ name: 'container:abc' }, 'template.network.name', 'must be of letters'],
    [{ name: 'gantry-home-shop' }, 'template.network.name', 'Gantry’s own'],
    [{ name: 'a', driver: '-x' }, 'template.network.driver', 'must name a network driver'],
    [{ name: 'a', subnet: '10.20.0.0/33' }, 'template.network.subnet', 'must be a range'],
    [{ name: 'a', subnet: '10.20.0.256/24' }, 'template.network.subnet', 'must be a range'],
    [{ name: 'a', subnet: '10.20.0.0/24', gateway: 'x' }, 'template.network.gateway', 'must be an address'],
    [{ name: 'a', gateway: '10.20.0.1' }, 'template.network.gateway', 'needs a `subnet`'],
    [{ name: 'a', mode: 'x' }, 'template.network.mode', ''],
  ])('%j', (network, field, words) => {
    expect(faults(network)).toEqual([expect.stringContaining(field)]);
    expect(faults(network)[0]).toContain(words);
  });

  test('for a process, and beside the node’s own network', () => {
    expect(faults({ name: 'a' }, {}, 'process')).toEqual([expect.stringContaining('is for containers')]);
    expect(faults({ name: 'a' }, { hostNetwork: true })).toEqual([expect.stringContaining('hostNetwork')]);
  });
});
