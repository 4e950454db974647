import { once } from 'node:events';
import type { Readable } from 'node:stream';
import Docker from 'dockerode';

/** Imports a root file system as an image; importing again replaces it. `changes`: lines of a Dockerfile. */
export async function importImage(
  root: Readable,
  { socketPath, image, changes }: { socketPath: string; image: string; changes: string[] },
): Promise<void> {
  const colon = image.lastIndexOf(':');
  const name = { repo: image.slice(0, colon), tag: image.slice(colon + 1) };
  await lastWord(await new Docker({ socketPath }).importImage(root, { ...name, changes }));
}

/** Waits for the engine's answer: a line of JSON for each step, an error among them. */
export async function lastWord(answer: NodeJS.ReadableStream): Promise<void> {
  let text = '';
  answer.on('data', (chunk) => {
    text += chunk;
  });
  await once(answer, 'end');
  const error = text
    .split('\n')
    .flatMap((line) => (line.includes('"error"') ? [JSON.parse(line).error] : []))[0];
  if (error) throw new Error(`The engine did not make the image: ${error}`);
}
