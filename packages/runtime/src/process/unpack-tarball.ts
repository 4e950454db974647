import { createReadStream, createWriteStream } from 'node:fs';
import { link, lstat, mkdir, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type Extract, extract, type Header } from 'tar-stream';
import { RuntimeFault } from '../port.ts';
import { type Objection, objectToName, objectToParent, objectToSymlink } from './sandbox-path.ts';

/** A small tarball can unpack to more than a disk: stop long before. */
const unpackedLimitBytes = 16 * 1024 ** 3;
const entryLimit = 500_000;

export const isTarball = (path: string): boolean => /\.(tar|tar\.gz|tgz)$/i.test(path);

/**
 * Unpacks a .tar, .tar.gz or .tgz into an existing empty folder, given by its real path. Owners are not kept, set-uid
 * bits neither. Throws RuntimeFault InvalidImage for a damaged archive and for an entry that would leave the folder or
 * is no file, folder or link.
 */
export async function unpackTarball(file: string, folder: string): Promise<void> {
  const unpack = extract();
  const unpacked = writeEntries(unpack, folder, file);
  const unzip = /\.tar$/i.test(file) ? new PassThrough() : createGunzip();
  // A streamx stream, which is a Node stream in all but its declared type.
  const sink = unpack as unknown as NodeJS.WritableStream;
  const [entries, archive] = await Promise.allSettled([
    unpacked,
    pipeline(createReadStream(file), unzip, sink),
  ]);
  const reasons = [entries, archive].flatMap((result) =>
    result.status === 'rejected' ? [result.reason] : [],
  );
  // Either failing breaks the other; a refused entry is the better reason, else the damage in the archive.
  const reason = reasons.find((reason) => reason instanceof RuntimeFault) ?? reasons.at(-1);
  if (reason) throw asFault(file, reason);
}

function asFault(file: string, error: unknown): RuntimeFault {
  if (error instanceof RuntimeFault) return error;
  const code = (error as NodeJS.ErrnoException).code;
  const isDisk =
    code !== undefined && ['ENOSPC', 'EDQUOT', 'EACCES', 'EIO', 'ENOENT', 'EROFS'].includes(code);
  if (isDisk)
    return new RuntimeFault(
      'StartFailed',
      `could not unpack ${file}: ${(error as Error).message}`,
      true,
      error,
    );
  return new RuntimeFault(
    'InvalidImage',
    `${file} is not a tarball: ${(error as Error).message}`,
    false,
    error,
  );
}

async function writeEntries(unpack: Extract, folder: string, file: string): Promise<void> {
  let [bytes, entries] = [0, 0];
  for await (const entry of unpack) {
    bytes += entry.header.size;
    entries += 1;
    if (bytes > unpackedLimitBytes || entries > entryLimit) {
      throw refuse(
        file,
        entry.header,
        `is beyond what is unpacked: ${unpackedLimitBytes} bytes or ${entryLimit} entries`,
      );
    }
    const objection = await writeEntry(entry, folder);
    if (objection) throw refuse(file, entry.header, objection);
  }
}

function refuse(file: string, header: Header, objection: string): RuntimeFault {
  const name = JSON.stringify(header.name.slice(0, 200));
  return new RuntimeFault('InvalidImage', `${file} is refused: its entry ${name} ${objection}`, false);
}

type Entry = Extract extends AsyncIterable<infer E> ? E : never;

async function writeEntry(entry: Entry, folder: string): Promise<Objection> {
  const { header } = entry;
  const objection = objectToName(header.name);
  if (objection) return objection;
  const path = join(folder, header.name).replace(/\/$/, '');
  if (path === folder) return skip(entry);
  await mkdir(dirname(path), { recursive: true });
  const throughLink = await objectToParent(path);
  if (throughLink) return throughLink;
  const mode = header.mode & 0o777;
  switch (header.type) {
    case 'file':
    case 'contiguous-file':
      await rm(path, { recursive: true, force: true });
      // Read by iteration: pipeline() never hears of an entry that broke before it was handed over.
      return pipeline(Readable.from(entry), createWriteStream(path, { flags: 'wx', mode })).then(
        () => undefined,
      );
    case 'directory':
      await mkdir(path, { recursive: true, mode: mode | 0o700 });
      return skip(entry);
    case 'symlink':
      return (await writeSymlink(folder, path, header.linkname)) ?? skip(entry);
    case 'link':
      return (await writeHardLink(folder, path, header.linkname)) ?? skip(entry);
    default:
      return `is a ${header.type ?? 'thing of an unknown kind'}, not a file, folder or link`;
  }
}

function skip(entry: Entry): undefined {
  entry.resume();
}

async function writeSymlink(folder: string, path: string, target: string): Promise<Objection> {
  const objection = objectToSymlink(folder, path, target);
  if (objection) return objection;
  await rm(path, { recursive: true, force: true });
  await symlink(target, path);
  return undefined;
}

/** Only to a plain file: a second name for a symlink would point elsewhere from its new place. */
async function writeHardLink(folder: string, path: string, name: string): Promise<Objection> {
  const target = join(folder, name);
  const objection = objectToName(name) ?? (await objectToParent(target).catch(() => 'is a link to nothing'));
  if (objection) return objection;
  const found = await lstat(target).catch(() => null);
  if (!found?.isFile()) return `is a link to ${name}, which is no file before it in the tarball`;
  await rm(path, { recursive: true, force: true });
  await link(target, path);
  return undefined;
}
