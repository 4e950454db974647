import type { AuditEffect } from '@gantry/client';
import { describe, expect, it } from 'vitest';
import { auditFileText, effectsOf, effectsPerCall } from './audit-file.ts';

const told: AuditEffect = { state: 'told', atMs: 1, objects: [], more: false };

describe('the file of the audit', () => {
  it('has a line for each entry, whatever is in it, with what it changed', () => {
    const entries = [
      { id: '2', atMs: 0, actor: 'ana', message: 'a\nb "c"' },
      { id: '1', atMs: 1_000, actor: '=cmd()', message: '' },
    ];
    const lines = auditFileText(entries, new Map([['1', told]]))
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { at: '1970-01-01T00:00:00.000Z', id: '2', actor: 'ana', message: 'a\nb "c"' },
      { at: '1970-01-01T00:00:01.000Z', id: '1', actor: '=cmd()', message: '', effect: told },
    ]);
  });

  it('asks for what acts changed a few at a time, one call after the other', async () => {
    const ids = Array.from({ length: effectsPerCall + 2 }, (_, index) => `${index}`);
    const calls: number[] = [];
    let open = 0;
    const effects = await effectsOf(ids, async (some) => {
      open += 1;
      expect(open).toBe(1);
      await Promise.resolve();
      open -= 1;
      calls.push(some.length);
      return { items: some.map((id) => ({ id, effect: told })) };
    });
    expect(calls).toEqual([effectsPerCall, 2]);
    expect([...effects.keys()]).toEqual(ids);
  });
});
