import { Agent, request } from 'node:http';

/** A client that asks again on each of its connections as soon as it has its answer; it keeps them, unless told otherwise. */
export interface Load {
  readonly answered: number;
  /** What went wrong, in words; one for each request that got no good answer. */
  readonly failed: readonly string[];
  /** Resolves when so many have been answered in all. */
  reached(answered: number): Promise<void>;
  /** Milliseconds under which so many of the answers came, in percent. */
  percentile(percent: number): number;
  stop(): Promise<void>;
}

interface LoadOptions {
  port: number;
  connections: number;
  /** Taken in turn. */
  paths: readonly string[];
  /** Left out: yes. */
  keepAlive?: boolean;
}

/** A page out of the database may take long on a machine that is busy with other things; that is no drop. */
const answerWithinMs = 60_000;

export function startLoad({ port, connections, paths, keepAlive = true }: LoadOptions): Load {
  const agent = new Agent({ keepAlive, maxSockets: connections });
  const tookMs: number[] = [];
  const failed: string[] = [];
  let asked = 0;
  let isStopping = false;
  let onAnswer = () => {};
  const client = async () => {
    while (!isStopping) {
      const begunMs = performance.now();
      const wrong = await ask({ port, path: paths[asked++ % paths.length]!, agent });
      if (wrong === null) tookMs.push(performance.now() - begunMs);
      else failed.push(wrong);
      onAnswer();
    }
  };
  const all = Promise.all(Array.from({ length: connections }, client));
  return {
    get answered() {
      return tookMs.length;
    },
    failed,
    reached: (answered) =>
      new Promise((resolve) => {
        onAnswer = () => {
          if (tookMs.length >= answered) resolve();
        };
        onAnswer();
      }),
    percentile(percent) {
      const sorted = tookMs.toSorted((a, b) => a - b);
      return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0;
    },
    async stop() {
      isStopping = true;
      await all;
      agent.destroy();
    },
  };
}

/** null when it was answered well. */
function ask({ port, path, agent }: { port: number; path: string; agent: Agent }): Promise<string | null> {
  return new Promise((resolve) => {
    const sent = request({ host: '127.0.0.1', port, path, agent, timeout: answerWithinMs }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on('error', (error) => resolve(`${path}: ${error.message}`));
      response.on('end', () => resolve(verdict(path, response.statusCode ?? 0, bytes)));
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${answerWithinMs} ms`)));
    sent.on('error', (error) => resolve(`${path}: ${error.message}`));
    sent.end();
  });
}

const verdict = (path: string, status: number, bytes: number) =>
  status === 200 && bytes > 0 ? null : `${path}: status ${status}, ${bytes} bytes`;
