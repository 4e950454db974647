import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, readdir, realpath, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  type ArtifactReference,
  type Container,
  type ImageLook,
  parseArtifactReference,
  type SoughtImage,
} from '@gantry/model';
import { createTurns } from '../in-turn.ts';
import { RuntimeFault } from '../port.ts';
import { copyPlainFile, copyTree } from './copy-tree.ts';
import { download, lookFar, readDownloaded, touch } from './download.ts';
import { isTarball, unpackTarball } from './unpack-tarball.ts';

/** What a container is unpacked from, found on this node. */
export interface Artifact {
  path: string;
  kind: 'file' | 'folder' | 'tarball';
  /** `sha256:HEX` of the file; '' for a folder. */
  imageId: string;
}

type Progress = (message: string, ratio: number | null) => void;

export interface ArtifactStore {
  /** Fetches it if needed, by the container's pull policy, and checks its checksum. null: the container has none. */
  fetch(container: Container, onProgress: Progress, signal: AbortSignal): Promise<Artifact | null>;
  /** As fetched before. Downloads again only when it was never fetched. */
  find(container: Container): Promise<Artifact | null>;
  /** Whether `fetch` would find it; of a URL that was not fetched yet, or changes, its server is asked with `asksFar`. */
  look(sought: SoughtImage, options: { asksFar: boolean; signal: AbortSignal }): Promise<ImageLook>;
}

const keepUnusedMs = 30 * 24 * 3_600_000;

export function createArtifactStore(folder: string): ArtifactStore {
  const hashes = new Map<string, string>();
  const inTurn = createTurns();

  async function fetchUrl(
    reference: ArtifactReference,
    policy: Container['imagePullPolicy'],
    onProgress: Progress,
    signal: AbortSignal,
  ): Promise<Artifact> {
    const { location: url, sha256 } = reference;
    const file = fileOf(folder, reference);
    const known = await readDownloaded(file);
    if (policy === 'Never' && !known) {
      throw new RuntimeFault(
        'ImagePullFailed',
        `${url} is not on this node, and imagePullPolicy is Never`,
        true,
      );
    }
    const isFresh = known !== null && policy !== 'Always';
    const { sha256: found } = isFresh ? known : await download({ url, file, sha256 }, onProgress, signal);
    await touch(file);
    if (!isFresh) await removeUnused(folder);
    return { path: file, kind: isTarball(file) ? 'tarball' : 'file', imageId: `sha256:${found}` };
  }

  async function findPath({ location, sha256 }: ArtifactReference): Promise<Artifact> {
    const found = await stat(location).catch(() => null);
    if (!found)
      throw new RuntimeFault('ImagePullFailed', `there is no file or folder ${location} on this node`, true);
    if (found.isDirectory()) {
      if (sha256 === null) return { path: await realpath(location), kind: 'folder', imageId: '' };
      throw new RuntimeFault('InvalidImage', `${location} is a folder; a checksum needs a file`, false);
    }
    if (!found.isFile())
      throw new RuntimeFault('InvalidImage', `${location} is neither a file nor a folder`, false);
    const hash = await hashOf(location, `${location} ${found.mtimeMs} ${found.size} ${found.ino}`);
    if (sha256 !== null && hash !== sha256) {
      throw new RuntimeFault(
        'ImagePullFailed',
        `the sha256 of ${location} is ${hash}, not ${sha256} as the reference demands`,
        true,
      );
    }
    return { path: location, kind: isTarball(location) ? 'tarball' : 'file', imageId: `sha256:${hash}` };
  }

  async function hashOf(file: string, key: string): Promise<string> {
    const known = hashes.get(key);
    if (known !== undefined) return known;
    const hash = createHash('sha256');
    await pipeline(createReadStream(file), hash);
    const hex = hash.digest('hex');
    hashes.set(key, hex);
    return hex;
  }

  async function fetch(
    container: Container,
    onProgress: Progress,
    signal: AbortSignal,
  ): Promise<Artifact | null> {
    if (container.image === '') return null;
    const parsed = parseArtifactReference(container.image);
    if (!parsed.ok)
      throw new RuntimeFault(
        'InvalidImage',
        `image ${JSON.stringify(container.image)} ${parsed.error}`,
        false,
      );
    const reference = parsed.value;
    if (reference.kind === 'path') return findPath(reference);
    return inTurn(fileOf(folder, reference), () =>
      fetchUrl(reference, container.imagePullPolicy, onProgress, signal),
    );
  }

  const find = (container: Container) => {
    const imagePullPolicy = container.imagePullPolicy === 'Never' ? 'Never' : 'IfNotPresent';
    return fetch({ ...container, imagePullPolicy }, () => {}, new AbortController().signal);
  };

  async function lookAt({ image, imagePullPolicy }: SoughtImage): Promise<ImageLook | ArtifactReference> {
    if (image === '') return here('');
    const parsed = parseArtifactReference(image);
    if (!parsed.ok) return gone(`it ${parsed.error}`);
    const reference = parsed.value;
    if (reference.kind === 'path') return here((await findPath(reference)).imageId);
    const known = await readDownloaded(fileOf(folder, reference));
    if (known !== null && imagePullPolicy !== 'Always') return here(`sha256:${known.sha256}`);
    return imagePullPolicy === 'Never'
      ? gone('it may not be fetched, as imagePullPolicy is Never')
      : reference;
  }

  const look: ArtifactStore['look'] = async (sought, { asksFar, signal }) => {
    const found = await lookAt(sought).catch((error: Error) => gone(error.message));
    if ('found' in found) return found;
    return asksFar ? lookFar(found.location, signal) : { found: 'elsewhere', imageId: '', message: '' };
  };

  return { fetch, find, look };
}

const here = (imageId: string): ImageLook => ({ found: 'here', imageId, message: '' });
const gone = (message: string): ImageLook => ({ found: 'gone', imageId: '', message });

/** Downloads that no container has been started from for long. */
async function removeUnused(folder: string): Promise<void> {
  const oldest = Date.now() - keepUnusedMs;
  for (const name of await readdir(folder)) {
    const used = await newestIn(join(folder, name));
    if (used < oldest) await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function newestIn(folder: string): Promise<number> {
  const names = await readdir(folder);
  const found = await Promise.all(names.map((name) => stat(join(folder, name))));
  return Math.max(0, ...found.map(({ mtimeMs }) => mtimeMs));
}

/** The URL's own file name is kept: it tells a tarball, and is what the program is called in the sandbox. */
function fileOf(folder: string, { location, sha256 }: ArtifactReference): string {
  const key = createHash('sha256').update(`${location} ${sha256}`).digest('hex').slice(0, 32);
  const name = basename(new URL(location).pathname).replaceAll(/[^A-Za-z0-9._-]/g, '_');
  return join(folder, key, name === '' || name === '.' || name === '..' ? 'artifact' : name);
}

/** Puts it into the sandbox. Returns the program's path when the artifact is one file, else null. */
export async function placeArtifact(artifact: Artifact, sandbox: string): Promise<string | null> {
  if (artifact.kind === 'folder') {
    await copyTree(artifact.path, sandbox);
    return null;
  }
  if (artifact.kind === 'tarball') {
    await unpackTarball(artifact.path, sandbox);
    return null;
  }
  const target = join(sandbox, basename(artifact.path));
  await copyPlainFile(artifact.path, target);
  await chmod(target, ((await stat(target)).mode & 0o777) | 0o600);
  return target;
}
