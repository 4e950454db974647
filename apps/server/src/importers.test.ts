import { readCompose } from '@gantry/compose';
import { readKubernetesDeployments } from '@gantry/kubernetes';
import { readMarathonApps } from '@gantry/mesos';
import { describe, expect, it, test } from 'vitest';

const web = (replicas: number) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' } },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { serviceAccountName: 'robot', containers: [{ name: 'web', image: 'nginx:1.27' }] },
    },
  },
});
const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } };

describe("Kubernetes's objects", () => {
  it('come to deployments, and what is left out or not honoured is said', () => {
    const read = readKubernetesDeployments([web(3), service]);
    expect(read).toMatchObject({
      ok: true,
      value: {
        deployments: [
          {
            namespace: 'shop',
            name: 'web',
            spec: { replicas: 3 },
            template: { containers: [{ image: 'nginx:1.27' }] },
          },
        ],
      },
    });
    const warnings = read?.ok ? read.value.warnings.join('\n') : '';
    expect(warnings).toMatch(/web: spec.template.spec.serviceAccountName: kept, but not honoured/);
    expect(warnings).toMatch(/Service web: no deployment/);
  });

  it('name each wrong field by its place', () => {
    const read = readKubernetesDeployments([{ apiVersion: 'v1', kind: 'List', items: [web(-1)] }]);
    expect(read).toMatchObject({ ok: false, error: { issues: [{ field: 'spec.replicas' }] } });
  });

  it('are told from other things', () => expect(readKubernetesDeployments([{ id: '/web' }])).toBeNull());
});

describe("Marathon's apps", () => {
  it('come to deployments, those of a group below its id', () => {
    const group = {
      id: '/shop',
      apps: [{ id: 'web', cmd: './server', instances: 2, cpus: 0.1, mem: 32 }],
      groups: [{ id: 'data', apps: [{ id: 'store', cmd: './store', instances: 1, cpus: 0.1, mem: 32 }] }],
    };
    const read = readMarathonApps([group]);
    expect(read?.ok && read.value.deployments.map(({ name, spec }) => [name, spec.replicas])).toEqual([
      [expect.stringContaining('web'), 2],
      [expect.stringContaining('store'), 1],
    ]);
  });

  it('name each wrong field by its path', () => {
    const read = readMarathonApps([{ id: '/web', cmd: './server', instances: 'many' }]);
    expect(read).toMatchObject({ ok: false, error: { issues: [{ field: '/instances' }] } });
  });

  it('are told from other things', () => {
    expect(readMarathonApps([{ apiVersion: 'v1', kind: 'Pod' }])).toBeNull();
    expect(readMarathonApps(['text'])).toBeNull();
  });
});

test('a Compose file is neither of them, and they are no Compose files', () => {
  const compose = { services: { web: { image: 'nginx:1.27' } } };
  expect(readKubernetesDeployments([compose])).toBeNull();
  expect(readMarathonApps([compose])).toBeNull();
  expect(readCompose([compose])).toMatchObject({ ok: true, value: { deployments: [{ name: 'web' }] } });
  expect(readCompose([{ id: '/web', cmd: './server' }])).toBeNull();
});
