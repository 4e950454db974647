import { limits } from './limits.ts';
import { err, ok, type Result } from './result.ts';

/**
 * What a process is unpacked from: a file, folder or tarball by path (`/opt/app`, `file:///opt/app.tar.gz`) or by URL
 * (`https://host/app.tar.gz`), with an optional checksum (`#sha256=HEX`).
 */
export interface ArtifactReference {
  kind: 'path' | 'url';
  /** Absolute path on the node, or the whole URL without its fragment. */
  location: string;
  sha256: string | null;
}

const forms =
  'write an absolute path, `file:///path`, or `https://host/path`, with an optional `#sha256=` checksum';

/** Parses, or says in the end of a sentence what is wrong. Percent signs are refused: they could hide a `..`. */
export function parseArtifactReference(text: string): Result<ArtifactReference, string> {
  if (text.length > limits.pathLength) return err(`must be at most ${limits.pathLength} characters long`);
  const hash = text.indexOf('#');
  const body = hash < 0 ? text : text.slice(0, hash);
  const sha256 = hash < 0 ? null : readChecksum(text.slice(hash + 1));
  if (sha256 === 'wrong') return err('has a checksum that is not `#sha256=` and 64 hex digits');
  if (/^https?:\/\//i.test(body)) return parseUrl(body, sha256);
  const path = /^file:\/\//i.test(body) ? body.slice('file://'.length) : body;
  if (!path.startsWith('/') || path.startsWith('//')) return err(`is not an artifact; ${forms}`);
  const wrong = checkSegments(path);
  return wrong ? err(wrong) : ok({ kind: 'path', location: path, sha256 });
}

function readChecksum(fragment: string): string | null {
  const match = /^sha256=([0-9a-fA-F]{64})$/.exec(fragment);
  return match ? match[1]!.toLowerCase() : 'wrong';
}

function parseUrl(url: string, sha256: string | null): Result<ArtifactReference, string> {
  const match = /^https?:\/\/([^/?]+)(\/[^?]*)?(\?.*)?$/i.exec(url);
  if (!match) return err(`is not a URL; ${forms}`);
  if (match[1]!.includes('@'))
    return err('must not hold a user name or password; they would be shown to everyone');
  if (!/^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$/.test(match[1]!))
    return err(`has no host name; ${forms}`);
  const path = match[2] ?? '/';
  const wrong =
    checkSegments(path) ??
    (path.includes(' ') ? 'has a space in its URL' : null) ??
    checkQuery(match[3] ?? '');
  return wrong ? err(wrong) : ok({ kind: 'url', location: url, sha256 });
}

/** Folders of people have spaces and letters of any language in their names; what a shell or URL reads otherwise is out. */
const pathCharacters = /^[\p{L}\p{N} ()/._~+@:,=!-]*$/u;

function checkSegments(path: string): string | null {
  if (!pathCharacters.test(path))
    return 'may hold only letters, digits, spaces and `()/._~+@:,=!-` in its path';
  return path.split('/').some((part) => part === '..' || part === '.')
    ? 'must not hold `.` or `..` as a part of its path'
    : null;
}

function checkQuery(query: string): string | null {
  return /^[\w?&=./~+@:,%-]*$/.test(query)
    ? null
    : 'has characters in its query that must be percent-encoded';
}
