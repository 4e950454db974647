import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Sees to it that every address of the range is this machine's own, so that programs and containers on it reach the proxy
 * there. One local route does it, which only root may add; anybody may use one that is there. Returns null, or in a
 * sentence why it is not so and what to do.
 */
export async function claimRange({ range, probe }: { range: string; probe: string }): Promise<string | null> {
  if (await isOwn(probe)) return null;
  try {
    await run('ip', ['route', 'replace', 'local', range, 'dev', 'lo']);
  } catch (error) {
    return `Services have no address on this node: ${whyOf(error)}. Run as root, once: ip route replace local ${range} dev lo`;
  }
  return (await isOwn(probe))
    ? null
    : `Services have no address on this node: ${range} cannot be listened on.`;
}

const whyOf = (error: unknown) =>
  (error as NodeJS.ErrnoException).code === 'ENOENT'
    ? 'the command ip is not installed'
    : String((error as { stderr?: string }).stderr ?? error).trim();

function isOwn(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: address, port: 0 }, () => server.close(() => resolve(true)));
  });
}
