import type { IncomingMessage } from 'node:http';
import { err, ok, type Rejection, type Result, rejection } from '@gantry/model';

/** The body as text. Stops reading at the limit, so that memory stays flat whatever is sent. */
export async function readBody(
  request: IncomingMessage,
  limitBytes: number,
): Promise<Result<string, Rejection>> {
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) return err(tooLarge(limitBytes));
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    bytes += part.length;
    if (bytes > limitBytes) return err(tooLarge(limitBytes));
    parts.push(part);
  }
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts)));
  } catch {
    return err(rejection('malformed', 'The body is not UTF-8 text.'));
  }
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
