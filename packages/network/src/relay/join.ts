import type { Socket } from 'node:net';

/** Hands everything that one says to the other, its end included; a break of one breaks both. */
export function join(one: Socket, other: Socket): void {
  one.pipe(other);
  other.pipe(one);
  for (const [here, there] of [
    [one, other],
    [other, one],
  ] as const) {
    here.on('error', () => there.destroy());
    here.on('close', (hadError) => (hadError || !here.readableEnded ? there.destroy() : undefined));
  }
}
