import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { placePorts } from '@gantry/model';
import type { ExecSession, RuntimeDriver } from '@gantry/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isForbidden } from './dial-guard.ts';
import { askHttp } from './probe-http.ts';
import { askTcp } from './probe-tcp.ts';
import { askProbe, httpUrl, networkDialer, type Subject } from './prober.ts';
import { endpointOf, type Reach } from './published-ports.ts';
import { systemClock } from './system-clock.ts';
import { aContainer, aProbe } from './testing/builders.ts';

let server: Server;
let port: number;
const seen: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(`${request.headers.host} ${request.headers['user-agent']} ${request.url}`);
    const [, kind, detail] = request.url!.split('/');
    if (kind === 'status') response.writeHead(Number(detail)).end();
    else if (kind === 'to') response.writeHead(302, { Location: decodeURIComponent(detail!) }).end();
    else if (kind === 'round') response.writeHead(307, { Location: '/round' }).end();
    else if (kind === 'slow') return;
    else if (kind === 'endless') response.writeHead(200).write('more to come');
    else response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

function ask(path: string, timeoutMs = 5_000) {
  return askHttp({ url: httpUrl('HTTP', { host: '127.0.0.1', port }, path), headers: [], timeoutMs });
}

describe('http probes', () => {
  test.each([
    [200, 'success'],
    [399, 'success'],
    [400, 'failure'],
    [503, 'failure'],
  ])('%i is a %s', async (status, result) => {
    const answer = await ask(`/status/${status}`);
    expect(answer.result).toBe(result);
  });

  test('says what was asked and answered', async () => {
    expect((await ask('/status/503')).message).toBe(`GET http://127.0.0.1:${port}/status/503 answered 503`);
  });

  test('the time limit holds for an answer that does not come', async () => {
    const { result, message } = await ask('/slow', 50);
    expect({ result, message }).toEqual({
      result: 'failure',
      message: `GET http://127.0.0.1:${port}/slow did not answer within 0.05 s`,
    });
  });

  test('a body without an end does not matter', async () => {
    expect((await ask('/endless')).result).toBe('success');
  });

  test('a redirect on the same origin is followed', async () => {
    expect((await ask(`/to/${encodeURIComponent('/status/500')}`)).result).toBe('failure');
    expect((await ask(`/to/${encodeURIComponent('/')}`)).result).toBe('success');
  });

  test('a redirect to elsewhere is a success that is not followed', async () => {
    const answer = await ask(`/to/${encodeURIComponent('http://127.0.0.1:1/status/500')}`);
    expect(answer.result).toBe('success');
    expect(answer.message).toContain('redirect to http://127.0.0.1:1 that was not followed');
  });

  test('redirects without an end fail', async () => {
    const { result, message } = await ask('/round');
    expect(result).toBe('failure');
    expect(message).toContain('redirected more than 10 times');
  });

  test('nobody there is a failure, with the reason', async () => {
    const answer = await askHttp({ url: new URL('http://127.0.0.1:1/'), headers: [], timeoutMs: 1_000 });
    expect(answer.result).toBe('failure');
    expect(answer.message).toContain('ECONNREFUSED');
  });

  test('headers are sent, Host included, and a path cannot name another host', async () => {
    const url = httpUrl('HTTP', { host: '127.0.0.1', port }, '//elsewhere/x');
    await askHttp({ url, headers: [{ name: 'Host', value: 'shop.example' }], timeoutMs: 5_000 });
    expect(seen.at(-1)).toBe('shop.example gantry-probe //elsewhere/x');
  });

  test('link-local addresses are never dialled', async () => {
    const answer = await askHttp({ url: new URL('http://169.254.169.254/'), headers: [], timeoutMs: 5_000 });
    expect(answer.message).toContain('link-local');
    expect(['::ffff:169.254.169.254', 'fe80::1', '169.254.0.1'].map(isForbidden)).toEqual([true, true, true]);
    expect(['127.0.0.1', '10.0.0.2', '::1', 'shop.example'].map(isForbidden)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('tcp probes', () => {
  test('a taken connection is a success, a refused one a failure', async () => {
    expect((await askTcp({ host: '127.0.0.1', port }, 1_000)).result).toBe('success');
    expect((await askTcp({ host: '127.0.0.1', port: 1 }, 1_000)).result).toBe('failure');
  });
});

/** A driver of which only `exec` is asked. */
function execDriver(session: Partial<ExecSession>): RuntimeDriver {
  const whole = { onOutput: () => {}, kill: () => {}, ...session };
  return { exec: async () => whole } as unknown as RuntimeDriver;
}

const reach: Reach = { runtime: 'docker', hostNetwork: false, address: '10.0.0.2', ports: [] };
const subject: Subject = {
  driver: execDriver({}),
  dialer: networkDialer,
  clock: systemClock,
  runtimeId: 'c1',
  reach,
};

describe('exec probes', () => {
  const probe = aProbe({ handler: { type: 'exec', command: ['check'] }, timeoutSeconds: 0.05 });

  test.each([
    [0, 'success'],
    [1, 'failure'],
  ])('exit code %i is a %s', async (exitCode, result) => {
    const driver = execDriver({ exited: Promise.resolve(exitCode) });
    expect((await askProbe({ ...subject, driver }, probe)).result).toBe(result);
  });

  test('one that does not end is killed and has failed', async () => {
    let killed = 0;
    const driver = execDriver({ exited: new Promise(() => {}), kill: () => killed++ });
    const { result, message } = await askProbe({ ...subject, driver }, probe);
    expect({ result, message, killed }).toEqual({
      result: 'failure',
      message: 'command ["check"] failed: it did not end within 0.05 s',
      killed: 1,
    });
  });

  test('a runtime that does not even begin it is an error; should it begin late, the command is ended', async () => {
    let killed = 0;
    const begun = Promise.withResolvers<ExecSession>();
    const driver = { exec: () => begun.promise } as unknown as RuntimeDriver;
    expect((await askProbe({ ...subject, driver }, probe)).result).toBe('error');
    begun.resolve({ kill: () => killed++ } as unknown as ExecSession);
    await begun.promise;
    expect(killed).toBe(1);
  });

  test('a runtime that cannot run it is an error, not a failure', async () => {
    const driver = { exec: () => Promise.reject(new Error('no engine')) } as unknown as RuntimeDriver;
    expect((await askProbe({ ...subject, driver }, probe)).result).toBe('error');
  });
});

describe('where a port is reached', () => {
  const ports = [
    { name: 'http', containerPort: 80, hostPort: 0, protocol: 'TCP' as const },
    { name: 'admin', containerPort: 9000, hostPort: null, protocol: 'TCP' as const },
  ];
  const [placed] = placePorts([aContainer({ ports })], [31_000]);
  const of = (over: Partial<Reach>, port: number | string) =>
    endpointOf({ ...reach, ports: placed!, ...over }, port);

  test.each<[string, Partial<Reach>, number | string, { host: string; port: number } | null]>([
    ['a container by name', {}, 'http', { host: '10.0.0.2', port: 80 }],
    ['a container by number', {}, 8080, { host: '10.0.0.2', port: 8080 }],
    ['a container without an address', { address: '' }, 'http', { host: '127.0.0.1', port: 31_000 }],
    ['on the host network', { hostNetwork: true, address: '' }, 'http', { host: '127.0.0.1', port: 80 }],
    [
      'a process on the port it was given',
      { runtime: 'process' },
      'http',
      { host: '127.0.0.1', port: 31_000 },
    ],
    ['a process by container port', { runtime: 'process' }, 80, { host: '127.0.0.1', port: 31_000 }],
    ['a process on its own port', { runtime: 'process' }, 'admin', { host: '127.0.0.1', port: 9000 }],
    ['no such name', {}, 'nope', null],
  ])('%s', (_name, over, port, expected) => {
    expect(of(over, port)).toEqual(expected);
  });

  test('host ports come in the order of containers, then published ports', () => {
    const port = (hostPort: number | null) => ({
      name: null,
      containerPort: 1,
      hostPort,
      protocol: 'TCP' as const,
    });
    const containers = [
      aContainer({ ports: [port(null), port(0)] }),
      aContainer({ ports: [port(0), port(80)] }),
    ];
    expect(placePorts(containers, [7, 8, 80]).map((all) => all.map(({ hostPort }) => hostPort))).toEqual([
      [null, 7],
      [8, 80],
    ]);
  });
});
