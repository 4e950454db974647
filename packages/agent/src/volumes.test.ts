import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Assignment, Template } from '@gantry/model';
import { createFolderStorage } from '@gantry/runtime';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aContainer, anAssignment, aTaskId, aTemplate } from './testing/builders.ts';
import { Refusal } from './trouble.ts';
import { folderVolumes, type Volumes } from './volumes.ts';

type Source = Template['volumes'][number]['source'];

let root: string;
let volumes: Volumes;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'gantry-volumes-'));
  for (const folder of ['data', 'allowed/inner', 'elsewhere'])
    await mkdir(join(root, folder), { recursive: true });
  volumes = folderVolumes({
    dataDir: join(root, 'data'),
    secretDir: join(root, 'secret'),
    hostPathRoots: [join(root, 'allowed')],
    storage: [createFolderStorage({ root: join(root, 'storage') })],
  });
});

afterEach(() => rm(root, { recursive: true, force: true }));

function prepare(
  source: Source,
  over: { subPath?: string; subPathExpr?: string; assignment?: Partial<Assignment> } = {},
) {
  const mount = {
    ...{ name: 'v', mountPath: '/v', subPath: over.subPath ?? null, readOnly: false },
    ...(over.subPathExpr === undefined ? {} : { subPathExpr: over.subPathExpr }),
  };
  const template = aTemplate({
    volumes: [{ name: 'v', source }],
    containers: [aContainer({ volumeMounts: [mount] })],
  });
  return volumes
    .prepare({ template, assignment: anAssignment(over.assignment) })
    .then(([mounts]) => mounts![0]!);
}

const file = (path: string) => ({ volume: 'v', path, contentBase64: Buffer.from('hush').toString('base64') });
const secret: Source = { type: 'secret', name: 's', items: [] };

describe('volumes', () => {
  test('empty: a folder of the task that anybody in the container may write', async () => {
    const mount = await prepare({ type: 'empty' });
    expect(mount).toMatchObject({ kind: 'path', target: '/v', readOnly: false });
    expect((await stat(mount.source)).mode & 0o777).toBe(0o777);
    await volumes.remove(aTaskId);
    await expect(stat(mount.source)).rejects.toThrow('ENOENT');
  });

  test('secret files lie where secrets lie, read-only, and go with the task', async () => {
    const mount = await prepare(secret, { assignment: { files: [file('a/password')] } });
    expect(mount.readOnly).toBe(true);
    expect(mount.source.startsWith(join(root, 'secret'))).toBe(true);
    expect(await readFile(join(mount.source, 'a/password'), 'utf8')).toBe('hush');
    await volumes.remove(aTaskId);
    await expect(stat(mount.source)).rejects.toThrow('ENOENT');
  });

  test('they go with the end of the task, before its other volumes', async () => {
    const kept = await prepare({ type: 'empty' });
    const mount = await prepare(secret, { assignment: { files: [file('password')] } });
    await volumes.removeSecrets(aTaskId);
    await expect(stat(mount.source)).rejects.toThrow('ENOENT');
    expect((await stat(kept.source)).isDirectory()).toBe(true);
  });

  test('a process alone reads its secret files; those of a container are behind closed folders', async () => {
    const plan = (runtime: Template['runtime']) => ({
      assignment: anAssignment({ files: [file('password')] }),
      template: aTemplate({
        runtime,
        volumes: [{ name: 'v', source: secret }],
        containers: [
          aContainer({ volumeMounts: [{ name: 'v', mountPath: '/v', subPath: null, readOnly: false }] }),
        ],
      }),
    });
    const modeOf = async (runtime: Template['runtime']) => {
      const [mounts] = await volumes.prepare(plan(runtime));
      return (await stat(join(mounts![0]!.source, 'password'))).mode & 0o777;
    };
    expect(await modeOf('process')).toBe(0o600);
    expect(await modeOf('docker')).toBe(0o444);
  });

  test('the folder for secrets is closed to others, and goes with the last of them', async () => {
    await prepare(secret, { assignment: { files: [file('password')] } });
    expect((await stat(join(root, 'secret'))).mode & 0o777).toBe(0o700);
    await volumes.remove(aTaskId);
    await expect(stat(join(root, 'secret'))).rejects.toThrow('ENOENT');
  });

  test("somebody else's folder, or a link, gets no secrets", async () => {
    await symlink(join(root, 'elsewhere'), join(root, 'secret'));
    await expect(prepare(secret)).rejects.toThrow("not the agent's own folder");
    await rm(join(root, 'secret'));
    await mkdir(join(root, 'secret'), { mode: 0o755 });
    await expect(prepare(secret)).rejects.toThrow("not the agent's own folder");
  });

  test('config files lie on disk', async () => {
    const mount = await prepare(
      { type: 'config', name: 'c', items: [] },
      { assignment: { files: [file('app.conf')] } },
    );
    expect(mount.source.startsWith(join(root, 'data'))).toBe(true);
  });

  test('a host path under an allowed folder is mounted with its links resolved', async () => {
    await symlink(join(root, 'allowed/inner'), join(root, 'allowed/link'));
    const mount = await prepare({ type: 'hostPath', path: join(root, 'allowed/link') });
    expect(mount.source).toBe(join(root, 'allowed/inner'));
  });

  test('a named volume outlives its task, and is deleted on its own', async () => {
    const stored = { id: 'w1', name: 'default.data.w1', driver: 'local', options: {} };
    const named: Source = { type: 'named', volume: 'data' };
    const mount = await prepare(named, { assignment: { volumes: { v: stored } } });
    expect(mount).toEqual({
      source: join(root, 'storage/default.data.w1'),
      kind: 'path',
      target: '/v',
      readOnly: false,
    });
    await writeFile(join(mount.source, 'kept'), 'kept');
    await volumes.remove(aTaskId);
    const again = await prepare(named, { assignment: { volumes: { v: stored } } });
    expect(await readFile(join(again.source, 'kept'), 'utf8')).toBe('kept');
    await volumes.removeVolume(stored);
    await expect(stat(mount.source)).rejects.toThrow('ENOENT');
  });

  test('a volume whose driver is not here is refused, by its name', async () => {
    const plugin: Source = { type: 'plugin', driver: 'rexray/ebs', volume: 'data', options: {} };
    await expect(prepare(plugin)).rejects.toThrow('no volume driver rexray/ebs');
    expect(await volumes.storageDrivers()).toEqual(['local']);
  });

  test('a socket or device under an allowed folder is refused', async () => {
    const path = join(root, 'allowed/engine.sock');
    const server = createServer().listen(path);
    await once(server, 'listening');
    await symlink('/dev/null', join(root, 'allowed/null'));
    await expect(prepare({ type: 'hostPath', path })).rejects.toThrow('is a device, socket or pipe');
    await expect(prepare({ type: 'hostPath', path: join(root, 'allowed/null') })).rejects.toThrow(
      'is a device',
    );
    server.close();
  });

  test('subPathExpr: a folder of the volume that the container’s variables name', async () => {
    const assignment = { environment: { POD: 'web-1' } };
    const mount = await prepare({ type: 'empty' }, { subPathExpr: 'logs/$(POD)', assignment });
    expect(mount.source).toMatch(/\/logs\/web-1$/);
    expect((await stat(mount.source)).isDirectory()).toBe(true);
    for (const [subPathExpr, why] of [
      ['$(OTHER)', 'names the variable OTHER, which container'],
      ['$(POD)/../../..', 'leads out of the volume'],
    ] as const)
      await expect(prepare({ type: 'empty' }, { subPathExpr, assignment })).rejects.toThrow(why);
  });

  test('a folder of a volume can be mounted alone', async () => {
    const mount = await prepare({ type: 'empty' }, { subPath: 'logs/today' });
    expect(mount.source.endsWith('/v/logs/today')).toBe(true);
  });

  test.each<[string, () => Promise<unknown>, string]>([
    [
      'a host path elsewhere',
      () => prepare({ type: 'hostPath', path: join(root, 'elsewhere') }),
      'GANTRY_HOST_PATH_ROOTS',
    ],
    [
      'a host path that climbs',
      () => prepare({ type: 'hostPath', path: join(root, 'allowed/../elsewhere') }),
      'not under a folder',
    ],
    [
      'a host path that is not there',
      () => prepare({ type: 'hostPath', path: join(root, 'allowed/none') }),
      'does not exist',
    ],
    [
      'a folder whose name only begins like an allowed one',
      () => prepare({ type: 'hostPath', path: `${root}/allowed-too` }),
      'does not exist',
    ],
    [
      'a file that climbs',
      () => prepare(secret, { assignment: { files: [file('../../out')] } }),
      'leads out of the volume',
    ],
    [
      'an absolute file',
      () => prepare(secret, { assignment: { files: [file('/etc/passwd')] } }),
      'leads out of the volume',
    ],
    [
      'a subPath that climbs',
      () => prepare({ type: 'empty' }, { subPath: '../..' }),
      'leads out of the volume',
    ],
    [
      'a driver nobody has',
      () => prepare({ type: 'plugin', driver: 'rexray', volume: 'x', options: {} }),
      'rexray',
    ],
  ])('%s is refused', async (_name, act, expected) => {
    const error = await act().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Refusal);
    expect((error as Refusal).message).toContain(expected);
  });

  test('a link to elsewhere, left in a volume, is refused as a subPath', async () => {
    const { source } = await prepare({ type: 'empty' });
    await symlink(join(root, 'elsewhere'), join(source, 'way-out'));
    await expect(prepare({ type: 'empty' }, { subPath: 'way-out' })).rejects.toThrow('leads out of it');
  });

  test('an allowed link that leads elsewhere is refused', async () => {
    await symlink(join(root, 'elsewhere'), join(root, 'allowed/way-out'));
    await expect(prepare({ type: 'hostPath', path: join(root, 'allowed/way-out') })).rejects.toThrow(
      'not under a folder',
    );
  });

  test('a task id is no path', async () => {
    await writeFile(join(root, 'data', 'kept'), 'kept');
    await volumes.remove('..' as typeof aTaskId);
    expect(await readFile(join(root, 'data', 'kept'), 'utf8')).toBe('kept');
  });
});
