import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { err, ok, type Rejection, type Result, rejection } from '@gantry/model';

/**
 * A body that is too large is read to its end nevertheless, and thrown away: whoever is still sending would find the
 * connection broken instead of the reason. One that is larger by far is not.
 */
const discardedBytes = 32 * 1024 * 1024;

/** The body as text. Keeps nothing beyond the limit, so that memory stays flat whatever is sent. */
export async function readBody(
  request: IncomingMessage,
  limitBytes: number,
): Promise<Result<string, Rejection>> {
  if (Number(request.headers['content-length'] ?? 0) > discardedBytes) return err(tooLarge(limitBytes));
  const body = await readBytes(request, limitBytes);
  if (body === null) return err(tooLarge(limitBytes));
  return isUtf8(body) ? ok(body.toString()) : err(rejection('malformed', 'The body is not UTF-8 text.'));
}

/** null: there were more than `limitBytes`. Rejects when the sender breaks off. */
function readBytes(request: IncomingMessage, limitBytes: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    const take = (part: Buffer) => {
      bytes += part.length;
      if (bytes <= limitBytes) parts.push(part);
      else if (bytes > discardedBytes) {
        request.off('data', take).pause();
        resolve(null);
      }
    };
    request.on('data', take);
    request.on('end', () => resolve(bytes > limitBytes ? null : Buffer.concat(parts)));
    request.on('error', reject);
    request.on('close', () => {
      // Also a request that came whole is closed; making an error for each costs more than reading it.
      if (!request.complete) reject(new Error('The request broke off.'));
    });
  });
}

function tooLarge(limitBytes: number): Rejection {
  const message = `The body is larger than ${limitBytes} bytes. Send less at once.`;
  return rejection('too_large', message, [{ field: '', message }]);
}

/** null when the body is plain JSON by its headers. */
export function wrongMediaType(request: IncomingMessage): Rejection | null {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    return rejection(
      'unsupported',
      `The content type ${type ?? '(none)'} is not read here. Send application/json.`,
    );
  }
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity') return null;
  return rejection(
    'unsupported',
    `The content encoding ${encoding} is not read here. Send the body as it is.`,
  );
}
