import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

interface StaticFile {
  body: Buffer;
  type: string;
  /** Of the content. */
  hash: string;
  /** The name says what the content is: it never changes. */
  isNamedByContent: boolean;
  /** Made when it is first asked for; null for what does not get smaller. */
  gzipped: Buffer | null | undefined;
}

/** The built dashboard, held in memory: a path is looked up, never opened, so none can lead out of the folder. */
export class StaticFiles {
  readonly #files: ReadonlyMap<string, StaticFile>;
  /** The pages as a browser without a session gets them. */
  readonly #signedOut: ReadonlyMap<string, StaticFile>;

  constructor(files: ReadonlyMap<string, StaticFile>, signedOut: ReadonlyMap<string, StaticFile>) {
    this.#files = files;
    this.#signedOut = signedOut;
  }

  /**
   * Reads the whole folder. A folder that is not there gives no files. The page is told whose it is before it asks
   * anybody, so that it shows nothing that it kept of another cluster at the same address; and that it has no session,
   * so that it does not ask what it would be refused.
   */
  static async read(folder: string, { clusterId }: { clusterId: string }): Promise<StaticFiles> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const paths = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const served = paths.filter((path) => extname(path) in types);
    const read = async (path: string) => fileOf(folder, path, await readFile(path));
    const files = new Map(await Promise.all(served.map(read)));
    const signedOut = new Map<string, StaticFile>();
    for (const [name, { body }] of files) {
      if (extname(name) !== '.html') continue;
      files.set(name, namedFile(name, pageOf(body, { clusterId, files, isSignedIn: true })));
      signedOut.set(name, namedFile(name, pageOf(body, { clusterId, files, isSignedIn: false })));
    }
    return new StaticFiles(files, signedOut);
  }

  get isEmpty(): boolean {
    return !this.#files.has('/index.html');
  }

  /** Answers when it is a file, or a page of the dashboard; false when it is neither. */
  serve(
    request: IncomingMessage,
    response: ServerResponse,
    { path, isSignedIn }: { path: string; isSignedIn: boolean },
  ): boolean {
    const name = !this.#files.has(path) && isPage(request, path) ? '/index.html' : path;
    const file = (isSignedIn ? undefined : this.#signedOut.get(name)) ?? this.#files.get(name);
    if (!file) return false;
    const etag = `"${file.hash}"`;
    const isAskedByContent = request.url?.endsWith(`?v=${file.hash}`) ?? false;
    response.setHeader('etag', etag);
    response.setHeader('cache-control', file.isNamedByContent || isAskedByContent ? forGood : 'no-cache');
    response.setHeader('vary', 'accept-encoding');
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304).end();
      return true;
    }
    send(request, response, file);
    return true;
  }
}

const forGood = 'public, max-age=31536000, immutable';

/**
 * The page with whose it is, which is letters and digits, so nothing of it can be read as a tag; with a word for a
 * browser without a session; and with its own files asked for by content: a browser that has one does not wait for a busy server to say that it is still the same.
 */
function pageOf(
  body: Buffer,
  {
    clusterId,
    files,
    isSignedIn,
  }: { clusterId: string; files: ReadonlyMap<string, StaticFile>; isSignedIn: boolean },
): Buffer {
  const id = clusterId.replaceAll(/[^\w-]/g, '');
  const text = body.toString().replaceAll(/ (src|href)="([^"?]+)"/g, (whole, kind: string, path: string) => {
    const file = files.get(path);
    return file === undefined || file.isNamedByContent ? whole : ` ${kind}="${path}?v=${file.hash}"`;
  });
  const session = isSignedIn ? '' : '<meta name="gantry-session" content="none" />';
  return Buffer.from(
    text.replace('<head>', `<head><meta name="gantry-cluster" content="${id}" />${session}`),
  );
}

function send(request: IncomingMessage, response: ServerResponse, file: StaticFile): void {
  const gzipped = /\bgzip\b/.test(String(request.headers['accept-encoding'])) ? gzippedOf(file) : null;
  if (gzipped) response.setHeader('content-encoding', 'gzip');
  const body = gzipped ?? file.body;
  response.writeHead(200, { 'content-type': file.type, 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function gzippedOf(file: StaticFile): Buffer | null {
  if (file.gzipped === undefined) {
    const small = gzipSync(file.body);
    file.gzipped = small.length < file.body.length ? small : null;
  }
  return file.gzipped;
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

function fileOf(folder: string, path: string, body: Buffer): [string, StaticFile] {
  const name = `/${relative(folder, path).split(sep).join('/')}`;
  return [name, namedFile(name, body)];
}

function namedFile(name: string, body: Buffer): StaticFile {
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  // The build puts a hash of the content into the names under assets: what is there never changes.
  const isNamedByContent = name.startsWith('/assets/');
  return { body, type: types[extname(name)] ?? '', hash, isNamedByContent, gzipped: undefined };
}

/** The dashboard has its own routes: a browser that opens one of them gets the page, and the page does the rest. */
function isPage(request: IncomingMessage, path: string): boolean {
  const wantsPage = String(request.headers.accept ?? '').includes('text/html');
  return path === '/' || (wantsPage && extname(path) === '' && request.method === 'GET');
}
