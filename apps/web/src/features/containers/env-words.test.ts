import { expect, it } from 'vitest';
import { envSourceWords, valueSource } from './env-words.ts';

it('says where a variable comes from', () => {
  const secret = { type: 'secret', name: 'db', key: 'password', optional: false } as const;
  expect(valueSource(secret)).toBe('(secret db, password)');
  expect(valueSource({ type: 'field', path: 'metadata.name' })).toBe('(metadata.name)');
});

it('says whose keys are variables, and behind what', () => {
  const all = { type: 'config', name: 'settings', prefix: '', optional: false } as const;
  expect(envSourceWords(all)).toBe('all keys of config settings');
  expect(envSourceWords({ ...all, prefix: 'APP_' })).toBe('all keys of config settings, behind APP_');
  expect(envSourceWords({ ...all, type: 'secret', optional: true })).toBe(
    'all keys of secret settings, if it is there',
  );
});
