import { type ImageLook, parseImageReference, type SoughtImage } from '@gantry/model';
import type { Engine } from './engine.ts';
import { sentenceOf, statusOf } from './engine-fault.ts';

const look = (found: ImageLook['found'], message = '', imageId = ''): ImageLook => ({
  found,
  imageId,
  message,
});

/** Whether a pull would have the image, by the pull policy, without pulling it. */
export async function lookForImage(
  engine: Engine,
  { image, imagePullPolicy }: SoughtImage,
  { asksFar, signal }: { asksFar: boolean; signal: AbortSignal },
): Promise<ImageLook> {
  const parsed = parseImageReference(image);
  if (!parsed.ok) return look('gone', `it ${parsed.error}`);
  if (imagePullPolicy !== 'Always') {
    const local = await lookHere(engine, image);
    if (local !== null) return local;
    if (imagePullPolicy === 'Never') return look('gone', 'it may not be pulled, as imagePullPolicy is Never');
  }
  return asksFar ? askRegistry(engine, image, signal) : look('elsewhere');
}

/** null: it is not on this engine. */
async function lookHere(engine: Engine, image: string): Promise<ImageLook | null> {
  try {
    return look('here', '', (await engine.docker.getImage(image).inspect()).Id);
  } catch (error) {
    return statusOf(error) === 404 ? null : look('unknown', sentenceOf(error));
  }
}

/** The engine asks as it would for a pull. */
async function askRegistry(engine: Engine, image: string, signal: AbortSignal): Promise<ImageLook> {
  try {
    await Promise.race([engine.docker.getImage(image).distribution(), untilAborted(signal)]);
    return look('far');
  } catch (error) {
    if (signal.aborted) return look('unknown', 'its registry does not answer in time');
    const said = sentenceOf(error);
    return look(isMute(error) ? 'unknown' : 'gone', `it cannot be pulled: ${said}`);
  }
}

/** The engine cannot be told to stop asking. */
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.throwIfAborted();
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });

/** Too many requests, an engine that knows no such question (Podman until 5), or none at all: nothing about the image. */
function isMute(error: unknown): boolean {
  const status = statusOf(error);
  if (status === undefined || status === 429) return true;
  return /too ?many ?requests|not supported|page not found|^not found$/i.test(sentenceOf(error));
}
