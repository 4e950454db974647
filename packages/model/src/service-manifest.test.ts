import { describe, expect, test } from 'vitest';
import { formatService, parseService, usualTraffic } from './service-manifest.ts';

const parsed = (input: unknown) => {
  const result = parseService(input);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};
const refused = (input: unknown) => {
  const result = parseService(input);
  return result.ok ? [] : result.error.issues.map(({ field, message }) => `${field}: ${message}`);
};

describe('a service as a person writes it', () => {
  test('needs a name and a port; all else has a default', () => {
    expect(parsed({ name: 'shop', deployment: 'web', ports: [{ port: 80 }] })).toEqual({
      ...{ name: 'shop', namespace: 'default', labels: {}, annotations: {} },
      ...{ kind: 'cluster', deployment: 'web', selector: {}, affinitySeconds: null, drainSeconds: 10 },
      ports: [{ name: null, port: 80, targetPort: 80, protocol: 'TCP', traffic: 'http', nodePort: null }],
      ingress: [],
    });
  });

  test('an ingress without rules takes every host and path', () => {
    const { ingress, ports } = parsed({ name: 'shop', kind: 'ingress', ports: [{ port: 9000 }] });
    expect(ingress).toEqual([{ host: null, pathPrefix: '/', port: 9000, tlsSecret: null }]);
    expect(ports[0]!.traffic).toBe('http');
  });

  test('what is written and read again is the same', () => {
    const service = parsed({
      ...{ name: 'shop', namespace: 'x', kind: 'ingress', selector: { app: 'web' }, labels: { a: 'b' } },
      ports: [
        { name: 'http', port: 80, targetPort: 'http' },
        { name: 'admin', port: 81, traffic: 'http' },
      ],
      ingress: [{ host: '*.example.org', pathPrefix: '/shop', port: 81 }],
      ...{ affinitySeconds: 60, drainSeconds: 3 },
    });
    expect(parsed(formatService(service))).toEqual(service);
  });

  test.each([
    ['no ports', { name: 'a', ports: [] }, 'ports'],
    [
      'a port twice',
      {
        name: 'a',
        ports: [
          { port: 80, name: 'a' },
          { port: 80, name: 'b' },
        ],
      },
      'ports[1].port',
    ],
    ['several ports without names', { name: 'a', ports: [{ port: 80 }, { port: 81 }] }, 'ports[0].name'],
    [
      'a node port on one that is not published',
      { name: 'a', ports: [{ port: 80, nodePort: 30_000 }] },
      'ports[0].nodePort',
    ],
    ['UDP', { name: 'a', ports: [{ port: 53, protocol: 'UDP' }] }, 'ports[0].protocol'],
    [
      'rules on one that is no ingress',
      { name: 'a', ports: [{ port: 80 }], ingress: [{ host: 'x.y' }] },
      'ingress',
    ],
    [
      'a name and a selector',
      { name: 'a', deployment: 'w', selector: { a: 'b' }, ports: [{ port: 80 }] },
      'selector',
    ],
    [
      'a path without slash',
      { name: 'a', kind: 'ingress', ports: [{ port: 80 }], ingress: [{ pathPrefix: 'x' }] },
      'ingress[0].pathPrefix',
    ],
    [
      'a rule for a port it has not',
      { name: 'a', kind: 'ingress', ports: [{ port: 80 }], ingress: [{ port: 81 }] },
      'ingress[0].port',
    ],
    ['a field that is not known', { name: 'a', ports: [{ port: 80 }], externalIPs: [] }, 'externalIPs'],
  ])('refused: %s', (_, input, field) => {
    expect(refused(input)).toContainEqual(expect.stringContaining(`${field}: `));
  });

  test('the traffic of a port goes by its name, else by its number', () => {
    expect(usualTraffic({ name: 'http-admin', port: 9 })).toBe('http');
    expect(usualTraffic({ name: 'mysql', port: 80 })).toBe('tcp');
    expect(usualTraffic({ name: null, port: 8080 })).toBe('http');
    expect(usualTraffic({ name: null, port: 3306 })).toBe('tcp');
  });
});
