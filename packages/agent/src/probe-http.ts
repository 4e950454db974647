import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { assertAllowed, guardedLookup } from './dial-guard.ts';
import type { ProbeOutcome } from './probe-state.ts';

/** One HTTP question. `url` holds where to connect; a Host header in `headers` says what to ask for. */
export interface HttpQuestion {
  url: URL;
  headers: { name: string; value: string }[];
  timeoutMs: number;
}

const mostRedirects = 10;

/**
 * Asks by GET; 200 to 399 is a success. Redirects within the same origin are followed, at most ten; one to elsewhere is
 * a success that is not followed: the program did answer, and a probe must not become a way into other networks.
 * Certificates are not checked, as nobody issues one for a task's address.
 */
export async function askHttp({ url, headers, timeoutMs }: HttpQuestion): Promise<ProbeOutcome> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    return await follow(url, Object.fromEntries(headers.map(({ name, value }) => [name, value])), signal);
  } catch (error) {
    const why = signal.aborted
      ? `did not answer within ${timeoutMs / 1000} s`
      : `failed: ${(error as Error).message}`;
    return { result: 'failure', message: `GET ${url.href} ${why}` };
  }
}

async function follow(
  first: URL,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<ProbeOutcome> {
  let url = first;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const { status, location } = await get(url, headers, signal);
    const isRedirect = status >= 300 && status < 400 && location !== null;
    const next = isRedirect ? new URL(location, url) : null;
    if (next?.origin !== first.origin) return judge(first, status, next);
    url = next;
  }
  return { result: 'failure', message: `GET ${first.href} was redirected more than ${mostRedirects} times` };
}

function judge(url: URL, status: number, elsewhere: URL | null): ProbeOutcome {
  const where = elsewhere ? `, a redirect to ${elsewhere.origin} that was not followed` : '';
  const result = status >= 200 && status < 400 ? 'success' : 'failure';
  return { result, message: `GET ${url.href} answered ${status}${where}` };
}

function get(url: URL, headers: Record<string, string>, signal: AbortSignal) {
  assertAllowed(url.hostname.replace(/^\[|\]$/g, ''));
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const options = { agent: false, lookup: guardedLookup, rejectUnauthorized: false, signal } as const;
  return new Promise<{ status: number; location: string | null }>((resolve, reject) => {
    const asked = request(url, {
      ...options,
      headers: { 'User-Agent': 'gantry-probe', Accept: '*/*', ...headers },
    });
    asked.on('response', (answer: IncomingMessage) => {
      resolve({ status: answer.statusCode ?? 0, location: answer.headers.location ?? null });
      // The head is all that counts; a body without an end must not hold the socket.
      answer.destroy();
    });
    asked.on('error', reject);
    asked.end();
  });
}
