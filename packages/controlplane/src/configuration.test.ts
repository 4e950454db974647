import {
  type ConfigRecord,
  referencesOf,
  type SecretRecord,
  type TaskRecord,
  type Template,
} from '@gantry/model';
import { expect, test } from 'vitest';
import { resolveConfiguration } from './configuration.ts';
import { aTask, aTemplate } from './testing/builders.ts';
import { replicaWith } from './testing/replica-with.ts';
import { createMemoryVault } from './vault.ts';

const vault = createMemoryVault();
const stored = {
  namespace: 'default',
  labels: {},
  annotations: {},
  version: 1,
  immutable: false,
  history: [],
};
const authored = { author: 'ada', createdAtMs: 1, updatedAtMs: 1 };

function viewWith() {
  const config: ConfigRecord = {
    ...{ id: 'c1', name: 'settings', ...stored, ...authored },
    data: { 'app.conf': { encoding: 'text', value: 'a=1\n' }, logo: { encoding: 'base64', value: 'AAEC' } },
  };
  const seal = (key: string, value: string) =>
    vault.seal({ namespace: 'default', name: 'login', key }, Buffer.from(value));
  const secret: SecretRecord = {
    ...{ id: 'k1', name: 'login', ...stored, ...authored, type: 'Opaque' },
    data: { password: seal('password', 'hunter2'), user: seal('user', 'ada') },
  };
  return replicaWith(
    { table: 'configs', key: 'c1', value: config },
    { table: 'secrets', key: 'k1', value: secret },
  ).view;
}

const [main] = aTemplate().containers;
const reading = (over: Partial<Template>): Template => ({ ...aTemplate(), ...over });
const resolve = (template: Template, task: Partial<TaskRecord> = {}) =>
  resolveConfiguration(aTask(task), template, { view: viewWith(), vault });

const inEnvironment = reading({
  containers: [
    {
      ...main!,
      env: [
        { name: 'CONF', value: { type: 'config', name: 'settings', key: 'app.conf', optional: false } },
        { name: 'PASSWORD', value: { type: 'secret', name: 'login', key: 'password', optional: false } },
        { name: 'OTHER', value: { type: 'secret', name: 'none', key: 'x', optional: true } },
      ],
    },
  ],
});

test('values go to the one container that names them', () => {
  expect(resolve(inEnvironment)).toEqual({
    environment: { [`${main!.name}/CONF`]: 'a=1\n', [`${main!.name}/PASSWORD`]: 'hunter2' },
    files: [],
    volumes: {},
    trouble: null,
  });
});

test('all keys of a config or secret are variables behind their prefix, under those that are named', () => {
  const all = (type: 'config' | 'secret', source: string, prefix = '') => ({
    ...{ type, name: source, prefix, optional: source === 'none' },
  });
  const named = {
    name: 'user',
    value: { type: 'secret' as const, name: 'login', key: 'password', optional: false },
  };
  const envFrom = [all('config', 'none'), all('secret', 'login', 'DB_'), all('secret', 'login')];
  const template = reading({ containers: [{ ...main!, env: [named], envFrom }] });
  expect(resolve(template).environment).toEqual({
    [`${main!.name}/DB_password`]: 'hunter2',
    [`${main!.name}/DB_user`]: 'ada',
    [`${main!.name}/password`]: 'hunter2',
    [`${main!.name}/user`]: 'hunter2',
  });
  expect(referencesOf(template)).toEqual([
    { kind: 'config', name: 'none', keys: [], isOptional: true },
    { kind: 'secret', name: 'login', keys: ['password'], isOptional: false },
  ]);
});

test('a task that is to stop, or has ended, is sent none', () => {
  const nothing = { environment: {}, files: [], volumes: {}, trouble: null };
  expect(resolve(inEnvironment, { desired: 'stopped' })).toEqual(nothing);
  expect(resolve(inEnvironment, { state: 'failed' })).toEqual(nothing);
});

test('as files: all keys, or those that are picked under other names', () => {
  const files = (items: { key: string; path: string }[]) =>
    resolve(reading({ volumes: [{ name: 'v', source: { type: 'config', name: 'settings', items } }] })).files;
  expect(files([]).map(({ path }) => path)).toEqual(['app.conf', 'logo']);
  expect(files([{ key: 'logo', path: 'img/logo.bin' }])).toEqual([
    { volume: 'v', path: 'img/logo.bin', contentBase64: 'AAEC' },
  ]);
});

test('what cannot be opened, or is gone, is told and nothing is sent', () => {
  const template = reading({
    volumes: [{ name: 'v', source: { type: 'secret', name: 'login', items: [] } }],
  });
  const elsewhere = { view: viewWith(), vault: createMemoryVault() };
  const sealed = resolveConfiguration(aTask(), template, elsewhere);
  expect(sealed).toMatchObject({ files: [], environment: {} });
  expect(sealed.trouble).toContain('which is not in the key file');
  const gone = resolveConfiguration(aTask(), inEnvironment, { view: replicaWith().view, vault });
  expect(gone.trouble).toBe('the config settings has no app.conf any more');
});
