import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RuntimeFault } from '../port.ts';
import { dockerSocketPath, makeBusyboxImage, whyNoDocker } from '../testing/docker-home.ts';
import { type StorageHome, storageContract } from '../testing/storage-contract.ts';
import { createDockerStorage } from './docker-storage.ts';
import { createFolderStorage } from './folder-storage.ts';

async function folderHome(): Promise<StorageHome & { root: string }> {
  const root = await mkdtemp(join(tmpdir(), 'gantry-storage-'));
  return {
    root,
    driver: createFolderStorage({ root: join(root, 'volumes') }),
    name: 'local',
    write: ({ source }, file, text) => writeFile(join(source, file), text),
    read: ({ source }, file) => readFile(join(source, file), 'utf8').catch(() => null),
    close: () => rm(root, { recursive: true, force: true }),
  };
}

storageContract('volumes that are folders', folderHome);

describe('the folder of a volume', () => {
  it('is open inside a folder that is closed to others, and no link is taken for it', async () => {
    const { driver, root, close } = await folderHome();
    const { source } = await driver.provide({ name: 'data', driver: 'local', options: {} });
    expect((await stat(source)).mode & 0o777).toBe(0o777);
    expect((await stat(join(root, 'volumes'))).mode & 0o777).toBe(0o700);
    await symlink('/etc', join(root, 'volumes/evil'));
    const evil = { name: 'evil', driver: 'local', options: {} };
    await expect(driver.provide(evil)).rejects.toThrow('is not a folder');
    await driver.remove(evil);
    expect((await stat('/etc')).isDirectory()).toBe(true);
    await close();
  });
});

const reason = await whyNoDocker();
if (reason !== null) console.warn(`Volumes of a container engine are not tested: ${reason}.`);

describe.skipIf(reason !== null)('volumes of a container engine', () => {
  const docker = new Docker({ socketPath: dockerSocketPath() });
  const made = new Set<string>();
  let image: string;
  beforeAll(async () => {
    image = await makeBusyboxImage(docker);
  });
  afterAll(async () => {
    await docker.getImage(image).remove({ force: true });
  });

  async function run(volume: string, script: string): Promise<string> {
    const container = await docker.createContainer({
      Image: image,
      Cmd: ['/bin/sh', '-c', script],
      HostConfig: { Binds: [`${volume}:/v`], NetworkMode: 'none' },
    });
    await container.start();
    await container.wait();
    const logs = (await container.logs({ stdout: true })) as unknown as Buffer;
    await container.remove();
    return logs.subarray(8).toString();
  }

  storageContract('docker', async () => {
    const driver = createDockerStorage({ socketPath: dockerSocketPath(), clusterName: 'test' });
    return {
      name: 'docker',
      driver: {
        names: () => driver.names(),
        provide: async (volume) => {
          const provided = await driver.provide(volume);
          made.add(provided.source);
          return provided;
        },
        remove: (volume) => driver.remove(volume),
      },
      write: async ({ source }, file, text) => void (await run(source, `printf ${text} > /v/${file}`)),
      read: async ({ source }, file) => (await run(source, `test -f /v/${file} && cat /v/${file}`)) || null,
      async close() {
        for (const name of made)
          await docker
            .getVolume(name)
            .remove({ force: true })
            .catch(() => {});
        made.clear();
      },
    };
  });

  it('takes options of the engine’s own driver, and none by which a container would get the node', async () => {
    const driver = createDockerStorage({ socketPath: dockerSocketPath(), clusterName: 'test' });
    const volume = { name: `gantry-test-${process.pid}-memory`, driver: 'docker' };
    const inMemory = { type: 'tmpfs', device: 'tmpfs', o: 'size=1m' };
    await driver.provide({ ...volume, options: inMemory });
    expect(await docker.getVolume(volume.name).inspect()).toMatchObject({ Options: inMemory });
    expect(await run(volume.name, '/bin/busybox df -k /v')).toContain('1024');
    await driver.remove({ ...volume, options: inMemory });
    for (const options of [
      { type: 'none', o: 'bind', device: '/etc' },
      { type: 'nfs', o: 'addr=1.2.3.4,RBIND', device: '/etc' },
      { type: 'ext4', device: '/dev/sda1' },
      { type: 'overlay', o: 'lowerdir=/etc,upperdir=/tmp/a,workdir=/tmp/b', device: 'overlay' },
      { type: 'tmpfs', device: '/etc' },
      { device: '/etc', o: 'bind' },
    ])
      await expect(driver.provide({ ...volume, options })).rejects.toMatchObject({
        reason: 'Unsupported',
        retryable: false,
      });
  });

  it('does not hand out a driver that the engine lacks, and says so', async () => {
    const driver = createDockerStorage({ socketPath: dockerSocketPath(), clusterName: 'test' });
    const volume = { name: `gantry-test-${process.pid}-x`, driver: 'nobody/has-it', options: {} };
    await expect(driver.provide(volume)).rejects.toThrow(RuntimeFault);
    await expect(driver.provide(volume)).rejects.toThrow('nobody/has-it');
  });

  it('has no names while no engine answers', async () => {
    const driver = createDockerStorage({ socketPath: '/nowhere/docker.sock', clusterName: 'test' });
    expect(await driver.names()).toEqual([]);
  });
});
