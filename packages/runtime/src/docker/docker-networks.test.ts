import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { ChosenNetwork } from '@gantry/model';
import Docker from 'dockerode';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { ObservedContainer, RuntimeDriver } from '../port.ts';
import { aRequest } from '../testing/container-request.ts';
import { dockerSocketPath, makeBusyboxImage, whyNoDocker } from '../testing/docker-home.ts';
import { runExec } from '../testing/run-exec.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { createDockerDriver } from './docker-driver.ts';
import { DockerNetworks } from './docker-networks.ts';
import { createEngine } from './engine.ts';

const reason = await whyNoDocker();
if (reason !== null) console.warn(`networks of containers: skipped, ${reason}`);

const aNetwork = (over: Partial<ChosenNetwork> = {}): ChosenNetwork => ({
  name: `gtest-${randomUUID().slice(0, 8)}`,
  driver: 'bridge',
  options: {},
  subnet: null,
  gateway: null,
  ...over,
});

describe.skipIf(reason !== null)(
  `networks on an engine${reason === null ? '' : ` (skipped: ${reason})`}`,
  () => {
    const socketPath = dockerSocketPath();
    const docker = new Docker({ socketPath });
    const drivers: RuntimeDriver[] = [];
    let image: string;
    let cluster: string;

    const serves = () => ({
      image,
      command: ['/bin/sh', '-c', 'trap "exit 0" TERM; echo ready; sleep 1000 & wait'],
    });

    function anAgent(): RuntimeDriver {
      const nodeName = `test-${randomUUID()}`;
      const driver = createDockerDriver({ socketPath, nodeName, clusterFor: async () => cluster });
      drivers.push(driver);
      return driver;
    }

    const networksOf = async () => {
      const found = await docker.listNetworks({ filters: { label: [`gantry.network=${cluster}`] } });
      return found.map(({ Name }) => Name).sort();
    };
    const networkOf = async ({ runtimeId }: ObservedContainer) =>
      Object.keys((await docker.getContainer(runtimeId).inspect()).NetworkSettings.Networks);

    beforeAll(async () => {
      image = await makeBusyboxImage(docker);
      cluster = `t${randomUUID().slice(0, 8)}`;
    });
    afterEach(async () => {
      for (const driver of drivers.splice(0)) {
        for (const { runtimeId } of await driver.list()) await driver.remove(runtimeId);
        await driver.close();
      }
      expect(await networksOf(), 'networks that are left over').toEqual([]);
    });
    afterAll(() => docker.getImage(image).remove({ force: true }));

    test('agents of a cluster on one engine share a network for each namespace, by which containers find each other', async () => {
      const [one, two] = [anAgent(), anAgent()];
      const start = (driver: RuntimeDriver, namespace: string) =>
        driver.start(aRequest(serves(), { namespace }));
      const [here, there] = await Promise.all([start(one, 'shop'), start(two, 'shop')]);
      const elsewhere = await start(one, 'bank');
      expect(await networkOf(here)).toEqual([`gantry-${cluster}-shop`]);
      expect(await networkOf(there)).toEqual([`gantry-${cluster}-shop`]);
      expect(await networkOf(elsewhere)).toEqual([`gantry-${cluster}-bank`]);
      const inspected = await docker.getContainer(there.runtimeId).inspect();
      const name = inspected.Name.slice(1);
      for (const host of [there.address, name]) {
        const command = ['/bin/busybox', 'ping', '-c', '1', '-W', '5', host];
        const { exitCode, stdout } = await runExec(one, here.runtimeId, command);
        expect([exitCode, stdout]).toEqual([0, expect.stringContaining(there.address)]);
      }
    });

    test('it goes with the last container that runs on it, and not before', async () => {
      const [one, two] = [anAgent(), anAgent()];
      const start = (driver: RuntimeDriver) => driver.start(aRequest(serves(), { namespace: 'shop' }));
      const [first, second] = [await start(one), await start(two)];
      await two.remove(second.runtimeId);
      expect(await networksOf()).toEqual([`gantry-${cluster}-shop`]);
      // What has ended is kept for its log, and takes no range of addresses from anybody.
      await one.stop(first.runtimeId, { graceMs: 0, signal: 'SIGKILL' });
      expect(await networksOf()).toEqual([]);
      expect(await one.list()).toMatchObject([{ state: 'exited' }]);
    });

    test('agents that stop their containers in the same moment leave none', async () => {
      const agents = [anAgent(), anAgent(), anAgent()];
      const start = (driver: RuntimeDriver) => driver.start(aRequest(serves(), { namespace: 'together' }));
      const started = await Promise.all(agents.map(start));
      const how = { graceMs: 0, signal: 'SIGKILL' };
      await Promise.all(started.map(({ runtimeId }, index) => agents[index]!.stop(runtimeId, how)));
      expect(await networksOf()).toEqual([]);
    });

    test('containers that come while others go are not left without it', async () => {
      const agents = [anAgent(), anAgent()];
      const comeAndGo = async (driver: RuntimeDriver) => {
        for (let turn = 0; turn < 4; turn++) {
          const { runtimeId } = await driver.start(aRequest(serves(), { namespace: 'busy' }));
          await driver.remove(runtimeId);
        }
      };
      await Promise.all(agents.map(comeAndGo));
      expect(await networksOf()).toEqual([]);
    }, 60_000);

    test('one left over by an agent that was killed is taken away by the next', async () => {
      const name = `gantry-${cluster}-forgotten`;
      await docker.createNetwork({ Name: name, Labels: { 'gantry.network': cluster } });
      await anAgent().start(aRequest(serves(), { namespace: 'shop' }));
      const deadlineMs = performance.now() + 10_000;
      while ((await networksOf()).includes(name))
        if (performance.now() > deadlineMs) throw new Error('stays');
    });

    test('a container that cannot start leaves no network behind', async () => {
      const broken = { image, command: ['/bin/nothing-there'] };
      await expect(anAgent().start(aRequest(broken, { namespace: 'shop' }))).rejects.toMatchObject({
        reason: 'StartFailed',
      });
    });

    test('a chosen one is made with what was said of it, and goes with its last container', async () => {
      const driver = anAgent();
      const network = aNetwork({
        subnet: '10.213.77.0/28',
        gateway: '10.213.77.1',
        options: { 'com.docker.network.driver.mtu': '1400' },
      });
      const started = await driver.start(aRequest(serves(), { network }));
      expect(started.address).toMatch(/^10\.213\.77\./);
      expect(await docker.getNetwork(network.name).inspect()).toMatchObject({
        Driver: 'bridge',
        Options: expect.objectContaining(network.options),
      });
      await driver.remove(started.runtimeId);
      await expect(docker.getNetwork(network.name).inspect()).rejects.toMatchObject({ statusCode: 404 });
    });

    test('one that somebody else made is used and left', async () => {
      const network = aNetwork();
      const made = await docker.createNetwork({ Name: network.name });
      onTestFinished(() => made.remove());
      const driver = anAgent();
      const started = await driver.start(aRequest(serves(), { network }));
      expect(await networkOf(started)).toEqual([network.name]);
      await driver.remove(started.runtimeId);
      expect(await made.inspect()).toMatchObject({ Name: network.name });
      const asMacvlan = aRequest(serves(), { network: { ...network, driver: 'macvlan' } });
      await expect(driver.start(asMacvlan)).rejects.toMatchObject({
        reason: 'Unsupported',
        message: expect.stringContaining(
          `network ${network.name} already, of the driver bridge and not macvlan`,
        ),
      });
    });

    test('a driver that the engine lacks, and what it refuses, are told in a sentence', async () => {
      const driver = anAgent();
      const startOn = (over: Partial<ChosenNetwork>) =>
        driver.start(aRequest(serves(), { network: aNetwork(over) }));
      await expect(startOn({ driver: 'weave' })).rejects.toMatchObject({
        reason: 'Unsupported',
        retryable: false,
        message: expect.stringMatching(/no network driver weave; it has .*bridge/),
      });
      await expect(startOn({ subnet: '10.213.77.0/28', gateway: '10.99.0.1' })).rejects.toMatchObject({
        reason: 'Unsupported',
        message: expect.stringMatching(/^the network gtest-\w+ is made by the driver bridge: .*10\.99\.0\.1/),
      });
    });
  },
);

describe('an engine without a range of addresses to give', () => {
  test('a namespace is on the engine’s own bridge, and the node says so until there is one again', async () => {
    let isFull = true;
    const said = 'could not find an available, non-overlapping IPv4 address pool among the defaults';
    const socketPath = join(temporaryFolder(), 'engine.sock');
    const server = createServer(({ method, url }, response) => {
      const [status, body] = url?.endsWith('/info')
        ? [200, { ID: 'engine', Plugins: { Network: ['bridge'] } }]
        : url?.endsWith('/version')
          ? [200, { Components: [{ Name: 'Engine' }] }]
          : method === 'GET'
            ? [404, { message: 'network not found' }]
            : isFull
              ? [500, { message: said }]
              : [201, { Id: 'a' }];
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(socketPath, resolve));
    onTestFinished(() => void server.close());
    const networks = new DockerNetworks({
      engine: createEngine(socketPath, 1),
      clusterFor: async () => 'home',
    });
    const request = aRequest({}, { namespace: 'shop' });
    expect(await networks.provide(request)).toBeNull();
    expect(networks.trouble()).toMatch(/no range of addresses left .*: shop\. .*default-address-pools/);
    await expect(networks.provide({ ...request, network: aNetwork() })).rejects.toThrow(said);
    isFull = false;
    expect(await networks.provide(request)).toBe('gantry-home-shop');
    expect(networks.trouble()).toBeNull();
  });
});
