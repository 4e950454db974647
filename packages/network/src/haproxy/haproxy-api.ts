import { connect } from 'node:net';

const answerWithinMs = 5_000;

/** Asks a running HAProxy over its socket. Rejects when it does not answer, or says that it did not understand. */
export function askHaproxy(socketPath: string, commands: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    let text = '';
    socket.setTimeout(answerWithinMs, () => socket.destroy(new Error('HAProxy does not answer')));
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => {
      if (/^(Unknown command|No such|Invalid|Permission denied)/m.test(text))
        reject(new Error(`HAProxy refused: ${text.trim().slice(0, 300)}`));
      else resolve(text);
    });
    socket.end(`${commands.join(';')}\n`);
  });
}

/** Sessions under way to each server, by `backend/server`. */
export function readSessions(stat: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const line of stat.split('\n')) {
    const [backend = '', server = '', , , current = ''] = line.split(',');
    if (/^s\d+$/.test(server)) found.set(`${backend}/${server}`, Number(current));
  }
  return found;
}
