/** Lines of the audit as a file: each a JSON object, as they are listed, with the time as people and programs read it. */
export const auditFileText = (entries: readonly { atMs: number }[]): string =>
  entries
    .map(({ atMs, ...rest }) => `${JSON.stringify({ at: new Date(atMs).toISOString(), ...rest })}\n`)
    .join('');
