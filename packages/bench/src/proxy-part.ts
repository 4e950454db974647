import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEmbeddedProxy, createHaproxy } from '@gantry/network';

/**
 * One process of the proxies' benchmark, so that no part takes another's turn: `backends`, or `embedded PORT BACKENDS`, or
 * `haproxy PORT BACKENDS`. Says on one line where it listens, and ends with its parent.
 */
const [part, port = '0', backends = ''] = process.argv.slice(2);
process.on('disconnect', () => process.exit(0));

if (part === 'backends') {
  const servers = Array.from({ length: 3 }, () =>
    createServer((_, response) => {
      response.setHeader('content-type', 'text/plain');
      response.end('Hello, this is a task.');
    }),
  );
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) => {
          server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
        }),
    ),
  );
  process.send!(ports);
} else {
  const proxy = part === 'haproxy' ? createHaproxy(null) : createEmbeddedProxy();
  await proxy.apply({
    pools: [
      {
        ...{ key: 'bench', traffic: 'http', affinitySeconds: null, drainMs: 0 },
        backends: backends.split(',').map((one) => ({ id: one, host: '127.0.0.1', port: Number(one) })),
      },
    ],
    frontends: [
      {
        ...{ address: '127.0.0.1', port: Number(port), traffic: 'http' },
        routes: [{ host: null, pathPrefix: '/', pool: 'bench' }],
        tls: null,
      },
    ],
  });
  process.on('SIGTERM', () => void proxy.close().then(() => process.exit(0)));
  process.send!([Number(port)]);
}
