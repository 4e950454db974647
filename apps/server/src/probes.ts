import type { PublicPage } from './front.ts';

/** `/healthz`: this process answers. */
export const healthz: PublicPage = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n');
};

/** `/readyz`: it leads and takes changes; 503 with the reason while it does not. */
export function readyz(whyNot: () => string | null): PublicPage {
  return (_request, response) => {
    const reason = whyNot();
    response
      .writeHead(reason === null ? 200 : 503, { 'content-type': 'text/plain' })
      .end(`${reason ?? 'ok'}\n`);
  };
}
