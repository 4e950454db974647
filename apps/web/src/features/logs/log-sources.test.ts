import { expect, it } from 'vitest';
import type { ShownLine } from './log-buffer.ts';
import { sourcesReader } from './log-sources.ts';

const line = (id: number, over: Partial<ShownLine> = {}): ShownLine => ({
  ...{ id, atMs: id, taskId: 'a', taskName: 'web-a', revision: 1, stream: 'stdout', text: '' },
  ...over,
});

it('tells who has written, also of what came later, and no more of what has no line left', () => {
  const read = sourcesReader();
  const first = [line(0), line(1, { stream: 'note', taskName: '', revision: 0 })];
  expect(read(first)).toEqual({ revisions: [1], replicas: ['web-a'] });
  const more = [...first, line(2, { taskName: 'web-b', revision: 2 })];
  expect(read(more)).toEqual({ revisions: [2, 1], replicas: ['web-a', 'web-b'] });
  expect(read(more.slice(2))).toEqual({ revisions: [2], replicas: ['web-b'] });
  expect(read([])).toEqual({ revisions: [], replicas: [] });
});

it('is the same object while nobody else has written', () => {
  const read = sourcesReader();
  const lines = [line(0)];
  const sources = read(lines);
  expect(read([...lines, line(1)])).toBe(sources);
});
