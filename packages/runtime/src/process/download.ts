import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { ImageLook } from '@gantry/model';
import { RuntimeFault } from '../port.ts';

export interface Download {
  url: string;
  /** Where the file goes; beside it `<file>.json` says what it is. */
  file: string;
  sha256: string | null;
}

export interface Downloaded {
  sha256: string;
  etag: string | null;
  lastModified: string | null;
}

export async function readDownloaded(file: string): Promise<Downloaded | null> {
  const text = await readFile(`${file}.json`, 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as Downloaded);
}

/**
 * Fetches into `file`, or leaves it when the server says that it has not changed. The file appears whole or not at
 * all. Throws RuntimeFault ImagePullFailed, retryable: a missing file may be uploaded, a server come back.
 */
export async function download(
  { url, file, sha256 }: Download,
  onProgress: (message: string, ratio: number | null) => void,
  signal: AbortSignal,
): Promise<Downloaded> {
  const known = await readDownloaded(file);
  try {
    onProgress(`fetching ${url}`, null);
    const response = await fetch(url, { headers: known ? conditions(known) : {}, signal });
    if (response.status === 304 && known) return known;
    if (!response.ok || !response.body)
      throw pullFailed(url, `the server answered ${response.status} ${response.statusText}`.trim());
    return await save(response, { url, file, sha256 }, onProgress, signal);
  } catch (error) {
    if (error instanceof RuntimeFault) throw error;
    throw pullFailed(url, causeOf(error), error);
  }
}

/** Servers that know GET only, and moods that pass, say nothing about the file. */
const sayNothing = new Set([405, 408, 425, 429, 501]);

/** Whether the server has it still. */
export async function lookFar(url: string, signal: AbortSignal): Promise<ImageLook> {
  const say = (found: ImageLook['found'], message: string): ImageLook => ({ found, imageId: '', message });
  try {
    const { ok, status, statusText } = await fetch(url, { method: 'HEAD', signal });
    if (ok) return say('far', '');
    const answer = `its server answers ${status} ${statusText}`.trim();
    return say(sayNothing.has(status) ? 'unknown' : 'gone', answer);
  } catch (error) {
    if (signal.aborted) return say('unknown', 'its server does not answer in time');
    return say('gone', `its server does not answer: ${causeOf(error)}`);
  }
}

function pullFailed(url: string, why: string, cause?: unknown): RuntimeFault {
  return new RuntimeFault('ImagePullFailed', `could not fetch ${url}: ${why}`, true, cause);
}

/** fetch() says only "fetch failed"; the reason is in its cause. */
function causeOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message !== ''
    ? cause.message
    : ((cause as NodeJS.ErrnoException)?.code ?? message);
}

function conditions({ etag, lastModified }: Downloaded): Record<string, string> {
  if (etag !== null) return { 'if-none-match': etag };
  return lastModified === null ? {} : { 'if-modified-since': lastModified };
}

async function save(
  response: Response,
  { url, file, sha256 }: Download,
  onProgress: (message: string, ratio: number | null) => void,
  signal: AbortSignal,
): Promise<Downloaded> {
  await mkdir(dirname(file), { recursive: true });
  const partial = `${file}.partial`;
  const hash = createHash('sha256');
  const meter = meterOf(Number(response.headers.get('content-length')), basename(file), onProgress, (chunk) =>
    hash.update(chunk),
  );
  try {
    const body = Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
    await pipeline(body, meter, createWriteStream(partial, { mode: 0o755 }), { signal });
    const found = hash.digest('hex');
    if (sha256 !== null && found !== sha256) {
      throw pullFailed(url, `its sha256 is ${found}, not ${sha256} as the reference demands`);
    }
    return await keep(partial, file, {
      sha256: found,
      etag: response.headers.get('etag'),
      lastModified: response.headers.get('last-modified'),
    });
  } finally {
    await rm(partial, { force: true });
  }
}

async function keep(partial: string, file: string, downloaded: Downloaded): Promise<Downloaded> {
  await rm(`${file}.json`, { force: true });
  await rename(partial, file);
  await writeFile(`${file}.json`, JSON.stringify(downloaded));
  return downloaded;
}

/** Says how far it is, at most once for each hundredth. */
function meterOf(
  totalBytes: number,
  name: string,
  onProgress: (message: string, ratio: number | null) => void,
  onChunk: (chunk: Buffer) => void,
): Transform {
  let [doneBytes, saidPercent] = [0, -1];
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      onChunk(chunk);
      doneBytes += chunk.length;
      const percent =
        totalBytes > 0 ? Math.floor((100 * doneBytes) / totalBytes) : Math.floor(doneBytes / 2 ** 20);
      if (percent !== saidPercent)
        onProgress(`fetching ${name}`, totalBytes > 0 ? Math.min(1, doneBytes / totalBytes) : null);
      saidPercent = percent;
      done(null, chunk);
    },
  });
}

/** Marks a cached file as used, for those who clean up by age. */
export const touch = (file: string): Promise<void> => utimes(file, new Date(), new Date());
