import type { AuditEffect } from '@gantry/client';

/** Lines of the audit as a file: each a JSON object, as they are listed, with the time as people and programs read it. */
export const auditFileText = (
  entries: readonly { id: string; atMs: number }[],
  effects: ReadonlyMap<string, AuditEffect> = new Map(),
): string =>
  entries
    .map(({ atMs, ...rest }) => {
      const effect = effects.get(rest.id);
      const line = { at: new Date(atMs).toISOString(), ...rest, ...(effect === undefined ? {} : { effect }) };
      return `${JSON.stringify(line)}\n`;
    })
    .join('');

/** As many as are told at once. */
export const effectsPerCall = 25;

/** What each of them changed, asked for a few at a time, so that reading the log for a long list holds nobody up. */
export async function effectsOf(
  ids: readonly string[],
  ask: (ids: string[]) => Promise<{ items: { id: string; effect: AuditEffect }[] }>,
): Promise<Map<string, AuditEffect>> {
  const effects = new Map<string, AuditEffect>();
  for (let at = 0; at < ids.length; at += effectsPerCall) {
    const { items } = await ask(ids.slice(at, at + effectsPerCall));
    for (const { id, effect } of items) effects.set(id, effect);
  }
  return effects;
}
