import type { Readable } from 'node:stream';
import type Docker from 'dockerode';

interface EngineEvent {
  Action: string;
  timeNano: number;
  Actor: { ID: string; Attributes: { image?: string } };
}

/** The running containers of some images as the engine tells them, whoever it is that starts and stops them. */
export class EngineView {
  readonly #events: Readable;
  readonly #images: ReadonlySet<string>;
  readonly #running = new Map<string, string>();
  readonly #waiting = new Set<() => void>();
  #lowest = 0;
  #highest = 0;

  private constructor(events: Readable, images: ReadonlySet<string>) {
    this.#events = events;
    this.#images = images;
  }

  static async open(docker: Docker, images: readonly string[]): Promise<EngineView> {
    const filters = JSON.stringify({ type: ['container'], event: ['start', 'die'] });
    const events = (await docker.getEvents({ filters })) as Readable;
    const view = new EngineView(events, new Set(images));
    let rest = '';
    events.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') view.#see(JSON.parse(line));
    });
    return view;
  }

  close(): void {
    this.#events.destroy();
  }

  /** How many run now, of one image or of all. */
  running(image?: string): number {
    if (image === undefined) return this.#running.size;
    return this.containers(image).length;
  }

  containers(image: string): string[] {
    return [...this.#running].filter(([, its]) => its === image).map(([id]) => id);
  }

  /** From here on the lowest and the highest count are those of what follows. */
  mark(): void {
    this.#lowest = this.#highest = this.#running.size;
  }

  get bounds(): { lowest: number; highest: number } {
    return { lowest: this.#lowest, highest: this.#highest };
  }

  /** Resolves with the milliseconds until `holds`, looked at after each event. Throws when `withinMs` are over. */
  until(holds: () => boolean, what: string, withinMs = 300_000): Promise<number> {
    const startedAtMs = performance.now();
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!holds()) return;
        end();
        resolve(performance.now() - startedAtMs);
      };
      const end = () => {
        clearTimeout(patience);
        this.#waiting.delete(look);
      };
      const patience = setTimeout(() => {
        end();
        reject(new Error(`${what} did not come about in ${withinMs} ms; ${this.#running.size} run`));
      }, withinMs);
      this.#waiting.add(look);
      look();
    });
  }

  #see({ Action: action, Actor: { ID: id, Attributes: attributes } }: EngineEvent): void {
    if (attributes.image === undefined || !this.#images.has(attributes.image)) return;
    if (action === 'start') this.#running.set(id, attributes.image);
    else this.#running.delete(id);
    this.#lowest = Math.min(this.#lowest, this.#running.size);
    this.#highest = Math.max(this.#highest, this.#running.size);
    for (const look of [...this.#waiting]) look();
  }
}
