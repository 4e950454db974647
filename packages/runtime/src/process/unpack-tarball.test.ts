import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RuntimeFault } from '../port.ts';
import { makeTarball, type TarEntry } from '../testing/tarball.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { isTarball, unpackTarball } from './unpack-tarball.ts';

/** Around the sandbox lies what must stay as it is. */
function aSandbox() {
  const around = temporaryFolder();
  const sandbox = join(around, 'sandbox');
  mkdirSync(sandbox);
  writeFileSync(join(around, 'secret'), 'secret');
  return { around, sandbox };
}

async function unpack(entries: TarEntry[], { gzip = false } = {}) {
  const { around, sandbox } = aSandbox();
  const file = join(around, gzip ? 'app.tgz' : 'app.tar');
  writeFileSync(file, await makeTarball(entries, { gzip }));
  const error = await unpackTarball(file, sandbox).catch((fault: unknown) => fault);
  expect(readdirSync(around).sort()).toEqual([gzip ? 'app.tgz' : 'app.tar', 'sandbox', 'secret']);
  expect(readFileSync(join(around, 'secret'), 'utf8')).toBe('secret');
  return { error, sandbox };
}

const read = (sandbox: string, name: string) => readFileSync(join(sandbox, name), 'utf8');

test.each([{ gzip: false }, { gzip: true }])(
  'files, folders and links inside come out as they are (%o)',
  async (how) => {
    const { error, sandbox } = await unpack(
      [
        { name: './bin/', type: 'directory', mode: 0o755 },
        { name: './bin/app', mode: 0o4755, content: 'program' },
        { name: 'lib/deep/data', mode: 0o640, content: 'data' },
        { name: 'bin/run', type: 'symlink', linkname: 'app' },
        { name: 'lib/deep/up', type: 'symlink', linkname: '../../bin/app' },
        { name: 'bin/same', type: 'link', linkname: 'bin/app' },
        { name: 'bin/app2', content: '' },
      ],
      how,
    );
    expect(error).toBeUndefined();
    expect([read(sandbox, 'bin/run'), read(sandbox, 'lib/deep/up'), read(sandbox, 'bin/same')]).toEqual(
      Array(3).fill('program'),
    );
    expect(read(sandbox, 'lib/deep/data')).toBe('data');
    // Executable, but no set-uid.
    expect(statSync(join(sandbox, 'bin/app')).mode & 0o7777).toBe(0o755);
  },
);

test('a later entry of a name replaces the earlier one, link or file', async () => {
  const { error, sandbox } = await unpack([
    { name: 'other', content: 'untouched' },
    { name: 'name', type: 'symlink', linkname: 'other' },
    { name: 'name', content: 'new' },
  ]);
  expect(error).toBeUndefined();
  expect([read(sandbox, 'name'), read(sandbox, 'other')]).toEqual(['new', 'untouched']);
});

describe('what would leave the sandbox is refused, and says which entry', () => {
  const evil: Record<string, TarEntry[]> = {
    'a file above': [{ name: '../secret', content: 'x' }],
    'a file above, further in': [{ name: 'a/../../secret', content: 'x' }],
    'an absolute file': [{ name: '/tmp/gantry-evil', content: 'x' }],
    'a folder above': [{ name: '../evil', type: 'directory' }],
    'a symlink above': [{ name: 'l', type: 'symlink', linkname: '../secret' }],
    'a symlink to an absolute path': [{ name: 'l', type: 'symlink', linkname: '/etc/passwd' }],
    'a symlink that climbs after a name': [
      { name: 'a', type: 'symlink', linkname: '.' },
      { name: 'l', type: 'symlink', linkname: 'a/..' },
      { name: 'l/secret', content: 'x' },
    ],
    'a file through a symlink': [
      { name: 'd', type: 'directory' },
      { name: 'l', type: 'symlink', linkname: 'd' },
      { name: 'l/f', content: 'x' },
    ],
    'a hard link above': [{ name: 'h', type: 'link', linkname: '../secret' }],
    'a hard link to an absolute path': [{ name: 'h', type: 'link', linkname: '/etc/passwd' }],
    'a hard link to a symlink': [
      { name: 'd/f', content: 'x' },
      { name: 'd/l', type: 'symlink', linkname: 'f' },
      { name: 'h', type: 'link', linkname: 'd/l' },
    ],
    'a hard link to nothing': [{ name: 'h', type: 'link', linkname: 'nothing/here' }],
    'a device': [{ name: 'null', type: 'character-device', devmajor: 1, devminor: 3 }],
    'a disk': [{ name: 'sda', type: 'block-device', devmajor: 8, devminor: 0 }],
    'a pipe': [{ name: 'pipe', type: 'fifo' }],
  };
  test.each(Object.keys(evil))('%s', async (name) => {
    const { error } = await unpack(evil[name]!);
    expect(error).toBeInstanceOf(RuntimeFault);
    expect(error).toMatchObject({ reason: 'InvalidImage', retryable: false });
    expect((error as Error).message).toMatch(/is refused: its entry ".+" (has|is|goes)/);
    expect(existsSync('/tmp/gantry-evil')).toBe(false);
  });
});

/** By hand: Node's own recursive listing follows links, round and round. */
function findSymlinks(folder: string): { path: string; target: string }[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((found) => {
    const path = join(folder, found.name);
    if (found.isDirectory()) return findSymlinks(path);
    return found.isSymbolicLink() ? [{ path, target: readlinkSync(path) }] : [];
  });
}

test('whatever the entries, nothing outside the sandbox is touched and no link leads out', async () => {
  const part = fc.constantFrom('a', 'b', '.', '..', '', 'secret');
  const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/') || 'a');
  const type = fc.constantFrom('file', 'directory', 'symlink', 'link') as fc.Arbitrary<'file'>;
  const entry = fc.record({ name: path, type, linkname: path, mode: fc.constant(0o644) });
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 8 }), async (entries) => {
      const { sandbox } = await unpack(entries.filter(({ name }) => name !== '/'));
      for (const { path, target } of findSymlinks(sandbox)) {
        expect(join(dirname(path), target).startsWith(sandbox)).toBe(true);
      }
      rmSync(dirname(sandbox), { recursive: true });
    }),
    { numRuns: Number(process.env.FC_RUNS ?? 300) },
  );
});

test.each([Buffer.from('no tarball at all'), Buffer.alloc(700, 0xff)])(
  'a damaged tarball is an invalid image',
  async (bytes) => {
    const { around, sandbox } = aSandbox();
    for (const name of ['app.tar', 'app.tar.gz']) {
      writeFileSync(join(around, name), bytes);
      await expect(unpackTarball(join(around, name), sandbox)).rejects.toMatchObject({
        reason: 'InvalidImage',
      });
    }
  },
);

test('a tarball cut short is an invalid image', async () => {
  const { around, sandbox } = aSandbox();
  const whole = await makeTarball([{ name: 'f', content: 'x'.repeat(5_000) }], { gzip: true });
  writeFileSync(join(around, 'app.tgz'), whole.subarray(0, whole.length - 20));
  await expect(unpackTarball(join(around, 'app.tgz'), sandbox)).rejects.toMatchObject({
    reason: 'InvalidImage',
  });
});

test('tarballs are told by their names', () => {
  expect(['a.tar', 'a.tar.gz', 'a.TGZ', 'a.gz', 'tar', 'a.tar.xz'].map(isTarball)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});
