import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import {
  type Answer,
  AUTHORITATIVE_ANSWER,
  type DecodedPacket,
  decode,
  encode,
  TRUNCATED_RESPONSE,
} from 'dns-packet';
import { clusterDomain, type Found, type NameBook, ttlSeconds } from './name-book.ts';
import { askElsewhere, type OtherServer } from './upstream-names.ts';

export interface NameServerOptions {
  address: string;
  port: number;
  /** What the names mean now. */
  book(): NameBook;
  /** The machine's own name servers, for every name that is not the cluster's. */
  elsewhere: readonly OtherServer[];
}

export interface NameServer {
  close(): Promise<void>;
}

/** Over UDP, unless the question says that more is understood. */
const usualBytes = 512;
const mostTcpClients = 128;
const silentMs = 5_000;

/** Answers for the cluster's names over UDP and TCP, and hands other questions on. Rejects when it cannot listen. */
export async function startNameServer(options: NameServerOptions): Promise<NameServer> {
  const udp = await listenUdp(options);
  try {
    const tcp = await listenTcp(options);
    return {
      async close() {
        await Promise.all([
          new Promise<void>((resolve) => udp.close(() => resolve())),
          new Promise<void>((resolve) => tcp.close(() => resolve())),
        ]);
      },
    };
  } catch (error) {
    udp.close();
    throw error;
  }
}

function listenUdp(options: NameServerOptions): Promise<UdpSocket> {
  const { address, port } = options;
  // Several agents of one machine answer the same: the kernel deals the questions out.
  const socket = createSocket({ type: 'udp4', reusePort: true });
  socket.on('message', (question, from) => {
    void answerOf(question, options, sizeOf).then((answer) => {
      if (answer !== null) socket.send(answer, from.port, from.address, () => {});
    });
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, address, () => {
      socket.off('error', reject);
      socket.on('error', () => {});
      resolve(socket);
    });
  });
}

function listenTcp(options: NameServerOptions): Promise<Server> {
  const server = createServer((client) => serveTcp(client, options));
  server.maxConnections = mostTcpClients;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: options.address, port: options.port, reusePort: true }, () => resolve(server));
  });
}

function serveTcp(client: Socket, options: NameServerOptions): void {
  let pending = Buffer.alloc(0);
  client.setTimeout(silentMs, () => client.destroy());
  client.on('error', () => {});
  client.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
      const end = 2 + pending.readUInt16BE(0);
      const question = pending.subarray(2, end);
      pending = pending.subarray(end);
      void answerOf(question, options, () => 65_535).then((answer) => {
        if (answer !== null && !client.destroyed) client.write(framed(answer));
      });
    }
  });
}

function framed(answer: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(answer.length);
  return Buffer.concat([length, answer]);
}

function sizeOf({ additionals = [] }: DecodedPacket): number {
  const option = additionals.find((one) => one.type === 'OPT');
  return Math.min(4_096, Math.max(usualBytes, option?.type === 'OPT' ? option.udpPayloadSize : 0));
}

/** null: it is no question, so nobody is owed an answer. */
async function answerOf(
  message: Buffer,
  { book, elsewhere }: NameServerOptions,
  mostBytes: (question: DecodedPacket) => number,
): Promise<Buffer | null> {
  let packet: DecodedPacket;
  try {
    packet = decode(message);
  } catch {
    return null;
  }
  const [question] = packet.questions ?? [];
  if (packet.type !== 'query' || question === undefined) return null;
  const found = book().find(question.name, question.type);
  if (found === null) return (await askElsewhere(message, elsewhere)) ?? encodeAnswer(packet, failed);
  return encodeAnswer(packet, toldOf(found), mostBytes(packet));
}

interface Told {
  code: number;
  answers: Answer[];
  additionals: Answer[];
  authorities: Answer[];
}

const codes = { ok: 0, failed: 2, unknown: 3 };
const failed: Told = { code: codes.failed, answers: [], additionals: [], authorities: [] };

const authority: Answer = {
  ...{ type: 'SOA', name: clusterDomain, ttl: ttlSeconds },
  data: {
    ...{ mname: `ns.${clusterDomain}`, rname: `nobody.${clusterDomain}`, serial: 1 },
    ...{ refresh: 60, retry: 60, expire: 60, minimum: ttlSeconds },
  },
};

/** A name without such records and one that is not there both say for how long that holds. */
function toldOf(found: Found): Told {
  if (found.kind === 'unknown') return { ...failed, code: codes.unknown, authorities: [authority] };
  const { answers, additionals } = found;
  return { code: codes.ok, answers, additionals, authorities: answers.length === 0 ? [authority] : [] };
}

function encodeAnswer(
  { id, questions = [], flags = 0 }: DecodedPacket,
  told: Told,
  mostBytes = usualBytes,
): Buffer {
  const recursion = (flags & 0x0100) | 0x0080;
  const packet = {
    ...{ type: 'response' as const, ...(id === undefined ? {} : { id }), questions },
    flags: AUTHORITATIVE_ANSWER | recursion | told.code,
    ...{ answers: told.answers, additionals: told.additionals, authorities: told.authorities },
  };
  const whole = encode(packet);
  if (whole.length <= mostBytes) return whole;
  const cut = { ...packet, flags: packet.flags | TRUNCATED_RESPONSE, answers: [], additionals: [] };
  return encode(cut);
}
