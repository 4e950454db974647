import { expect, it } from 'vitest';
import { KeptByChoice } from './kept-by-choice.ts';
import type { ShownLine } from './log-buffer.ts';

/** Counts how often a text is looked at. */
function looked(text: string) {
  const seen = { times: 0 };
  const line: ShownLine = {
    ...{ id: 0, atMs: 0, taskId: 'a', taskName: 'web-a', revision: 1, stream: 'stdout' },
    get text() {
      seen.times += 1;
      return text;
    },
  };
  return { seen, line };
}

it('looks at a line once for each of the last choices, whichever is asked for in turn', () => {
  const { seen, line } = looked('GET /orders');
  const kept = new KeptByChoice();
  for (let round = 0; round < 3; round += 1) {
    expect(kept.of({ q: 'orders' }, [line])).toHaveLength(1);
    expect(kept.of({ q: 'ord' }, [line])).toHaveLength(1);
    expect(kept.of({ q: 'nobody' }, [line])).toEqual([]);
  }
  expect(seen.times).toBe(3);
});

it('begins anew with a choice that was left long ago, and finds nothing by what is no pattern', () => {
  const { seen, line } = looked('GET /orders');
  const kept = new KeptByChoice();
  for (const q of ['o', 'or', 'ord', 'orde', 'order', 'o']) kept.of({ q }, [line]);
  expect(seen.times).toBe(6);
  expect(kept.of({ q: '/(/' }, [line])).toEqual([]);
});
