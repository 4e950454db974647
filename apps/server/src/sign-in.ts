import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Credentials, isSecure, readBody } from '@gantry/api';
import { administrator, rejection } from '@gantry/model';
import { refuse } from './front.ts';
import { safeNext } from './safe-next.ts';

const onlyAdministrator = rejection(
  'forbidden',
  'Only the administrator signs in by a link; paste your own token into the form.',
);

/** A token, and the address of a screen with all that it tells. */
const mostFormBytes = 16_384;

/** The way a browser gets its session: by a link that works once, or by the token in a form. */
export class SignIn {
  readonly credentials: Credentials;

  constructor(credentials: Credentials) {
    this.credentials = credentials;
  }

  static readonly path = '/sign-in';

  /** The path and query of a fresh link. */
  newLink(): string {
    return `${SignIn.path}?code=${this.credentials.newSignInCode()}`;
  }

  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (request.method === 'POST') return await this.#byToken(request, response);
    // Another site cannot send this: a browser asks first whether it may, and is told nothing.
    if (request.method === 'DELETE') return this.#signOut(request, response);
    if (request.method !== 'GET') return answer(response, 405, notice('Open this page with a browser.'));
    const code = url.searchParams.get('code');
    if (code === null) return this.#showForm(request, response);
    // A browser that loads ahead of the person must not use the link up.
    if (/prefetch|prerender/.test(String(request.headers['sec-purpose']))) return answer(response, 503, '');
    if (this.credentials.redeem(code)) return this.#admit(request, response, { name: administrator });
    if (this.credentials.hasSession(request)) return goTo(response);
    answer(
      response,
      403,
      form('This link was used already or is too old. Run npm run link for a new one, or'),
    );
  }

  #showForm(request: IncomingMessage, response: ServerResponse): void {
    if (this.credentials.hasSession(request)) goTo(response);
    else answer(response, 200, form('To sign in, run npm run link and open what it prints, or'));
  }

  #signOut(request: IncomingMessage, response: ServerResponse): void {
    response.setHeader('set-cookie', this.credentials.noCookie({ secure: isSecure(request) }));
    answer(response, 204, '');
  }

  async #byToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers.authorization) return this.#giveLink(request, response);
    const body = await readBody(request, mostFormBytes);
    const fields = new URLSearchParams(body.ok ? body.value : '');
    const next = safeNext(fields.get('next'));
    const name = this.credentials.nameByToken((fields.get('token') ?? '').trim());
    if (name !== null) return this.#admit(request, response, { name, next });
    answer(response, 403, form('This is nobody’s token.  You can', next));
  }

  /** For `npm run link`, which has the administrator's token: a link to open in a browser. */
  #giveLink(request: IncomingMessage, response: ServerResponse): void {
    const caller = this.credentials.authenticate(request);
    if (caller.ok && caller.value.name !== administrator) refuse(response, onlyAdministrator);
    else if (caller.ok) response.writeHead(201, { 'content-type': 'text/plain' }).end(this.newLink());
    else refuse(response, caller.error);
  }

  #admit(
    request: IncomingMessage,
    response: ServerResponse,
    { name, next = '/' }: { name: string; next?: string },
  ): void {
    response.setHeader('set-cookie', this.credentials.sessionCookie({ secure: isSecure(request), name }));
    goTo(response, next);
  }
}

/** `path`: of this server. */
function goTo(response: ServerResponse, path = '/'): void {
  response.writeHead(303, { location: path }).end();
}

function answer(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(html);
}

/** `next`: where to go once the token is right, of `safeNext`. */
function form(lead: string, next = '/'): string {
  return notice(`${lead} paste your token. The administrator's is in the file <code>token</code> of the data folder.
<form method="post" action="${SignIn.path}">
<input type="hidden" name="next" value="${asAttribute(next)}">
<label>Token <input name="token" type="password" autocomplete="off" required autofocus></label>
<button>Sign in</button>
</form>`);
}

/** Between double quotes it stays what it is. */
const asAttribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** Only ever given text of this file. */
function notice(html: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<title>Sign in to Gantry</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
main { max-width: 34rem; margin: 18vh auto; padding: 0 1.5rem }
form { display: flex; gap: .5rem; margin-top: 1rem; align-items: end; flex-wrap: wrap }
label { display: grid; flex: 1; font-size: .8rem }
input, button { font: inherit; padding: .5rem .75rem }
</style>
<main><h1>Gantry</h1><p>${html}</main>
</html>
`;
}
