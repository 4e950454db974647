import { expect, it } from 'vitest';
import { type AuditLine, auditFields, auditText } from './audit-filter.ts';
import { matcher } from './filter-line.ts';

const nowMs = 1_000_000;
const line = (fields: Partial<AuditLine>): AuditLine => ({
  ...{
    atMs: nowMs,
    actor: 'ana',
    via: 'web',
    verb: 'deployments.scale',
    target: '',
    outcome: 'ok',
    message: '',
  },
  ...fields,
});
const lines = [
  line({ target: 'shop/web' }),
  line({ target: 'shop/api, default/web', verb: 'together.act', actor: 'ben' }),
  line({ target: 'node-1', verb: 'nodes.drain', outcome: 'invalid', message: 'It is drained already.' }),
  line({ atMs: 0, verb: 'people.save' }),
  line({ target: 'web-7/main', namespace: 'prod', verb: 'tasks.exec' }),
];
const found = (typed: string) =>
  lines.flatMap((one, index) =>
    matcher(
      typed,
      auditFields(() => nowMs),
      auditText,
    )(one)
      ? [index]
      : [],
  );

it.each([
  ['actor:ben', [1]],
  ['verb:nodes.*', [2]],
  ['ns:shop', [0, 1]],
  ['ns:default target:web', [1]],
  ['ns:prod', [4]],
  ['ns:web-7', []],
  ['target:shop/web', [0]],
  ['-outcome:ok', [2]],
  ['age<10m', [0, 1, 2, 4]],
  ['drained', [2]],
  ['scale', [0]],
])('%s', (typed, expected) => {
  expect(found(typed)).toEqual(expected);
});
