import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { askHaproxy } from './haproxy-api.ts';
import { endLeftHaproxy, leaveTrace } from './haproxy-trace.ts';

const places = ['/usr/sbin/haproxy', '/usr/local/sbin/haproxy', '/usr/bin/haproxy'];

/** The machine's HAProxy; null: there is none. */
export const findHaproxy = (): string | null => places.find((path) => existsSync(path)) ?? null;

/** The oldest that is known to take these configurations. */
const oldest = { major: 2, minor: 4 };

/** The machine's HAProxy when it is fit to carry the traffic without having been asked for; null: there is none. */
export function fitHaproxy(program = findHaproxy()): string | null {
  if (program === null) return null;
  const { stdout, status } = spawnSync(program, ['-v'], { encoding: 'utf8', timeout: 5_000 });
  const [, major, minor] = /version (\d+)\.(\d+)/.exec(stdout ?? '')?.map(Number) ?? [];
  if (status !== 0 || major === undefined || minor === undefined) return null;
  return major > oldest.major || (major === oldest.major && minor >= oldest.minor) ? program : null;
}

const lookEveryMs = 10;
const startWithinMs = 10_000;
const signalEveryMs = 300;

/** Keys of certificates are in its folder: in memory where the machine has such a place. */
const home = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A master with its worker, in a folder of its own. A new configuration is a new worker; the old one ends what it has. */
export class HaproxyProcess {
  readonly #program: string;
  readonly #traceFile: string | null;
  readonly #folder = mkdtempSync(join(home, 'gantry-haproxy-'));
  #master: ChildProcess | null = null;
  /** It took a configuration, and was not ended from here. */
  #isServing = false;
  /** Called when it ended by itself, or by somebody else. */
  onLost = () => {};
  #printed = '';

  /** @param traceFile tells the next one of this agent that this one was left behind; null: nobody comes after it. */
  constructor(program: string, traceFile: string | null) {
    this.#program = program;
    this.#traceFile = traceFile;
  }

  /** For what a configuration names, of that generation alone. */
  folderOf(generation: string): string {
    return join(this.#folder, generation);
  }

  get apiSocket(): string {
    return join(this.#folder, 'api.sock');
  }

  ask(commands: readonly string[]): Promise<string> {
    return askHaproxy(this.apiSocket, commands);
  }

  /** Resolves when a worker answers that has this configuration. Rejects with what HAProxy says against it. */
  async load(config: string, generation: string): Promise<void> {
    writeFileSync(this.#configFile, config, { mode: 0o600 });
    this.#printed = '';
    const isReload = this.#isAlive;
    if (!isReload) this.#start();
    let signalledAtMs = Number.NEGATIVE_INFINITY;
    const giveUpAtMs = performance.now() + startWithinMs;
    while (!(await this.#isAt(generation))) {
      const isOver = !this.#isAlive || performance.now() > giveUpAtMs;
      if (isOver) throw new Error(`HAProxy does not take its configuration: ${this.#printed.slice(-1_000)}`);
      // A master that has only just started misses the signal, and says nothing; one that heard it says so.
      if (
        isReload &&
        !this.#printed.includes('Reloading') &&
        performance.now() - signalledAtMs > signalEveryMs
      ) {
        this.#master!.kill('SIGUSR2');
        signalledAtMs = performance.now();
      }
      await delay(lookEveryMs);
    }
    this.#isServing = true;
    if (!isReload) this.#relieve();
  }

  /** One that an agent which was killed left behind has carried the traffic until now; from here on it would be wrong. */
  #relieve(): void {
    if (this.#traceFile !== null) endLeftHaproxy(this.#traceFile, { except: this.#folder });
  }

  /** Workers that still end what they had before a reload. */
  get oldWorkers(): number {
    const { pid } = this.#master ?? {};
    if (pid === undefined) return 0;
    try {
      const workers = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/);
      return Math.max(0, workers.filter(Boolean).length - 1);
    } catch {
      return 0;
    }
  }

  async close(): Promise<void> {
    const master = this.#isAlive ? this.#master : null;
    this.#master = null;
    if (master !== null) {
      const ended = once(master, 'exit');
      master.kill('SIGTERM');
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
    if (this.#traceFile !== null) rmSync(this.#traceFile, { force: true });
  }

  get #isAlive(): boolean {
    return this.#master !== null && this.#master.exitCode === null && this.#master.signalCode === null;
  }

  get #configFile(): string {
    return join(this.#folder, 'haproxy.cfg');
  }

  #start(): void {
    const master = spawn(this.#program, ['-W', '-db', '-f', this.#configFile], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    // At once: an agent that is killed before its proxy serves leaves no process behind that nobody knows of.
    if (this.#traceFile !== null && master.pid !== undefined)
      leaveTrace(this.#traceFile, { pid: master.pid, folder: this.#folder });
    master.stderr.on('data', (chunk) => {
      this.#printed = (this.#printed + chunk).slice(-4_000);
    });
    // Told by the exit code, which everybody who waits looks at.
    master.on('error', () => {});
    master.once('exit', () => {
      const isLost = this.#master === master && this.#isServing;
      this.#isServing = false;
      if (isLost) this.onLost();
    });
    this.#master = master;
  }

  async #isAt(generation: string): Promise<boolean> {
    const info = await this.ask(['show info']).catch(() => '');
    return new RegExp(
      `^Description: generation-${generation}$|^description: generation-${generation}$`,
      'm',
    ).test(info);
  }
}
