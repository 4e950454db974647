import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeId } from '@gantry/model';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMemoryNodeKeys, openNodeKeys, sameSecret } from './node-keys.ts';
import { nodeOne, nodeTwo } from './testing/builders.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gantry-keys-'));
  file = join(folder, 'node-keys');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['memory', () => createMemoryNodeKeys()],
  ['file', () => openNodeKeys(folder)],
])('%s: a key opens for its node only, until it is replaced or revoked', async (_, open) => {
  const keys = open();
  const key = await keys.issue(nodeOne);
  const other = await keys.issue(nodeTwo);
  expect(keys.matches(nodeOne, key)).toBe(true);
  expect(keys.matches(nodeOne, other)).toBe(false);
  expect(keys.matches(nodeOne, '')).toBe(false);
  expect(keys.matches('n3' as NodeId, key)).toBe(false);
  const replaced = await keys.issue(nodeOne);
  expect([keys.matches(nodeOne, key), keys.matches(nodeOne, replaced)]).toEqual([false, true]);
  await keys.revoke(nodeOne);
  await keys.revoke('n3' as NodeId);
  expect(keys.matches(nodeOne, replaced)).toBe(false);
});

test('keys survive a restart, and only their hashes are on disk', async () => {
  const keys = openNodeKeys(folder);
  const key = await keys.issue(nodeOne);
  const gone = await keys.issue(nodeTwo);
  await keys.revoke(nodeTwo);
  const again = openNodeKeys(folder);
  expect([again.matches(nodeOne, key), again.matches(nodeTwo, gone)]).toEqual([true, false]);
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(/^n1 [0-9a-f]{64}\n$/);
  expect(text).not.toContain(key);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a line torn by a crash costs no other', async () => {
  const keys = openNodeKeys(folder);
  const key = await keys.issue(nodeOne);
  await keys.issue(nodeTwo);
  truncateSync(file, statSync(file).size - 20);
  const again = openNodeKeys(folder);
  expect(again.matches(nodeOne, key)).toBe(true);
  const third = await again.issue('n3' as NodeId);
  appendFileSync(file, 'rubbish\n\u0000\n');
  expect(openNodeKeys(folder).matches('n3' as NodeId, third)).toBe(true);
});

test('secrets of any length are compared', () => {
  expect([sameSecret('a', 'a'), sameSecret('a', 'ab'), sameSecret('', 'a')]).toEqual([true, false, false]);
});
