import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { freePort, httpBackend } from '../testing/backend-server.ts';
import { ask } from '../testing/http-client.ts';
import { proxyContract } from '../testing/proxy-contract.ts';
import { tlsContract } from '../testing/tls-contract.ts';
import { findHaproxy } from './haproxy-process.ts';
import { createHaproxy } from './haproxy-proxy.ts';
import { haproxyTraceFile } from './haproxy-trace.ts';

const why = findHaproxy() === null ? 'there is no haproxy on this machine' : null;
if (why !== null) console.warn(`HAProxy is not tested: ${why}`);

describe.skipIf(why !== null)(`HAProxy${why ? ` (skipped: ${why})` : ''}`, () => {
  proxyContract('haproxy', () => createHaproxy(null));
  tlsContract('haproxy', () => createHaproxy(null));

  test('one that somebody ends is started again, and carries on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gantry-test-'));
    const traceFile = join(folder, haproxyTraceFile);
    const pid = () => JSON.parse(readFileSync(traceFile, 'utf8'))[0].pid as number;
    const [backend, port] = [await httpBackend('a'), await freePort()];
    const proxy = createHaproxy(traceFile);
    onTestFinished(async () => {
      await Promise.all([proxy.close(), backend.kill()]);
      expect(existsSync(traceFile)).toBe(false);
      rmSync(folder, { recursive: true });
    });
    const routes = [{ host: null, pathPrefix: '/', pool: 'web' }];
    await proxy.apply({
      pools: [
        { key: 'web', traffic: 'http', backends: [backend.backend], affinitySeconds: null, drainMs: 0 },
      ],
      frontends: [{ address: '127.0.0.1', port, traffic: 'http', tls: null, routes }],
    });
    const first = pid();
    process.kill(first, 'SIGKILL');
    await vi.waitFor(
      async () => {
        expect(pid()).not.toBe(first);
        expect((await ask({ port })).body).toBe('a');
      },
      { timeout: 10_000 },
    );
  });
});
