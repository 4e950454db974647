import type { ServiceRecord } from '@gantry/model';
import { describe, expect, test } from 'vitest';
import { blankDraft, draftOf, manifestOf } from './service-draft.ts';
import { serviceVerdict } from './service-words.ts';

const service = {
  ...{ id: 'v1', namespace: 'shop', name: 'web', kind: 'published', deployment: 'web', selector: {} },
  ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP', traffic: 'http', nodePort: 30_080 }],
  ...{ ingress: [], affinitySeconds: 60, drainSeconds: 5, labels: { a: 'b' }, annotations: {} },
} as unknown as ServiceRecord;

describe('the form of a service', () => {
  test('changes what it shows and keeps the rest', () => {
    const draft = { ...draftOf(service)!, targetPort: 'http', nodePort: '' };
    expect(manifestOf(draft, service)).toEqual({
      ...{ name: 'web', namespace: 'shop', kind: 'published', deployment: 'web' },
      ports: [{ name: 'http', port: 80, targetPort: 'http', traffic: 'http' }],
      ...{ labels: { a: 'b' }, annotations: {}, affinitySeconds: 60, drainSeconds: 5 },
    });
  });

  test('sends what is no number as it was typed, for the server to say what is wrong with it', () => {
    const { ports } = manifestOf({ ...blankDraft, port: '8o' }, null) as { ports: { port: unknown }[] };
    expect(ports[0]!.port).toBe('8o');
  });

  test('serves its host over TLS with the certificate that is chosen', () => {
    const over = { ...blankDraft, kind: 'ingress' as const, host: 'shop.example', tlsSecret: 'shop-tls' };
    const { ingress } = manifestOf(over, null);
    expect(ingress).toEqual([{ host: 'shop.example', pathPrefix: '/', tlsSecret: 'shop-tls' }]);
    const rules = [{ host: 'shop.example', pathPrefix: '/', port: 80, tlsSecret: 'shop-tls' }];
    expect(draftOf({ ...service, kind: 'ingress', ingress: rules })!.tlsSecret).toBe('shop-tls');
  });

  test('is not for one with several ports', () => {
    expect(draftOf({ ...service, ports: [...service.ports, ...service.ports] })).toBeNull();
  });
});

test('a service is as good as its tasks', () => {
  expect(serviceVerdict({ ready: 3, total: 3 }).tone).toBe('running');
  expect(serviceVerdict({ ready: 1, total: 3 }).label).toBe('1 of 3 serving');
  expect(serviceVerdict({ ready: 0, total: 3 }).tone).toBe('failed');
  expect(serviceVerdict({ ready: 0, total: 0 }).tone).toBe('pending');
  expect(serviceVerdict({ ready: 0, total: 0 }, true, 2).label).toBe('Nobody answers');
  expect(serviceVerdict({ ready: 996, total: 1_000 }).label).toBe('996 of 1,000 serving');
});

test('a service whose tasks are asked for is not one that nobody knows', () => {
  expect(serviceVerdict(null).label).toBe('Counting…');
  expect(serviceVerdict(null, false).label).toBe('Not known');
});
