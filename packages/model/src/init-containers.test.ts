import { describe, expect, test } from 'vitest';
import { parseDeployment } from './deployment-manifest.ts';
import { allContainers, requestsOf, withImage } from './init-containers.ts';
import { referencesOf } from './references.ts';
import type { Template } from './template.ts';
import { diffTemplates } from './template-diff.ts';
import { hashTemplate } from './template-hash.ts';
import { formatTemplate } from './template-manifest.ts';

const manifest = (initContainers: unknown, template: object = {}) => ({
  name: 'shop',
  labels: { app: 'shop' },
  template: {
    metadata: { labels: { app: 'shop' } },
    ...(initContainers === undefined ? {} : { initContainers }),
    containers: [{ name: 'web', image: 'shop:1', resources: { requests: { cpu: '200m', memory: '64Mi' } } }],
    ...template,
  },
});

function parsed(initContainers: unknown, template: object = {}): Template {
  const result = parseDeployment(manifest(initContainers, template));
  if (!result.ok) throw new Error(result.error.message);
  return result.value.template;
}

const migrate = { name: 'migrate', image: 'shop-tools:1', command: ['migrate'] };

test('they are kept in order, written back, and part of what tells templates apart', () => {
  const wait = { name: 'wait', image: 'busybox:1', command: ['nc', '-z', 'db', '5432'] };
  const template = parsed([wait, migrate]);
  expect(allContainers(template).map(({ name }) => name)).toEqual(['wait', 'migrate', 'web']);
  expect(formatTemplate(template)).toMatchObject({ initContainers: [wait, migrate] });
  expect(hashTemplate(parsed([migrate, wait]))).not.toBe(hashTemplate(template));
  expect(hashTemplate(parsed([]))).toBe(hashTemplate(parsed(undefined)));
  expect(diffTemplates(parsed([wait, migrate]), parsed([migrate, wait]))).toEqual([
    { path: 'initContainers', before: 'wait, migrate', after: 'migrate, wait' },
  ]);
  expect(diffTemplates(parsed([migrate]), parsed([{ ...migrate, image: 'shop-tools:2' }]))).toEqual([
    { path: 'initContainers[migrate].image', before: 'shop-tools:1', after: 'shop-tools:2' },
  ]);
});

test('a task takes what its containers take together, or what a single one before them takes where that is more', () => {
  const needing = (cpu: string, memory: string) => ({ resources: { requests: { cpu, memory } } });
  const template = parsed([
    { ...migrate, ...needing('100m', '256Mi') },
    { ...migrate, name: 'seed', ...needing('500m', '32Mi') },
  ]);
  expect(requestsOf(template)).toMatchObject({ cpuMillis: 500, memoryBytes: 256 * 2 ** 20 });
});

test('their configs and secrets are the template’s, and their images can be set', () => {
  const valueFrom = { secretKeyRef: { name: 'login', key: 'url' } };
  const template = parsed([{ ...migrate, env: [{ name: 'DB', valueFrom }] }]);
  expect(referencesOf(template)).toMatchObject([{ kind: 'secret', name: 'login', keys: ['url'] }]);
  const changed = withImage(template, 'migrate', 'shop-tools:2');
  expect(allContainers(changed).map(({ image }) => image)).toEqual(['shop-tools:2', 'shop:1']);
});

describe('what cannot be is refused where it was written', () => {
  const http = { httpGet: { path: '/', port: 80 } };
  test.each([
    ['a probe', { readinessProbe: http }, 'initContainers[0].readinessProbe', 'is not for an init container'],
    ['a port', { ports: [{ containerPort: 80 }] }, 'initContainers[0].ports', 'leave it out'],
    [
      'a stop handler',
      { lifecycle: { preStop: { sleep: { seconds: 1 } } } },
      'initContainers[0].lifecycle',
      'leave',
    ],
    [
      'the name of another',
      { name: 'web' },
      'containers[0].name',
      '`web` is an init container’s name already',
    ],
    [
      'a mount of no volume',
      { volumeMounts: [{ name: 'data', mountPath: '/data' }] },
      'initContainers[0].volumeMounts[0].name',
      'not one of the template’s volumes',
    ],
    ['no image', { image: undefined }, 'initContainers[0].image', 'required'],
  ])('%s', (_, over, path, message) => {
    const result = parseDeployment(manifest([{ ...migrate, ...over }]));
    const issues = result.ok ? [] : result.error.issues;
    expect(issues).toContainEqual({
      field: `template.${path}`,
      message: expect.stringContaining(message),
    });
  });

  test('too many, and two of one name', () => {
    const many = Array.from({ length: 17 }, (_, index) => ({ ...migrate, name: `m-${index}` }));
    for (const list of [many, [migrate, migrate]]) expect(parseDeployment(manifest(list)).ok).toBe(false);
  });
});

test('a manifest for Kubernetes keeps them, without what asks for nothing', () => {
  const result = parseDeployment({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'shop' },
    spec: {
      selector: { matchLabels: { app: 'shop' } },
      template: {
        metadata: { labels: { app: 'shop' } },
        spec: {
          initContainers: [{ ...migrate, terminationMessagePolicy: 'File', securityContext: {} }],
          containers: [{ name: 'web', image: 'shop:1' }],
        },
      },
    },
  });
  expect(result.ok && result.value.template.initContainers).toMatchObject([{ name: 'migrate' }]);
});
