import { request } from 'node:http';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';

/** One container became ready, or was told to stop or ended, as the engine's own clock and its port tell. */
interface Turn {
  atMs: number;
  change: 1 | -1;
}

/**
 * How many containers of these images are ready over time, seen from outside: by the engine's events and by asking each
 * container. It asks nothing of Gantry. A container counts until a signal is sent to it, and from its last bad answer
 * before the first good one: somewhere between the two it became ready, and a busy machine puts them far apart.
 */
export class OutsideView {
  readonly #docker: Docker;
  readonly #images: ReadonlySet<string>;
  readonly #turns: Turn[] = [];
  readonly #ready = new Set<string>();
  readonly #gone = new Set<string>();
  #events: Readable | null = null;

  constructor(docker: Docker, images: readonly string[]) {
    this.#docker = docker;
    this.#images = new Set(images);
  }

  async open(): Promise<void> {
    const filters = JSON.stringify({ type: ['container'], event: ['start', 'kill', 'die'] });
    const events = await this.#docker.getEvents({ filters });
    this.#events = events as Readable;
    let rest = '';
    events.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') this.#see(JSON.parse(line));
    });
  }

  close(): void {
    this.#events?.destroy();
  }

  get readyNow(): number {
    return this.#ready.size;
  }

  /** The lowest count at any moment from `sinceMs` on. */
  lowestSince(sinceMs: number): number {
    let count = 0;
    let lowest = Number.POSITIVE_INFINITY;
    for (const { atMs, change } of this.#turns.toSorted((a, b) => a.atMs - b.atMs || b.change - a.change)) {
      if (atMs > sinceMs) lowest = Math.min(lowest, count, count + change);
      count += change;
    }
    return Math.min(lowest, count);
  }

  #see(event: {
    Action: string;
    timeNano: number;
    Actor: { ID: string; Attributes: Record<string, string> };
  }): void {
    const { ID: id, Attributes: attributes } = event.Actor;
    if (!this.#images.has(attributes.image ?? '')) return;
    if (event.Action === 'start') void this.#askUntilReady(id, event.timeNano / 1e6);
    else this.#end(id, event.timeNano / 1e6);
  }

  #end(id: string, atMs: number): void {
    this.#gone.add(id);
    if (this.#ready.delete(id)) this.#turns.push({ atMs, change: -1 });
  }

  async #askUntilReady(id: string, startedAtMs: number): Promise<void> {
    const info = await this.#docker
      .getContainer(id)
      .inspect()
      .catch(() => null);
    const address = Object.values(info?.NetworkSettings.Networks ?? {})[0]?.IPAddress;
    let notBeforeMs = startedAtMs;
    while (address && !this.#gone.has(id)) {
      const askedAtMs = Date.now();
      if (await answers(address)) {
        if (this.#gone.has(id)) return;
        this.#ready.add(id);
        this.#turns.push({ atMs: notBeforeMs, change: 1 });
        return;
      }
      notBeforeMs = askedAtMs;
    }
  }
}

/** Takes at least a moment, so that asking again and again leaves the processor to others. */
function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const later = () => setTimeout(() => resolve(false), 10);
    const question = request({ host: address, port: 8080, path: '/healthz', timeout: 1_000 }, (response) => {
      response.resume();
      if (response.statusCode === 200) resolve(true);
      else later();
    });
    question.on('error', later);
    question.on('timeout', () => question.destroy());
    question.end();
  });
}
