import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { usableCertificates } from '../certificates.ts';
import type { Frontend, Pool, ServiceProxy, Traffic } from '../port.ts';
import { CertificateFiles } from './certificate-files.ts';
import { readSessions } from './haproxy-api.ts';
import { haproxyConfig, nowhere, poolName } from './haproxy-config.ts';
import { findHaproxy, HaproxyProcess } from './haproxy-process.ts';
import { PoolSlots } from './pool-slots.ts';

const lookEveryMs = 10;

/**
 * Carries traffic through the machine's own HAProxy. Backends come and go over its runtime API, without a reload; only a
 * new frontend, another rule or more backends than there are places makes a new worker beside the old one.
 * Throws where there is no HAProxy.
 * @param traceFile where the next one of this agent finds that this one was left behind; null: nobody comes after it
 */
export function createHaproxy(traceFile: string | null): ServiceProxy {
  const program = findHaproxy();
  if (program === null) throw new Error('There is no haproxy on this machine; install the package haproxy.');
  return new Haproxy(new HaproxyProcess(program, traceFile));
}

class Haproxy implements ServiceProxy {
  readonly name = 'haproxy';
  readonly #process: HaproxyProcess;
  #pools = new Map<string, PoolSlots>();
  /** Those that are listened on. */
  #frontends: readonly Frontend[] = [];
  /** The structure that HAProxy has; '': it has to be told all. */
  #wanted = '';
  #last: Traffic | null = null;
  #reloads = 0;
  #files: CertificateFiles | null = null;
  #troubles: string[] = [];
  /** Those that another program has the port of. */
  #missing: readonly Frontend[] = [];
  #applying: Promise<unknown> = Promise.resolve();

  constructor(running: HaproxyProcess) {
    this.#process = running;
    // What was under way is lost; from here on it is as it was.
    running.onLost = () => {
      this.#wanted = '';
      this.#frontends = [];
      if (this.#last !== null) this.apply(this.#last).catch(() => {});
    };
  }

  get troubles(): readonly string[] {
    return this.#troubles;
  }

  async apply(traffic: Traffic): Promise<void> {
    const made = this.#applying.then(() => this.#make(traffic));
    this.#applying = made.catch(() => {});
    const { drained } = await made;
    await drained;
  }

  async close(): Promise<void> {
    await this.#applying;
    await this.#process.close();
  }

  /** In turn; what is still draining goes on beside. */
  async #make(traffic: Traffic): Promise<{ drained: Promise<void> }> {
    this.#last = traffic;
    const structure = structureOf(traffic);
    const isSame = structure === this.#wanted && !(await this.#isOneFree());
    const left: Promise<void>[] = [];
    if (this.#wanted === '') return this.#reload(traffic, structure, left);
    for (const pool of traffic.pools) {
      const slots = this.#pools.get(pool.key);
      const moved = slots === undefined ? null : await this.#follow(slots, pool);
      if (moved === null) return this.#reload(traffic, structure, left);
      left.push(moved.drained);
    }
    if (!isSame) return this.#reload(traffic, structure, left);
    return { drained: Promise.all(left).then(() => {}) };
  }

  /** Over the runtime API; null: a reload is needed. Who comes comes before who goes. */
  async #follow(slots: PoolSlots, pool: Pool): Promise<{ drained: Promise<void> } | null> {
    const moves = slots.follow(pool);
    if (moves === null) return null;
    const name = poolName(pool.key);
    const entering = [...moves.entering].flatMap(([server, { host, port }]) => [
      `set server ${name}/${server} addr ${host} port ${port}`,
      `set server ${name}/${server} state ready`,
    ]);
    const leaving = [...moves.leaving.values()].map((server) => `set server ${name}/${server} state maint`);
    if (entering.length + leaving.length > 0) await this.#process.ask([...entering, ...leaving]);
    const drained = [...moves.leaving].map(async ([index, server]) => {
      await this.#untilIdle(`${name}/${server}`, pool.drainMs);
      // Another address closes what is kept idle: a program that ends with its last connection would wait for it.
      await this.#process
        .ask([`set server ${name}/${server} addr ${nowhere.host} port ${nowhere.port}`])
        .catch(ignore);
      slots.free(index);
    });
    return { drained: Promise.all(drained).then(() => {}) };
  }

  /** A new worker with all of it; the old one ends what it has under way. */
  async #reload(
    traffic: Traffic,
    structure: string,
    left: Promise<void>[],
  ): Promise<{ drained: Promise<void> }> {
    this.#wanted = '';
    const before = [...this.#pools.values()].flatMap(({ pool }) => pool.backends.map(({ id }) => id));
    const kept = new Set(traffic.pools.flatMap(({ backends }) => backends.map(({ id }) => id)));
    const isLeft = before.some((id) => !kept.has(id)) || left.length > 0;
    this.#pools = new Map(traffic.pools.map((pool) => [pool.key, new PoolSlots(pool)]));
    await this.#chooseFrontends(traffic.frontends);
    this.#reloads += 1;
    const generation = `${process.pid}-${this.#reloads}`;
    const pools = [...this.#pools.values()].map(({ pool, slots }) => ({ pool, slots }));
    const { apiSocket } = this.#process;
    const files = new CertificateFiles(this.#process.folderOf(generation));
    const listOf = (frontend: Frontend) => files.listOf(frontend);
    const plan = { generation, apiSocket, frontends: this.#frontends, pools, listOf };
    files.write(this.#frontends);
    await this.#process.load(haproxyConfig(plan), generation);
    this.#files?.remove();
    this.#files = files;
    this.#wanted = structure;
    const drainMs = Math.max(0, ...traffic.pools.map((pool) => pool.drainMs));
    return { drained: isLeft ? this.#untilOldIsGone(drainMs) : Promise.resolve() };
  }

  /** HAProxy starts with all of its ports or not at all: one that another program has is left out, and told. */
  async #chooseFrontends(wanted: readonly Frontend[]): Promise<void> {
    const open = new Set(this.#frontends.map(placeOf));
    const tried = await Promise.all(
      wanted.map(async (frontend) => ({
        frontend,
        trouble: open.has(placeOf(frontend)) ? null : await whyNotListen(frontend),
      })),
    );
    this.#missing = tried.flatMap(({ frontend, trouble }) => (trouble === null ? [] : [frontend]));
    const checked = tried.flatMap(({ frontend, trouble }) =>
      trouble === null ? [withUsable(frontend)] : [],
    );
    // Without any certificate there is nobody to answer.
    this.#frontends = checked.flatMap(({ frontend }) => (frontend.tls?.length === 0 ? [] : [frontend]));
    this.#troubles = [
      ...tried.map(({ trouble }) => trouble ?? []),
      ...checked.map(({ troubles }) => troubles),
    ].flat();
  }

  async #isOneFree(): Promise<boolean> {
    const troubles = await Promise.all(this.#missing.map(whyNotListen));
    return troubles.includes(null);
  }

  async #untilIdle(server: string, drainMs: number): Promise<void> {
    const giveUpAtMs = performance.now() + drainMs;
    while (performance.now() < giveUpAtMs) {
      const stat = await this.#process.ask(['show stat']).catch(() => '');
      if ((readSessions(stat).get(server) ?? 0) === 0) return;
      await delay(lookEveryMs);
    }
  }

  async #untilOldIsGone(drainMs: number): Promise<void> {
    const giveUpAtMs = performance.now() + drainMs;
    while (this.#process.oldWorkers > 0 && performance.now() < giveUpAtMs) await delay(lookEveryMs);
  }
}

/** A HAProxy that is gone keeps no connection. */
const ignore = () => {};

/** One bad certificate would keep HAProxy from its whole configuration. */
function withUsable(frontend: Frontend): { frontend: Frontend; troubles: string[] } {
  if (frontend.tls === null) return { frontend, troubles: [] };
  const { usable, troubles } = usableCertificates(frontend.tls);
  return { frontend: { ...frontend, tls: usable.map(({ context: _, ...one }) => one) }, troubles };
}

const placeOf = ({ address, port }: Frontend) => `${address}:${port}`;

/** What cannot change over the runtime API. */
function structureOf({ pools, frontends }: Traffic): string {
  return JSON.stringify([
    frontends,
    pools.map(({ key, traffic, affinitySeconds }) => [key, traffic, affinitySeconds]),
  ]);
}

function whyNotListen({ address, port }: Frontend): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'another program has it' : error.message;
      resolve(`Cannot listen on ${address}:${port}: ${why}.`);
    });
    server.listen({ host: address, port, reusePort: true }, () => server.close(() => resolve(null)));
  });
}
