import { Pool } from 'undici';
import type { Cluster } from './cluster.ts';
import { startCluster } from './cluster.ts';
import { percentile, type Row } from './figures.ts';

/** A call that changes and commits something each time: `turn` counts the calls made before it. */
interface Mutation {
  procedure: string;
  input(turn: number): object;
}

const names = Array.from({ length: 64 }, (_, index) => `idle-${index}`);
const nameOf = (turn: number) => names[turn % names.length]!;

const scale: Mutation = {
  procedure: 'deployments.scale',
  input: (turn) => ({ name: nameOf(turn), replicas: 1 + Math.floor(turn / names.length) }),
};
/** Keeps one more template and lets go of another, so it writes twice as much. */
const setImage: Mutation = {
  procedure: 'deployments.setImage',
  input: (turn) => ({ name: nameOf(turn), image: `/opt/program-${turn}` }),
};

/** One durable mutating call over HTTP, alone and with 64 in flight. */
export async function* measureMutations(): AsyncGenerator<Row> {
  const cluster = await startCluster({ localAgents: 0 });
  const http = new Pool(cluster.url, { connections: 64, pipelining: 1 });
  try {
    await deployIdle(cluster);
    yield* await measure(cluster, http, scale);
    yield* await measure(cluster, http, setImage);
  } finally {
    await http.close();
    await cluster.stop();
  }
}

async function measure(cluster: Cluster, http: Pool, mutation: Mutation): Promise<Row[]> {
  const calls = new Calls(cluster, http, mutation);
  await calls.inFlight({ count: 2_000, width: 16 });
  const alone = await calls.inFlight({ count: 2_000, width: 1 });
  const startedAtMs = performance.now();
  const together = await calls.inFlight({ count: 12_000, width: 64 });
  const perSecond = 12_000 / ((performance.now() - startedAtMs) / 1000);
  const what = `one durable ${mutation.procedure}`;
  const row = (what: string, ours: number, unit: Row['unit'], goal: string): Row => ({
    what,
    ours,
    peers: {},
    unit,
    goal,
  });
  return [
    row(`${what}, p50`, percentile(alone, 50), 'ms', 'under 2 ms'),
    row(`${what}, p99`, percentile(alone, 99), 'ms', 'under 10 ms'),
    row(`${what}, 64 in flight`, perSecond, '/s', 'at least 3000/s'),
    row(`${what}, 64 in flight, p99`, percentile(together, 99), 'ms', 'none'),
  ];
}

/** Deployments that nothing can run: paused before their first revision, a change of them is a commit and no work. */
async function deployIdle(cluster: Cluster): Promise<void> {
  for (const name of names) {
    const template = { containers: [{ name: 'main', image: '', command: ['/bin/true'] }] };
    await cluster.mutate('deployments.deploy', {
      manifest: { name, replicas: 0, runtime: 'process', paused: true, template },
    });
  }
}

class Calls {
  readonly #http: Pool;
  readonly #mutation: Mutation;
  readonly #headers: Record<string, string>;
  #turn = 0;

  constructor({ token }: Cluster, http: Pool, mutation: Mutation) {
    this.#http = http;
    this.#mutation = mutation;
    this.#headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  }

  /** How long each took, in ms. Throws at the first answer that is not 200. */
  async inFlight({ count, width }: { count: number; width: number }): Promise<number[]> {
    const tookMs: number[] = [];
    let left = count;
    const worker = async () => {
      while (left-- > 0) {
        const startedAtMs = performance.now();
        await this.#call();
        tookMs.push(performance.now() - startedAtMs);
      }
    };
    await Promise.all(Array.from({ length: width }, worker));
    return tookMs;
  }

  async #call(): Promise<void> {
    const { procedure, input } = this.#mutation;
    const { statusCode, body } = await this.#http.request({
      method: 'POST',
      path: `/trpc/${procedure}`,
      headers: this.#headers,
      body: JSON.stringify(input(this.#turn++)),
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`HTTP ${statusCode}: ${text.slice(0, 300)}`);
  }
}
