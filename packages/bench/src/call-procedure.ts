/** Calls a tRPC procedure the way curl would. Throws what the server says is wrong. */
export async function callProcedure<T>({
  url,
  token,
  method,
  procedure,
  input,
}: {
  url: string;
  token: string;
  /** Queries are GET, mutations are POST. */
  method: 'GET' | 'POST';
  procedure: string;
  input?: unknown;
}): Promise<T> {
  const query =
    method === 'GET' && input !== undefined ? `?input=${encodeURIComponent(JSON.stringify(input))}` : '';
  const response = await fetch(`${url}/trpc/${procedure}${query}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
    },
    ...(method === 'POST' ? { body: JSON.stringify(input ?? {}) } : {}),
  });
  const body = (await response.json()) as { result?: { data: T }; error?: { message: string } };
  if (body.error) throw new Error(`${procedure}: ${body.error.message}`);
  return body.result!.data;
}
