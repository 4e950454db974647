import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findHaproxy } from '@gantry/network';
import { median, type Row } from './figures.ts';

/** How many requests a second the proxies carry between the same clients and backends, one after the other. */
const connections = 32;
const roundMs = 3_000;
const rounds = 3;

export async function* measureProxies(): AsyncIterable<Row> {
  const { child: backends, ports } = await start(['backends']);
  try {
    const sides = findHaproxy() === null ? ['embedded'] : ['embedded', 'haproxy'];
    const carried = new Map<string, number[]>(sides.map((name) => [name, []]));
    // In turns, so that what else the machine does meets both.
    for (let round = 0; round < rounds; round++)
      for (const name of sides) carried.get(name)!.push(await carry(name, ports));
    yield {
      what: `HTTP requests carried, ${connections} connections`,
      ours: median(carried.get('embedded')!),
      peers: { haproxy: carried.has('haproxy') ? median(carried.get('haproxy')!) : null },
      unit: '/s',
      goal: 'at least half of what HAProxy carries',
    };
  } finally {
    backends.disconnect();
  }
}

async function carry(name: string, backends: readonly number[]): Promise<number> {
  const port = await freePort();
  const { child } = await start([name, String(port), backends.join(',')]);
  const answered = await ask(port);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
  return answered;
}

async function start(args: string[]): Promise<{ child: ChildProcess; ports: number[] }> {
  const child = fork(join(import.meta.dirname, 'proxy-part.ts'), args);
  const [ports] = (await once(child, 'message')) as [number[]];
  return { child, ports };
}

/** Answers a second. Each connection asks again as soon as it has its answer. */
async function ask(port: number): Promise<number> {
  let answered = 0;
  const sockets = Array.from({ length: connections }, () => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const question = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      if (!answer.endsWith('is a task.')) return;
      answer = '';
      answered += 1;
      socket.write(question);
    });
    socket.on('error', () => {});
    socket.write(question);
    return socket;
  });
  await delay(roundMs / 4);
  const before = answered;
  const begunMs = performance.now();
  await delay(roundMs);
  const rate = ((answered - before) * 1_000) / (performance.now() - begunMs);
  for (const socket of sockets) socket.destroy();
  return rate;
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
