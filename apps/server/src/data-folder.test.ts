import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditFile } from './audit-file.ts';
import { openDataFolder } from './data-folder.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-data-'));
});
afterEach(() => rm(folder, { recursive: true }));

const modeOf = async (name: string) => (await stat(join(folder, name))).mode & 0o777;

describe('the data folder', () => {
  it('makes its secrets once, long, different, and for its owner only', async () => {
    const path = join(folder, 'new', 'data');
    const first = await openDataFolder(path, null);
    expect(Buffer.from(first.token, 'base64url')).toHaveLength(32);
    expect(Buffer.from(first.joinToken, 'base64url')).toHaveLength(32);
    expect(first.token).not.toBe(first.joinToken);
    expect(await openDataFolder(path, null)).toEqual(first);
    expect(await modeOf('new/data')).toBe(0o700);
    expect(await modeOf('new/data/token')).toBe(0o600);
    expect(await modeOf('new/data/join-token')).toBe(0o600);
  });

  it('closes again what somebody has opened', async () => {
    await openDataFolder(folder, null);
    await chmod(join(folder, 'token'), 0o644);
    await chmod(folder, 0o755);
    await openDataFolder(folder, null);
    expect([await modeOf('.'), await modeOf('token')]).toEqual([0o700, 0o600]);
  });

  it('keeps a token that is given out of the folder', async () => {
    expect((await openDataFolder(folder, 'given-by-the-environment')).token).toBe('given-by-the-environment');
    await expect(readFile(join(folder, 'token'))).rejects.toThrow(/ENOENT/);
  });

  it('takes an empty file, left by a full disk, as none', async () => {
    await writeFile(join(folder, 'token'), '');
    expect((await openDataFolder(folder, null)).token).not.toBe('');
  });
});

describe('the audit file', () => {
  const entry = (target: string) => ({
    atMs: 1,
    actor: 'ana',
    via: 'api',
    verb: 'deployments.scale',
    target,
    outcome: 'ok',
    message: '',
  });

  const unheard = { onFault: (cause: unknown) => expect.unreachable(String(cause)) };

  it('lists the newest first, goes on after a restart, and is for its owner only', async () => {
    const file = join(folder, 'audit.jsonl');
    const first = await AuditFile.open(file, unheard);
    first.record(entry('one'));
    first.record(entry('two'));
    first.close();
    const again = await AuditFile.open(file, unheard);
    again.record(entry('three'));
    again.close();
    const entries = [...again.entries()];
    expect(entries.map(({ target }) => target)).toEqual(['three', 'two', 'one']);
    expect(entries.map(({ id }) => Number(id))).toEqual([3, 2, 1]);
    expect(await modeOf('audit.jsonl')).toBe(0o600);
  });

  it('reads over a line that a crash cut short', async () => {
    const file = join(folder, 'audit.jsonl');
    const first = await AuditFile.open(file, unheard);
    first.record(entry('one'));
    first.close();
    await writeFile(file, `${await readFile(file, 'utf8')}{"id":"0000`);
    const again = await AuditFile.open(file, unheard);
    again.record(entry('two'));
    again.close();
    const last = await AuditFile.open(file, unheard);
    last.close();
    expect([...last.entries()].map(({ target }) => target)).toEqual(['two', 'one']);
  });

  it('tells why a line cannot be written, and refuses nothing that was done for it', async () => {
    const faults: unknown[] = [];
    const file = await AuditFile.open(join(folder, 'audit.jsonl'), {
      onFault: (cause) => faults.push(cause),
    });
    file.close();
    file.record(entry('one'));
    expect(faults).toEqual([expect.objectContaining({ code: 'EBADF' })]);
    expect([...file.entries()].map(({ target }) => target)).toEqual(['one']);
  });
});
