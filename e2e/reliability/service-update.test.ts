import { type Cluster, startCluster, until } from '@gantry/bench/cluster';
import { helloImages } from '@gantry/examples';
import { findHaproxy } from '@gantry/network';
import { describe, expect, it } from 'vitest';
import { startLoad } from '../wordpress/load.ts';

/** A service of plain processes, updated and rolled back under load, with each proxy that this machine has. */

const proxies = ['embedded', 'haproxy'] as const;
const why = { embedded: null, haproxy: findHaproxy() === null ? 'there is no haproxy here' : null };
for (const proxy of proxies)
  if (why[proxy]) console.warn(`Updates behind ${proxy} are not tested: ${why[proxy]}`);

const replicas = 3;
const clients = 4;

interface ServiceView {
  ports: { nodePort: number }[];
  endpoints: { revision: number; state: string }[];
}

describe.each(proxies.filter((proxy) => why[proxy] === null))('behind the proxy %s', (proxy) => {
  it('an update and a rollback drop no request, of clients that keep their connections and others', async () => {
    const cluster = await startCluster({ localAgents: 2, environment: { GANTRY_PROXY: proxy } });
    try {
      await cluster.mutate('deployments.deploy', { manifest: web });
      await cluster.mutate('services.save', { manifest: service });
      const { ports } = await settled(cluster, 1);
      const port = ports[0]!.nodePort;
      await until(
        () =>
          fetch(`http://127.0.0.1:${port}/version`).then(
            ({ status }) => status,
            () => 0,
          ),
        (status) => status === 200,
        { withinMs: 10_000, what: 'an answer' },
      );
      const loads = [true, false].map((keepAlive) =>
        startLoad({ port, connections: clients, paths: ['/version'], keepAlive }),
      );
      await cluster.mutate('deployments.setImage', { name: 'web', image: helloImages.process[2] });
      await settled(cluster, 2);
      // Another service in between is another configuration of the proxy.
      await cluster.mutate('services.save', { manifest: { ...service, name: 'other' } });
      await cluster.mutate('deployments.rollback', { name: 'web' });
      await settled(cluster, 3);
      await Promise.all(loads.map((load) => load.reached(load.answered + 500)));
      await Promise.all(loads.map((load) => load.stop()));
      expect(loads.flatMap(({ failed }) => failed)).toEqual([]);
      expect(Math.min(...loads.map(({ answered }) => answered))).toBeGreaterThan(1_000);
    } finally {
      await cluster.stop();
    }
  }, 120_000);
});

const web = {
  name: 'web',
  replicas,
  runtime: 'process',
  template: {
    terminationGracePeriodSeconds: 5,
    containers: [
      {
        name: 'hello',
        image: helloImages.process[1],
        command: ['node', 'server.cjs'],
        ports: [{ name: 'http', containerPort: 8080, hostPort: 0 }],
        readinessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 1 },
        resources: { requests: { cpu: '10m', memory: '8Mi' } },
      },
    ],
  },
};
const service = {
  ...{ name: 'web', kind: 'published', deployment: 'web' },
  ports: [{ name: 'http', port: 80, targetPort: 'http' }],
};

function settled(cluster: Cluster, revision: number): Promise<ServiceView> {
  return until(
    () => cluster.query<ServiceView>('services.get', { name: 'web' }),
    ({ endpoints }) =>
      endpoints.length === replicas &&
      endpoints.every((one) => one.revision === revision && one.state === 'ready'),
    { withinMs: 60_000, what: `${replicas} ready tasks of revision ${revision} and no others`, everyMs: 20 },
  );
}
