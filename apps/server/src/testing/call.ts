/** What the wire says, as a script sees it. */
export interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a script has no types either
  data: any;
  error: { code: string; message: string; issues: { field: string; message: string }[] } | null;
}

export interface Caller {
  /** A query. */
  ask(procedure: string, input?: unknown): Promise<Reply>;
  /** A mutation. */
  tell(procedure: string, input: unknown): Promise<Reply>;
}

/** Calls procedures the way curl does. */
export function callerOf(url: string, token: string): Caller {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const read = async (response: Response): Promise<Reply> => {
    const body = (await response.json()) as { result?: { data: unknown }; error?: { data: Reply['error'] } };
    return { status: response.status, data: body.result?.data, error: body.error?.data ?? null };
  };
  return {
    async ask(procedure, input) {
      const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
      return await read(await fetch(`${url}/trpc/${procedure}${query}`, { headers }));
    },
    async tell(procedure, input) {
      const body = JSON.stringify(input);
      return await read(await fetch(`${url}/trpc/${procedure}`, { method: 'POST', headers, body }));
    },
  };
}
