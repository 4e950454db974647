import { readdirSync, readFileSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { type Cluster, startCluster, until } from '@gantry/bench/cluster';
import { helloImages } from '@gantry/examples';
import { findHaproxy } from '@gantry/network';
import { ownCertificate } from '@gantry/network/own-certificate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLoad } from '../wordpress/load.ts';

/** A service of plain processes with each proxy that this machine has: updated and rolled back under load, and over TLS. */

const proxies = ['embedded', 'haproxy'] as const;
const why = { embedded: null, haproxy: findHaproxy() === null ? 'there is no haproxy here' : null };
for (const proxy of proxies) {
  if (why[proxy]) console.warn(`Services behind ${proxy} are not tested: ${why[proxy]}`);
}

const replicas = 3;
const clients = 4;
const host = 'shop.example.org';

interface ServiceView {
  ports: { nodePort: number }[];
  endpoints: { revision: number; state: string }[];
  troubles: string[];
}

describe.each(proxies.filter((proxy) => why[proxy] === null))('behind the proxy %s', (proxy) => {
  let cluster: Cluster;
  let ports: { plain: number; tls: number };
  beforeAll(async () => {
    ports = { plain: await freePort(), tls: await freePort() };
    const environment = {
      GANTRY_PROXY: proxy,
      GANTRY_INGRESS_PORT: String(ports.plain),
      GANTRY_INGRESS_TLS_PORT: String(ports.tls),
    };
    cluster = await startCluster({ localAgents: 2, environment });
    await cluster.mutate('deployments.deploy', { manifest: web });
    await cluster.mutate('services.save', { manifest: service });
    await settled(cluster, 1);
  }, 120_000);
  afterAll(() => cluster.stop());

  it('an update and a rollback drop no request, of clients that keep their connections and others', async () => {
    const [{ nodePort: port }] = (await settled(cluster, 1)).ports as [{ nodePort: number }];
    // The agents of one machine share the port: each of them has to have heard of the service.
    await until(() => statusesOfNew(port), areOk, soon);
    const loads = [true, false].map((keepAlive) =>
      startLoad({ port, connections: clients, paths: ['/version'], keepAlive }),
    );
    await cluster.mutate('deployments.setImage', { name: 'web', image: helloImages.process[2] });
    await settled(cluster, 2);
    // Another service in between is another configuration of the proxy.
    await cluster.mutate('services.save', { manifest: { ...service, name: 'other' } });
    await cluster.mutate('deployments.rollback', { name: 'web' });
    await settled(cluster, 3);
    await Promise.all(loads.map((load) => load.reached(Math.max(1_000, load.answered + 500))));
    await Promise.all(loads.map((load) => load.stop()));
    expect(loads.flatMap(({ failed }) => failed)).toEqual([]);
  }, 120_000);

  it('a host is served over TLS with the certificate of a secret, the new one once it is saved', async () => {
    const tlsSecret = 'shop-tls';
    const ingress = [{ host, tlsSecret }];
    await cluster.mutate('services.save', { manifest: { ...service, kind: 'ingress', ingress } });
    const { troubles } = await cluster.query<ServiceView>('services.get', { name: 'web' });
    expect(troubles).toEqual([expect.stringContaining('There is no secret shop-tls in default')]);
    const keys = [];
    for (const words of ['first', 'renewed']) {
      const { certificate, key } = await ownCertificate(host, words);
      keys.push(key);
      const data = { 'tls.crt': certificate, 'tls.key': key };
      await cluster.mutate('secrets.save', { manifest: { name: tlsSecret, type: 'tls', data } });
      await until(
        () => overTls(ports.tls),
        ({ subject, status }) => subject === words && status === 200,
        { withinMs: 20_000, what: `an answer with the ${words} certificate`, everyMs: 50 },
      );
    }
    expect(await sentOn(ports.plain)).toBe(`https://${host}:${ports.tls}/version?a=1`);
    const after = await cluster.query<ServiceView>('services.get', { name: 'web' });
    expect(after.troubles).toEqual([]);
    for (const key of keys) expect(filesWith(cluster.dataDir, key.split('\n')[1]!)).toEqual([]);
  }, 120_000);
});

const areOk = (statuses: number[]) => statuses.every((status) => status === 200);
const soon = { withinMs: 10_000, what: 'an answer on each of many connections' };

/** So many that no agent of the machine is left out: the kernel deals connections out. */
const statusesOfNew = (port: number) => Promise.all(Array.from({ length: 40 }, () => statusOfNew(port)));

/** What a connection of its own is answered; 0: it is not. */
function statusOfNew(port: number): Promise<number> {
  return new Promise((resolve) => {
    const asked = plainRequest({ host: '127.0.0.1', port, path: '/version', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', () => resolve(0));
    asked.end();
  });
}

function overTls(port: number): Promise<{ subject: string; status: number }> {
  return new Promise((resolve) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port,
        servername: host,
        path: '/version',
        rejectUnauthorized: false,
        agent: false,
      },
      (response) => {
        response.resume();
        const { subject } = (response.socket as TLSSocket).getPeerCertificate();
        resolve({ subject: String(subject?.CN), status: response.statusCode ?? 0 });
      },
    );
    asked.setHeader('host', `${host}:${port}`);
    asked.on('error', (error) => resolve({ subject: error.message, status: 0 }));
    asked.end();
  });
}

/** Where a plain request is sent; '' for an answer. */
function sentOn(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = plainRequest(
      { host: '127.0.0.1', port, path: '/version?a=1', headers: { host } },
      (response) => {
        response.resume();
        resolve(response.headers.location ?? '');
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

/** The files of a folder that have the text in them, as bytes. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => readFileSync(file).includes(text));
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

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
