import type { ServerResponse } from 'node:http';
import type { PublicPage } from './front.ts';

/** `/healthz`: this process answers. */
export const healthz: PublicPage = (_request, response) => answerHealthz(response);

/** `/readyz`: it leads and takes changes; 503 with the reason while it does not. */
export function readyz(whyNot: () => string | null): PublicPage {
  return (_request, response) => answerReadyz(response, whyNot());
}

export function answerHealthz(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n');
}

export function answerReadyz(response: ServerResponse, reason: string | null): void {
  response
    .writeHead(reason === null ? 200 : 503, { 'content-type': 'text/plain' })
    .end(`${reason ?? 'ok'}\n`);
}
