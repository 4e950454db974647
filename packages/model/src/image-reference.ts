import { limits } from './limits.ts';
import { err, ok, type Result } from './result.ts';

/**
 * What a container image is called: `[registry/]repository[:tag][@digest]`, in the grammar of the docker reference
 * (github.com/distribution/reference), with Docker's familiar names: `nginx` is docker.io/library/nginx.
 */
export interface ImageReference {
  registry: string;
  /** With `library/` filled in for Docker Hub's official images. */
  repository: string;
  /** null: `latest`, unless there is a digest. */
  tag: string | null;
  /** `sha256:` and 64 hex digits. */
  digest: string | null;
}

const componentPattern = /^[a-z0-9]+$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^sha256:[0-9a-f]{64}$/;

/** Alphanumeric runs joined by `.`, `_`, `__` or any number of `-`. Split rather than matched: linear on any input. */
function isPathComponent(component: string): boolean {
  return component.split(/\.|__|_|-+/).every((run) => componentPattern.test(run));
}

function isHost(text: string): boolean {
  const [host = '', port, ...rest] = text.split(':');
  if (rest.length > 0 || (port !== undefined && !/^\d{1,5}$/.test(port))) return false;
  return host.split('.').every((label) => /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/.test(label));
}

/**
 * Docker's rule: the first part is a host only when it has a dot or a port, or is `localhost`. (Docker also takes a
 * bare word with capitals for a host; that is nearly always a mistaken repository, so it is refused as one.)
 */
function splitHost(name: string): { registry: string; path: string } {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const isRegistry = /[.:]/.test(first) || first === 'localhost';
  if (slash < 0 || !isRegistry) return { registry: 'docker.io', path: name };
  return { registry: first === 'index.docker.io' ? 'docker.io' : first, path: name.slice(slash + 1) };
}

function splitTag(rest: string): { name: string; tag: string | null } {
  const colon = rest.lastIndexOf(':');
  if (colon < 0 || rest.indexOf('/', colon) >= 0) return { name: rest, tag: null };
  return { name: rest.slice(0, colon), tag: rest.slice(colon + 1) };
}

/** Parses, or says in the end of a sentence what is wrong and what is accepted. */
export function parseImageReference(text: string): Result<ImageReference, string> {
  if (text === '') return err('must name an image, such as `nginx:1.27`');
  if (text.length > limits.imageReferenceLength) {
    return err(`must be at most ${limits.imageReferenceLength} characters long`);
  }
  const at = text.indexOf('@');
  const digest = at < 0 ? null : text.slice(at + 1);
  const { name, tag } = splitTag(at < 0 ? text : text.slice(0, at));
  const { registry, path } = splitHost(name);
  const wrong = checkParts({ registry, path, tag, digest });
  if (wrong) return err(wrong);
  const repository = registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
  return ok({ registry, repository, tag, digest });
}

function checkParts(parts: { registry: string; path: string; tag: string | null; digest: string | null }) {
  const { registry, path, tag, digest } = parts;
  if (!isHost(registry)) return 'has a registry that is not a host name with an optional port';
  if (path !== path.toLowerCase()) return 'must have a repository in lower case, such as `nginx:1.27`';
  if (path.length > limits.imageRepositoryLength || !path.split('/').every(isPathComponent)) {
    return 'is not an image reference; write `[registry/]repository[:tag][@digest]`, such as `nginx:1.27`';
  }
  if (tag !== null && !tagPattern.test(tag)) {
    return 'has a tag that is not 1 to 128 letters, digits, `_`, `.` or `-`, starting with a letter, digit or `_`';
  }
  if (digest !== null && !digestPattern.test(digest))
    return 'has a digest that is not `sha256:` and 64 hex digits';
  return null;
}

/** As Docker shows it: `docker.io/library/nginx` is `nginx`. Parses back to the same reference. */
export function formatImageReference(image: ImageReference): string {
  const hub = image.registry === 'docker.io';
  const short = hub ? image.repository.replace(/^library\/(?=[^/]+$)/, '') : image.repository;
  const name = hub && !hasHostLook(short) ? short : `${image.registry}/${image.repository}`;
  return (
    name + (image.tag === null ? '' : `:${image.tag}`) + (image.digest === null ? '' : `@${image.digest}`)
  );
}

function hasHostLook(path: string): boolean {
  return splitHost(path).path !== path;
}
