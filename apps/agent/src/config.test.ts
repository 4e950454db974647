import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Config, flagNames, readConfig } from './config.ts';
import { lockDataFolder } from './data-lock.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gantry-config-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const here = { GANTRY_SERVER: 'http://127.0.0.1:4500' };

function good(environment: Record<string, string>, flags: string[] = []): Config {
  const read = readConfig(flags, { ...here, ...environment });
  if (!read.ok) throw new Error(read.problems.join(' '));
  return read.config;
}

function problems(environment: Record<string, string>, flags: string[] = []): string[] {
  const read = readConfig(flags, { ...here, ...environment });
  return read.ok ? [] : read.problems;
}

describe('settings', () => {
  test('the server alone is enough', () => {
    expect(good({})).toMatchObject({
      share: { numerator: 1, denominator: 1 },
      ports: [{ begin: 31_000, end: 32_000 }],
      labels: {},
      hostPathRoots: [],
      joinToken: null,
    });
  });

  test('each is read', () => {
    writeFileSync(join(folder, 'token'), 'join-me\n');
    const config = good({
      GANTRY_SERVER: 'https://control.example:4501',
      GANTRY_JOIN_TOKEN_FILE: join(folder, 'token'),
      GANTRY_SHARE: '1/3',
      GANTRY_PORT_RANGE: '100-200, 300-400',
      GANTRY_LABELS: 'zone=a,disk=ssd=fast',
      GANTRY_HOST_PATH_ROOTS: '/srv, /data',
      GANTRY_RESERVED: 'prod:cpu=2,memory=4Gi; batch/etl:cpu=500m',
      DOCKER_HOST: 'unix:///run/engine.sock',
    });
    const none = { cpuMillis: 0, memoryBytes: 0, diskBytes: 0, gpus: 0 };
    expect(config.reserved).toEqual([
      { role: 'prod', resources: { ...none, cpuMillis: 2_000, memoryBytes: 4 * 1024 ** 3 } },
      { role: 'batch/etl', resources: { ...none, cpuMillis: 500 } },
    ]);
    expect(config).toMatchObject({
      joinToken: 'join-me',
      share: { numerator: 1, denominator: 3 },
      ports: [
        { begin: 100, end: 200 },
        { begin: 300, end: 400 },
      ],
      labels: { zone: 'a', disk: 'ssd=fast' },
      hostPathRoots: ['/srv', '/data'],
      dockerSocket: '/run/engine.sock',
    });
  });

  test('a flag goes before the environment; an empty variable is none', () => {
    expect(good({ GANTRY_NODE_NAME: 'a', GANTRY_SHARE: '' }, ['--node-name', 'b']).nodeName).toBe('b');
  });

  test('no containers at all', () => expect(good({ GANTRY_DOCKER_SOCKET: 'none' }).dockerSocket).toBeNull());

  test('all problems are told at once, each with its setting', () => {
    const told = problems({ GANTRY_SERVER: 'nonsense', GANTRY_SHARE: '4/3', GANTRY_NODE_NAME: 'UPPER case' });
    expect(told.map((problem) => problem.split(' ')[0])).toEqual([
      'GANTRY_SERVER',
      'GANTRY_NODE_NAME',
      'GANTRY_SHARE',
    ]);
  });

  test.each<[string, Record<string, string>]>([
    ['no server', { GANTRY_SERVER: '' }],
    ['a key over plain HTTP to elsewhere', { GANTRY_SERVER: 'http://control.example:4500' }],
    ['no web address', { GANTRY_SERVER: 'ftp://127.0.0.1' }],
    ['a share of nothing', { GANTRY_SHARE: '0/3' }],
    ['ports backwards', { GANTRY_PORT_RANGE: '200-100' }],
    ['ports past the last', { GANTRY_PORT_RANGE: '1-65536' }],
    ['a label without a value', { GANTRY_LABELS: 'zone' }],
    ['a reservation for everybody', { GANTRY_RESERVED: '*:cpu=1' }],
    ['a reservation of nothing known', { GANTRY_RESERVED: 'prod:cores=1' }],
    ['a reservation of no amount', { GANTRY_RESERVED: 'prod:cpu=much' }],
    ['a role that keeps twice', { GANTRY_RESERVED: 'prod:cpu=1;prod:cpu=2' }],
    ['a relative root', { GANTRY_HOST_PATH_ROOTS: 'srv' }],
    ['a relative socket', { GANTRY_DOCKER_SOCKET: 'docker.sock' }],
    ['a file that is not there', { GANTRY_CA_FILE: '/no/such/file' }],
    ['a level nobody knows', { GANTRY_LOG_LEVEL: 'loud' }],
  ])('refuses %s', (_name, environment) => {
    expect(problems(environment)).toHaveLength(1);
    expect(problems(environment)[0]).toMatch(new RegExp(`^${Object.keys(environment)[0]} .*\\.$`, 's'));
  });

  test('an unknown flag is refused with those there are', () => {
    expect(problems({}, ['--sever', 'x'])[0]).toContain('--server');
  });

  test('every setting is in the table of the README', () => {
    const table = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const names = flagNames.map((name) => `GANTRY_${name.toUpperCase().replaceAll('-', '_')}`);
    expect(names.filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('lock of the data folder', () => {
  test('one that a dead process left is taken over', () => {
    writeFileSync(join(folder, 'agent.pid'), '4194304 1\n');
    expect(lockDataFolder(folder).ok).toBe(true);
  });

  test("one whose number is another program's by now is taken over", () => {
    writeFileSync(join(folder, 'agent.pid'), '1 12345678\n');
    expect(lockDataFolder(folder).ok).toBe(true);
  });

  test('one that lives is respected, and left alone', () => {
    const stat = readFileSync('/proc/1/stat', 'utf8');
    const startTime = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    writeFileSync(join(folder, 'agent.pid'), `1 ${startTime}\n`);
    expect(lockDataFolder(folder)).toEqual({ ok: false, holder: 1 });
    expect(readFileSync(join(folder, 'agent.pid'), 'utf8')).toBe(`1 ${startTime}\n`);
  });

  test('is gone when it is given back', () => {
    const lock = lockDataFolder(folder);
    if (lock.ok) lock.unlock();
    expect(() => readFileSync(join(folder, 'agent.pid'))).toThrow('ENOENT');
  });
});
