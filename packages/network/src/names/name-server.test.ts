import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import type { ServiceRoute } from '@gantry/model';
import { decode, encode } from 'dns-packet';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aRoute } from '../testing/routes.ts';
import { NameBook } from './name-book.ts';
import { type NameServer, startNameServer } from './name-server.ts';

let server: NameServer;
let port: number;
let book = bookOf([]);
const resolver = new Resolver();

function bookOf(services: ServiceRoute[], hasRange = true): NameBook {
  return new NameBook(services, { nodeId: 'n1', hasRange });
}

beforeEach(async () => {
  port = await freeDnsPort();
  server = await startNameServer({ address: '127.0.0.1', port, book: () => book, elsewhere: [] });
  resolver.setServers([`127.0.0.1:${port}`]);
  book = bookOf([aRoute('shop', { tasks: 2 })]);
});
afterEach(() => server.close());

const shop = 'shop.default.svc.gantry.local';

describe('the names of services', () => {
  test('a service is its address, whatever the case', async () => {
    expect(await resolver.resolve4(shop)).toEqual(['198.18.0.16']);
    expect(await resolver.resolve4('Shop.Default.SVC.gantry.local')).toEqual(['198.18.0.16']);
  });

  test('on a node where services have no address it is its tasks', async () => {
    book = bookOf([aRoute('shop', { tasks: 2 })], false);
    expect((await resolver.resolve4(shop)).toSorted()).toEqual(['10.0.0.1', '10.0.0.2']);
  });

  test('`tasks.` before it is all its tasks, a task’s name one of them; one that left is gone', async () => {
    expect((await resolver.resolve4(`tasks.${shop}`)).toSorted()).toEqual(['10.0.0.1', '10.0.0.2']);
    expect(await resolver.resolve4(`shop-2.${shop}`)).toEqual(['10.0.0.2']);
    book = bookOf([aRoute('shop', { tasks: 1 })]);
    expect(await resolver.resolve4(`tasks.${shop}`)).toEqual(['10.0.0.1']);
    await expect(resolver.resolve4(`shop-2.${shop}`)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  test('SRV says where a port is: of the service, or of each of its tasks', async () => {
    expect(await resolver.resolveSrv(`_http._tcp.${shop}`)).toMatchObject([
      { name: shop, port: 80, priority: 0, weight: 0 },
    ]);
    expect(await resolver.resolveSrv(`_http._tcp.tasks.${shop}`)).toContainEqual(
      expect.objectContaining({ name: `shop-1.${shop}`, port: 8080 }),
    );
    await expect(resolver.resolveSrv(`_other._tcp.${shop}`)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  test('what is not there is NXDOMAIN; what has no such record is an empty answer', async () => {
    await expect(resolver.resolve4('none.default.svc.gantry.local')).rejects.toMatchObject({
      code: 'ENOTFOUND',
    });
    await expect(resolver.resolve6(shop)).rejects.toMatchObject({ code: 'ENODATA' });
    book = bookOf([]);
    await expect(resolver.resolve4(shop)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  test('more than fits is cut, and asked for again over TCP', async () => {
    book = bookOf([aRoute('shop', { tasks: 200 })]);
    expect(await resolver.resolve4(`tasks.${shop}`)).toHaveLength(200);
  });

  test('what is no question gets no answer and does no harm; a stranger’s name with nobody to ask fails', async () => {
    const socket = createSocket('udp4');
    socket.send(Buffer.from('nonsense'), port, '127.0.0.1');
    const tcp = connect(port, '127.0.0.1');
    tcp.write(Buffer.from([0, 4, 1, 2, 3, 4]));
    await expect(resolver.resolve4('example.org')).rejects.toMatchObject({ code: 'ESERVFAIL' });
    socket.close();
    tcp.destroy();
  });
});

test('a name that is not the cluster’s is asked elsewhere', async () => {
  const other = createSocket('udp4');
  other.on('message', (question, from) => {
    const { id, questions } = decode(question);
    const answers = [{ type: 'A' as const, name: 'example.org', ttl: 60, data: '192.0.2.7' }];
    other.send(
      encode({ type: 'response', id: id!, questions: questions!, answers }),
      from.port,
      from.address,
    );
  });
  await new Promise<void>((resolve) => other.bind(0, '127.0.0.1', resolve));
  const elsewhere = [{ address: '127.0.0.1', port: other.address().port }];
  const own = await freeDnsPort();
  const forwarding = await startNameServer({ address: '127.0.0.1', port: own, book: () => book, elsewhere });
  resolver.setServers([`127.0.0.1:${own}`]);
  expect(await resolver.resolve4('example.org')).toEqual(['192.0.2.7']);
  await forwarding.close();
  other.close();
});

/** Free for both, as a name server needs it: far more of TCP's are in use on a machine that is busy. */
function freeDnsPort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port: free } = server.address() as AddressInfo;
      server.close(() => resolve(free));
    });
  });
}
