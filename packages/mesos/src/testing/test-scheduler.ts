import { RecordReader } from '@gantry/mesos-wire';

export interface Event {
  type: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into events of many shapes
  [body: string]: any;
}

export interface Told {
  status: number;
  text: string;
  headers: Headers;
}

const patienceMs = 10_000;

/** A scheduler that does nothing by itself: tests have it call, and wait for the events that come. */
export class TestScheduler {
  readonly events: Event[] = [];
  streamId = '';
  frameworkId: string | null = null;
  /** The event stream has ended, from whichever side. */
  ended = false;
  readonly #url: () => string;
  #seen = 0;
  #waiting: (() => void)[] = [];
  #hangUp = new AbortController();

  constructor(url: () => string) {
    this.#url = url;
  }

  /** Posts a body as it is. */
  async post(body: unknown, headers: Record<string, string> = {}): Promise<Told> {
    const response = await fetch(`${this.#url()}/api/v1/scheduler`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      redirect: 'manual',
    });
    return { status: response.status, text: await response.text(), headers: response.headers };
  }

  /** A call of this framework on its stream. */
  call(type: string, body: object = {}): Promise<Told> {
    const framework_id = { value: this.frameworkId };
    return this.post({ framework_id, type, ...body }, { 'mesos-stream-id': this.streamId });
  }

  /** Subscribes, as who it is if it is somebody already, and waits to hear so. */
  async subscribe(info: object = {}, more: object = {}): Promise<this> {
    await this.open(info, more);
    const { subscribed } = await this.next('SUBSCRIBED');
    this.frameworkId = subscribed.framework_id.value;
    return this;
  }

  /** Opens the event stream, whatever comes of it. */
  async open(info: object = {}, more: object = {}): Promise<Response> {
    const id = this.frameworkId === null ? {} : { id: { value: this.frameworkId } };
    const framework_id = this.frameworkId === null ? {} : { framework_id: { value: this.frameworkId } };
    const framework_info = { user: 'root', name: 'test', ...id, ...info };
    this.#hangUp = new AbortController();
    this.ended = false;
    const response = await fetch(`${this.#url()}/api/v1/scheduler`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ ...framework_id, type: 'SUBSCRIBE', subscribe: { framework_info, ...more } }),
      signal: this.#hangUp.signal,
    });
    this.streamId = response.headers.get('mesos-stream-id') ?? '';
    void this.#read(response);
    return response;
  }

  async #read(response: Response): Promise<void> {
    const reader = new RecordReader();
    try {
      for await (const chunk of response.body!) {
        for (const record of reader.take(chunk)) this.events.push(JSON.parse(record));
        this.#wake();
      }
    } catch {
      // The test hung up.
    }
    this.ended = true;
    this.#wake();
  }

  #wake(): void {
    for (const look of this.#waiting.splice(0)) look();
  }

  /** The next event of the type that no earlier call returned or passed over. */
  async next(type: string, matches: (event: Event) => boolean = () => true): Promise<Event> {
    const isIt = (event: Event, index: number) =>
      index >= this.#seen && event.type === type && matches(event);
    await this.until(() => this.events.some(isIt), `${type} ${matches}`);
    const index = this.events.findIndex(isIt);
    this.#seen = index + 1;
    return this.events[index]!;
  }

  async until(holds: () => boolean, what = String(holds)): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (!holds()) {
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) throw new Error(`${what} did not come; there was ${JSON.stringify(this.events)}`);
      await this.#news(leftMs);
    }
  }

  #news(withinMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, withinMs);
    this.#waiting.push(() => {
      clearTimeout(timer);
      resolve();
    });
    return promise;
  }

  /** The next update of a task, acknowledged. */
  async updateOf(taskId: string, { acknowledges = true } = {}): Promise<Event> {
    const { update } = await this.next('UPDATE', (event) => event.update.status.task_id.value === taskId);
    if (acknowledges && update.status.uuid) await this.acknowledge(update.status);
    return update.status;
  }

  acknowledge({ agent_id, task_id, uuid }: Event | Record<string, unknown>): Promise<Told> {
    return this.call('ACKNOWLEDGE', { acknowledge: { agent_id, task_id, uuid } });
  }

  /** The next offer. */
  // biome-ignore lint/suspicious/noExplicitAny: as the events
  async offer(): Promise<any> {
    return (await this.next('OFFERS')).offers.offers[0];
  }

  // biome-ignore lint/suspicious/noExplicitAny: as the events
  accept(offers: any[], operations: object[], filters: object | null = { refuse_seconds: 0 }): Promise<Told> {
    return this.call('ACCEPT', { accept: { offer_ids: offers.map(({ id }) => id), operations, filters } });
  }

  // biome-ignore lint/suspicious/noExplicitAny: as the events
  launch(offer: any, tasks: object[]): Promise<Told> {
    return this.accept([offer], [{ type: 'LAUNCH', launch: { task_infos: tasks } }]);
  }

  hangUp(): void {
    this.#hangUp.abort();
  }
}

/** A command task that asks for little. */
// biome-ignore lint/suspicious/noExplicitAny: as the events
export function aTask(id: string, offer: any, over: object = {}): object {
  return {
    name: id,
    task_id: { value: id },
    agent_id: offer.agent_id,
    command: { value: 'sleep 100' },
    resources: [
      { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 } },
      { name: 'mem', type: 'SCALAR', scalar: { value: 32 } },
    ],
    ...over,
  };
}
