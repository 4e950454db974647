import { randomUUID } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { ContainerRequest, ObservedContainer, RuntimeDriver } from '../port.ts';
import { aRequest } from '../testing/container-request.ts';
import { dockerSocketPath, isPodmanEngine, makeBusyboxImage, whyNoDocker } from '../testing/docker-home.ts';
import { eventually } from '../testing/eventually.ts';
import { outgrowsOnceTold, tellToOutgrow } from '../testing/outgrow-memory.ts';
import { startSmallRegistry } from '../testing/small-registry.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { createDockerDriver, type DockerDriverOptions } from './docker-driver.ts';

/** What is of engines alone; the rest is in the contract. */

const noAbort = new AbortController().signal;
const reason = await whyNoDocker();
const isPodman = reason === null && (await isPodmanEngine());
if (reason !== null) console.warn(`docker driver on an engine: skipped, ${reason}`);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe.skipIf(reason !== null)(
  `docker driver on an engine${reason === null ? '' : ` (skipped: ${reason})`}`,
  () => {
    const socketPath = dockerSocketPath();
    const docker = new Docker({ socketPath });
    const drivers: RuntimeDriver[] = [];
    let image: string;
    const runs = (script: string) => ({ image, command: ['/bin/sh', '-c', script] });
    const serves = () => runs('trap "exit 0" TERM; echo ready; sleep 1000 & wait');

    function aDriver(options: Partial<DockerDriverOptions> = {}): RuntimeDriver {
      const driver = createDockerDriver({ socketPath, nodeName: `test-${randomUUID()}`, ...options });
      drivers.push(driver);
      return driver;
    }

    beforeAll(async () => {
      image = await makeBusyboxImage(docker);
    });
    afterEach(async () => {
      for (const driver of drivers.splice(0)) {
        for (const { runtimeId } of await driver.list()) await driver.remove(runtimeId);
        await driver.close();
      }
    });
    afterAll(() => docker.getImage(image).remove({ force: true }));

    const textOf = async (driver: RuntimeDriver, runtimeId: string) => {
      const texts = [];
      const query = { follow: true, tailLines: null, sinceMs: null, signal: noAbort };
      for await (const { text } of driver.logs(runtimeId, query)) texts.push(text);
      return texts.join('\n');
    };

    test('agents that share an engine do not see or touch each other', async () => {
      const [one, other] = [aDriver(), aDriver()];
      const request = aRequest(serves());
      const [mine, theirs] = await Promise.all([one.start(request), other.start(request)]);
      expect(mine.runtimeId).not.toBe(theirs.runtimeId);
      expect(await one.list()).toMatchObject([{ runtimeId: mine.runtimeId }]);
      await expect(one.stop(theirs.runtimeId, { graceMs: 0, signal: null })).rejects.toMatchObject({
        reason: 'NotFound',
      });
      await one.remove(theirs.runtimeId);
      expect(await other.list()).toMatchObject([{ runtimeId: theirs.runtimeId, state: 'running' }]);
    });

    test("a container that is none of Gantry's is not touched", async () => {
      const foreign = await docker.createContainer({
        Image: image,
        Cmd: ['/bin/sleep', '1000'],
        Labels: { 'gantry.test': '1' },
      });
      onTestFinished(() => foreign.remove({ force: true }));
      const driver = aDriver();
      await driver.remove(foreign.id);
      await expect(driver.stop(foreign.id, { graceMs: 0, signal: null })).rejects.toMatchObject({
        reason: 'NotFound',
      });
      expect((await foreign.inspect()).Id).toBe(foreign.id);
    });

    test('a published port answers on its address, and the container has one of its own', async () => {
      const driver = aDriver();
      const hostPort = await freePort();
      const script = 'while :; do printf "HTTP/1.0 200 OK\\r\\n\\r\\nhello" | busybox nc -l -p 8080; done';
      const request = aRequest(runs(script), {
        hostPorts: [{ containerPort: 8080, hostPort, protocol: 'TCP' }],
      });
      const { address } = await driver.start(request);
      expect(address).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
      const body = await eventually('the port to answer', () =>
        fetch(`http://127.0.0.1:${hostPort}/`).then(
          (response) => response.text(),
          () => null,
        ),
      );
      expect(body).toBe('hello');
    });

    test('a host port that is taken is a failure to start in words, and leaves nothing', async () => {
      const server = createHttpServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => void server.close());
      const { port: hostPort } = server.address() as AddressInfo;
      const driver = aDriver();
      const started = driver.start(
        aRequest(serves(), { hostPorts: [{ containerPort: 80, hostPort, protocol: 'TCP' }] }),
      );
      await expect(started).rejects.toMatchObject({ reason: 'StartFailed', retryable: true });
      await expect(started).rejects.toThrow(/address already in use|port is already allocated/);
      expect(await driver.list()).toEqual([]);
    });

    test('a host port is given on at once from a container that was killed to the next', async () => {
      const driver = aDriver();
      const hostPorts: ContainerRequest['hostPorts'] = [
        { containerPort: 80, hostPort: await freePort(), protocol: 'TCP' },
      ];
      const ended = new Promise<void>((resolve) =>
        driver.watch(({ state }) => state === 'exited' && resolve(), noAbort),
      );
      const { runtimeId } = await driver.start(aRequest(serves(), { hostPorts }));
      await docker.getContainer(runtimeId).kill();
      await ended;
      expect(await driver.start(aRequest(serves(), { hostPorts }))).toMatchObject({ state: 'running' });
    });

    test.skipIf(isPodman)(
      'running out of memory is told as such by the watch, too (Podman does not say so)',
      async () => {
        const driver = aDriver();
        const ended = new Promise<ObservedContainer>((resolve) =>
          driver.watch((observed) => observed.state === 'exited' && resolve(observed), noAbort),
        );
        const limits = { cpuMillis: null, memoryBytes: 32 * 2 ** 20 };
        const { runtimeId } = await driver.start(aRequest({ ...runs(outgrowsOnceTold), limits }));
        await tellToOutgrow(driver, runtimeId);
        expect(await ended).toMatchObject({ runtimeId, exitCode: 137, signal: 'SIGKILL', outOfMemory: true });
      },
    );

    test('a program that is not in the image is a failure to start, and leaves nothing', async () => {
      const driver = aDriver();
      const started = driver.start(aRequest({ image, command: ['/no/such/program'] }));
      await expect(started).rejects.toMatchObject({ reason: 'StartFailed' });
      await expect(started).rejects.toThrow(/no such file or directory/);
      expect(await driver.list()).toEqual([]);
    });

    test('the containers of a task share the network of the first', async () => {
      const driver = aDriver();
      const first = await driver.start(aRequest(runs('busybox nc -l -p 9000 -e echo shared; sleep 1000')));
      const script = 'until busybox nc 127.0.0.1 9000; do sleep 0.1; done';
      const second = await driver.start(aRequest(runs(script), { index: 1, joinNetworkOf: first.runtimeId }));
      expect(second.address).toBe(first.address);
      expect(await textOf(driver, second.runtimeId)).toContain('shared');
    });

    test('on the host network it has the host name and address of the node', async () => {
      const driver = aDriver();
      const { address, runtimeId } = await driver.start(aRequest(serves(), { hostNetwork: true }));
      expect(address).toBe('127.0.0.1');
      expect((await docker.getContainer(runtimeId).inspect()).HostConfig.NetworkMode).toBe('host');
    });

    test('mounts: a path of the node, read-only, and a named volume that outlives the container', async () => {
      const driver = aDriver();
      const folder = temporaryFolder();
      const volume = `gantry-test-${randomUUID()}`;
      onTestFinished(() => docker.getVolume(volume).remove());
      const mounts = [
        { source: folder, kind: 'path', target: '/seen', readOnly: true },
        { source: volume, kind: 'volume', target: '/kept', readOnly: false },
      ] as const;
      const writing = await driver.start(
        aRequest(runs('echo x >/seen/f || echo refused; echo kept >/kept/f'), { mounts: [...mounts] }),
      );
      expect(await textOf(driver, writing.runtimeId)).toContain('refused');
      await driver.remove(writing.runtimeId);
      const reading = await driver.start(aRequest(runs('cat /kept/f'), { mounts: [...mounts] }));
      expect(await textOf(driver, reading.runtimeId)).toBe('kept');
      await driver.remove(reading.runtimeId);
    });

    test('a terminal for the program: its log is one stream', async () => {
      const driver = aDriver();
      const { runtimeId } = await driver.start(
        aRequest({ ...runs('test -t 1 && echo on a terminal; echo err >&2'), tty: true }),
      );
      expect(await textOf(driver, runtimeId)).toBe('on a terminal\nerr');
    });

    test('attach: the program hears what a client says, and its input ends with the first one', async () => {
      const driver = aDriver();
      const { runtimeId } = await driver.start(
        aRequest({ ...runs('while read line; do echo "heard $line"; done; echo over'), stdin: 'once' }),
      );
      const session = await driver.attach!(runtimeId, { stdin: true });
      let said = '';
      session.onOutput((_channel, data) => {
        said += Buffer.from(data).toString();
      });
      session.write(Buffer.from('one\ntwo\n'));
      await eventually('both lines', () => said.includes('heard two'));
      session.resize(0, 0);
      session.endInput();
      expect(await session.exited).toBe(0);
      expect(said).toBe('heard one\nheard two\nover\n');
      const deaf = await driver.start(aRequest(serves()));
      await expect(driver.attach!(deaf.runtimeId, { stdin: true })).rejects.toMatchObject({
        reason: 'ExecFailed',
        message: expect.stringContaining('started without input'),
      });
      const listening = await driver.attach!(deaf.runtimeId, { stdin: false });
      listening.kill();
      await listening.exited;
      expect((await driver.list()).find((one) => one.runtimeId === deaf.runtimeId)).toMatchObject({
        state: 'running',
      });
    });

    test('a killed container is told of within a tenth of a second, mostly', async () => {
      const driver = aDriver();
      const ends = new Map<string, (atMs: number) => void>();
      driver.watch(
        ({ runtimeId, state }) => void (state === 'exited' && ends.get(runtimeId)?.(performance.now())),
        noAbort,
      );
      const tookMs: number[] = [];
      for (let round = 0; round < 3; round++) {
        const { runtimeId } = await driver.start(aRequest(serves()));
        const ended = new Promise<number>((resolve) => ends.set(runtimeId, resolve));
        const killedAt = performance.now();
        await docker.getContainer(runtimeId).kill();
        tookMs.push((await ended) - killedAt);
      }
      console.info(`docker: kill to told, ms: ${tookMs.map(Math.round).join(' ')}`);
    });

    describe('images', () => {
      const pull = async (
        driver: RuntimeDriver,
        reference: string,
        policy: 'Always' | 'IfNotPresent' | 'Never',
        signal = noAbort,
      ) => {
        const progress: { message: string; ratio: number | null }[] = [];
        const request = aRequest({ image: reference, imagePullPolicy: policy });
        await driver.prepare(request, (message, ratio) => progress.push({ message, ratio }), signal);
        return { progress, request };
      };

      test.skipIf(isPodman)(
        'pulled with progress (from a registry without TLS, which Podman refuses), then started as the image says, its id known',
        async () => {
          const registry = await startSmallRegistry();
          const driver = aDriver();
          const reference = registry.reference(randomUUID());
          onTestFinished(async () => {
            await docker.getImage(reference).remove({ force: true });
            await registry.close();
          });
          await expect(pull(driver, reference, 'Never')).rejects.toThrow(/imagePullPolicy is Never/);
          const look = (image: string, asksFar: boolean) =>
            driver.look({ image, imagePullPolicy: 'IfNotPresent' }, { asksFar, signal: noAbort });
          expect(await look(reference, false)).toMatchObject({ found: 'elsewhere' });
          expect(await look(reference, true)).toMatchObject({ found: 'far' });
          const { progress, request } = await pull(driver, reference, 'IfNotPresent');
          expect(progress[0]).toEqual({ message: `pulling ${reference}`, ratio: null });
          expect(progress.at(-1)!.ratio).toBe(1);
          const { runtimeId, imageId } = await driver.start(request);
          expect(await textOf(driver, runtimeId)).toBe('from the image');
          expect(imageId).toMatch(/^sha256:[0-9a-f]{64}$/);
          expect(await look(reference, false)).toEqual({ found: 'here', imageId, message: '' });
          const askedOnce = registry.asked.length;
          await pull(driver, reference, 'IfNotPresent');
          await pull(driver, reference, 'Never');
          expect(registry.asked.length).toBe(askedOnce);
          await pull(driver, reference, 'Always');
          expect(registry.asked.length).toBeGreaterThan(askedOnce);
        },
      );

      test('one that cannot be had is a retryable fault with what the engine said', async () => {
        const registry = await startSmallRegistry();
        onTestFinished(registry.close);
        const driver = aDriver();
        const missing = pull(driver, registry.reference('missing'), 'IfNotPresent');
        await expect(missing).rejects.toMatchObject({ reason: 'ImagePullFailed', retryable: true });
        await expect(missing).rejects.toThrow(
          /could not pull 127\.0\.0\.1:\d+\/small\/busybox:missing: .*(manifest|HTTPS client)/,
        );
        const sought = { image: registry.reference('missing'), imagePullPolicy: 'IfNotPresent' } as const;
        const { found } = await driver.look(sought, { asksFar: true, signal: noAbort });
        // Podman does not take the question, and so does not know.
        expect(found).toBe(isPodman ? 'unknown' : 'gone');
        const nobody = pull(driver, `127.0.0.1:${await freePort()}/a/b:1`, 'IfNotPresent');
        await expect(nobody).rejects.toThrow(/could not pull .*connection refused/);
      });

      test('a reference that is none is refused before the engine is asked', async () => {
        const driver = createDockerDriver({ socketPath: '/no/socket', nodeName: 'nobody' });
        const bad = pull(driver, 'UPPER/case', 'Always');
        await expect(bad).rejects.toMatchObject({ reason: 'InvalidImage', retryable: false });
      });

      test('a pull can be given up', async () => {
        const silent = createServer(() => {});
        await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
        onTestFinished(() => void silent.close());
        const controller = new AbortController();
        const reference = `127.0.0.1:${(silent.address() as AddressInfo).port}/a/b:1`;
        const given = pull(aDriver(), reference, 'Always', controller.signal);
        controller.abort();
        await expect(given).rejects.toMatchObject({ reason: 'ImagePullFailed', retryable: true });
      });
    });

    test('an engine that takes its time with the usage is asked for other things meanwhile', async () => {
      const path = join(temporaryFolder(), 'engine.sock');
      let asked = 0;
      const server = createServer((client) => {
        const engine = connect(socketPath);
        client.on('data', (chunk) => {
          if (chunk.includes('/stats?')) asked += 1;
          else engine.write(chunk);
        });
        engine.pipe(client);
        for (const socket of [client, engine]) socket.on('error', () => {});
        client.on('close', () => engine.destroy());
        onTestFinished(() => void client.destroy());
      });
      await new Promise<void>((resolve) => server.listen(path, resolve));
      onTestFinished(() => void server.close());
      const driver = aDriver({ socketPath: path, callsInFlight: 1 });
      const { runtimeId } = await driver.start(aRequest(serves()));
      driver.usage(runtimeId).catch(() => {});
      await eventually('the usage to be asked for', () => asked === 1);
      expect(await driver.list()).toMatchObject([{ runtimeId, state: 'running' }]);
    });

    describe('an engine that goes away', () => {
      /** A socket that leads to the engine until it is cut. */
      async function aCuttableSocket() {
        const path = join(temporaryFolder(), 'engine.sock');
        const sockets = new Set<Socket>();
        let isCut = false;
        const server = createServer((client) => {
          if (isCut) return void client.destroy();
          const engine = connect(socketPath);
          for (const socket of [client, engine]) sockets.add(socket.on('error', () => {}));
          client.pipe(engine).pipe(client);
          client.on('close', () => engine.destroy());
          engine.on('close', () => client.destroy());
        });
        await new Promise<void>((resolve) => server.listen(path, resolve));
        onTestFinished(() => void server.close());
        const cut = () => {
          isCut = true;
          for (const socket of sockets) socket.destroy();
        };
        const mend = () => {
          isCut = false;
        };
        onTestFinished(cut);
        return { path, cut, mend };
      }

      test('what happened meanwhile is told when it is back', async () => {
        const socket = await aCuttableSocket();
        const nodeName = `test-${randomUUID()}`;
        const [driver, direct] = [aDriver({ nodeName, socketPath: socket.path }), aDriver({ nodeName })];
        const seen: ObservedContainer[] = [];
        driver.watch((observed) => void seen.push(observed), noAbort);
        const { runtimeId } = await driver.start(aRequest(serves()));
        await eventually('the start to be told', () => seen.some(({ state }) => state === 'running'));
        socket.cut();
        await expect(driver.list()).rejects.toMatchObject({ reason: 'Unavailable', retryable: true });
        expect(await driver.info()).toMatchObject({ available: false });
        await direct.stop(runtimeId, { graceMs: 0, signal: null });
        socket.mend();
        await eventually('the end to be told', () =>
          seen.some((one) => one.runtimeId === runtimeId && one.state === 'exited'),
        );
        expect(await driver.info()).toMatchObject({ available: true });
      });
    });
  },
);

test('where there is no engine, info says so and how to get one; nothing else hangs', async () => {
  const socketPath = join(temporaryFolder(), 'docker.sock');
  const driver = createDockerDriver({ socketPath, nodeName: 'nobody' });
  const { available, detail } = await driver.info();
  expect(available).toBe(false);
  expect(detail).toBe(
    `no container engine here: there is no socket ${socketPath}. Install Docker or Podman and start it, or name its socket in GANTRY_DOCKER_SOCKET`,
  );
  const prepared = driver.prepare(aRequest({ image: 'nginx:1.27' }), () => {}, noAbort);
  await expect(prepared).rejects.toMatchObject({ reason: 'Unavailable', retryable: true });
  await expect(driver.list()).rejects.toMatchObject({ reason: 'Unavailable', retryable: true });
  await driver.close();
});
