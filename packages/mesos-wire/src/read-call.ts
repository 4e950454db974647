import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { findUnsafeInput } from '@gantry/model';
import type { z } from 'zod';
import { Refused } from './refused.ts';

const protobuf = 'application/x-protobuf';
const json = 'application/json';

/** The parsed body of a call, in the order of Mesos's checks: method, content type, JSON, fields. */
export async function readCall<T>(
  request: IncomingMessage,
  schema: z.ZodType<T>,
  method = 'POST',
): Promise<T> {
  if (request.method !== method) throw new Refused(405, `Expecting ${method}.`, { allow: method });
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === '') throw new Refused(400, "Expecting 'Content-Type' to be present");
  if (type === protobuf)
    throw new Refused(415, `This API is spoken in ${json} only; ${protobuf} is not understood.`);
  if (type !== json) throw new Refused(415, `Expecting 'Content-Type' of ${json}`);
  const body = readJson(await readText(request));
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw new Refused(
    400,
    `Failed to validate Call: Expecting '${field || 'Call'}' to be valid: ${issue?.message}`,
  );
}

/** 406 when the client takes no JSON. */
export function expectJsonAccepted(request: IncomingMessage): void {
  const accept = request.headers.accept ?? '*/*';
  if (/\*\/\*|application\/(\*|json|recordio)/.test(accept)) return;
  throw new Refused(406, `Expecting 'Accept' to allow ${json}; ${protobuf} is not spoken here.`);
}

/** A thousand tasks in one call fit, and little more. */
const bodyBytesMax = 4 * 1024 * 1024;
/**
 * A body that is too large is read to its end nevertheless, and thrown away: whoever is still sending would find the
 * connection broken instead of the reason. One that is larger by far is not.
 */
const discardedBytes = 4 * bodyBytesMax;

/** The body, up to the bound for bodies. */
export async function readText(request: IncomingMessage): Promise<string> {
  const tooLarge = () => new Refused(413, `The body is larger than ${bodyBytesMax} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > discardedBytes) throw tooLarge();
  const body = await readBytes(request);
  if (body === null) throw tooLarge();
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return body.toString('utf8');
  if (encoding !== 'gzip') throw new Refused(415, `The content encoding ${encoding} is not understood.`);
  try {
    return gunzipSync(body, { maxOutputLength: bodyBytesMax }).toString('utf8');
  } catch (fault) {
    if (fault instanceof RangeError) throw tooLarge();
    throw new Refused(400, 'The body is not what its content encoding says: gzip.');
  }
}

/** null: there were more than the bound. Rejects when the sender breaks off. */
function readBytes(request: IncomingMessage): Promise<Buffer | null> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | null>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= bodyBytesMax) chunks.push(chunk);
    else if (bytes > discardedBytes) {
      request.pause();
      resolve(null);
    }
  });
  request.on('end', () => resolve(bytes > bodyBytesMax ? null : Buffer.concat(chunks)));
  request.on('error', reject);
  request.on('close', () => {
    if (!request.complete) reject(new Error('The request broke off.'));
  });
  return promise;
}

/** What a JSON text says, without what is null in it. Throws Refused. */
export const readJson = (text: string): unknown => withoutNulls(parse(text));

function parse(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (fault) {
    throw new Refused(400, `Failed to parse body into JSON: ${fault instanceof Error ? fault.message : ''}`);
  }
  const unsafe = findUnsafeInput(value);
  if (unsafe.length > 0)
    throw new Refused(400, `Failed to convert JSON into Call: ${unsafe[0]!.field} ${unsafe[0]!.message}`);
  return value;
}

/** Protobuf's JSON: null means absent, everywhere. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((one) => one !== null).map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(kept.map(([key, one]) => [key, withoutNulls(one)]));
}
