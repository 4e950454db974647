import type { Readable } from 'node:stream';
import { parseImageReference } from '@gantry/model';
import { type ContainerRequest, RuntimeFault } from '../port.ts';
import type { Engine } from './engine.ts';
import { statusOf } from './engine-fault.ts';
import { readJsonLines } from './json-lines.ts';

type Progress = (message: string, ratio: number | null) => void;

/** A line of the engine's pull stream. */
export interface PullLine {
  id?: string;
  status?: string;
  error?: string;
  progressDetail?: { current?: number; total?: number };
}

/** Has the image on the node, by the pull policy. Throws InvalidImage, ImagePullFailed (retryable) or Unavailable. */
export async function pullImage(
  engine: Engine,
  { container: { image, imagePullPolicy } }: ContainerRequest,
  onProgress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const parsed = parseImageReference(image);
  if (!parsed.ok)
    throw new RuntimeFault('InvalidImage', `image ${JSON.stringify(image)} ${parsed.error}`, false);
  if (imagePullPolicy !== 'Always' && (await hasImage(engine, image))) return;
  if (imagePullPolicy === 'Never') {
    throw new RuntimeFault(
      'ImagePullFailed',
      `image ${image} is not on this node, and imagePullPolicy is Never`,
      true,
    );
  }
  onProgress(`pulling ${image}`, null);
  try {
    await pull(engine, image, onProgress, signal);
  } catch (error) {
    throw engine.fault(error, 'ImagePullFailed', `could not pull ${image}`);
  }
}

export async function hasImage(engine: Engine, image: string): Promise<boolean> {
  try {
    await engine.docker.getImage(image).inspect();
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw engine.fault(error, 'ImagePullFailed', `could not look for ${image}`);
  }
}

/** A failure may come as the answer to the call, or as a line of its stream. */
async function pull(engine: Engine, image: string, onProgress: Progress, signal: AbortSignal): Promise<void> {
  const stream = (await engine.docker.pull(image, { abortSignal: signal })) as Readable;
  const abort = () => stream.destroy(new Error('it was given up'));
  signal.addEventListener('abort', abort, { once: true });
  const meter = createPullMeter();
  try {
    for await (const line of readJsonLines<PullLine>(stream)) {
      if (line.error !== undefined) throw new Error(line.error);
      if (line.status !== undefined) onProgress(`pulling ${image}: ${line.status}`, meter(line));
    }
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Half of each layer's part for its download, half for its extraction; null until a layer's size is known. */
export function createPullMeter(): (line: PullLine) => number | null {
  const layers = new Map<string, number>();
  const doneRatios = new Map([
    ['Download complete', 0.5],
    ['Verifying Checksum', 0.5],
    ['Pull complete', 1],
    ['Already exists', 1],
  ]);

  return ({ id, status = '', progressDetail: { current = 0, total = 0 } = {} }) => {
    const isLayer = id !== undefined && /^[0-9a-f]{12,}$/.test(id);
    const part = total > 0 ? Math.min(1, current / total) / 2 : 0;
    if (isLayer && status === 'Downloading') layers.set(id, part);
    else if (isLayer && status === 'Extracting') layers.set(id, 0.5 + part);
    else if (isLayer) layers.set(id, doneRatios.get(status) ?? layers.get(id) ?? 0);
    const done = [...layers.values()].reduce((sum, ratio) => sum + ratio, 0);
    return done === 0 ? null : done / layers.size;
  };
}
