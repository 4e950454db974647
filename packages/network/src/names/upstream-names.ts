import { createSocket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { isIP, isIPv6 } from 'node:net';

const answerWithinMs = 2_000;

export interface OtherServer {
  address: string;
  port: number;
}

/** The machine's own name servers; none where that cannot be read. */
export async function machineNameServers(file = '/etc/resolv.conf'): Promise<OtherServer[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return [...text.matchAll(/^\s*nameserver\s+(\S+)/gm)]
    .map(([, address]) => ({ address: address!, port: 53 }))
    .filter(({ address }) => isIP(address) > 0);
}

/** The first answer that any of them gives, as it came; null: none does. */
export async function askElsewhere(
  question: Buffer,
  servers: readonly OtherServer[],
): Promise<Buffer | null> {
  for (const server of servers) {
    const answer = await askOne(question, server);
    if (answer !== null) return answer;
  }
  return null;
}

function askOne(question: Buffer, { address, port }: OtherServer): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    const end = (answer: Buffer | null) => {
      clearTimeout(timer);
      socket.close();
      resolve(answer);
    };
    const timer = setTimeout(() => end(null), answerWithinMs);
    socket.on('error', () => end(null));
    // Only an answer to this very question: the id is the first two bytes.
    socket.on('message', (answer) => {
      if (answer.length > 12 && answer.readUInt16BE(0) === question.readUInt16BE(0)) end(answer);
    });
    socket.connect(port, address, () => socket.send(question));
  });
}
