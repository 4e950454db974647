import { expect, test } from 'vitest';
import { agentMessage, agentRequest, controlMessage, imageRequest } from './agent-message.ts';
import { answerToUnknownRequest } from './unknown-request.ts';

const frame = (request: object) => ({ type: 'request', requestId: 'r7', request });

const known = {
  logs: { container: null, follow: false, tailLines: null, sinceMs: null, timestamps: false },
  exec: { container: null, command: ['ls'], tty: false, stdin: false, columns: null, rows: null },
  attach: { container: null, stdin: false },
  'port-forward': { port: 80 },
  probes: {},
};

test('every kind of request there is, is read as it is sent', () => {
  const kinds = agentRequest.options.map(({ shape }) => shape.kind.value);
  expect(Object.keys(known)).toEqual(kinds);
  for (const [kind, rest] of Object.entries(known))
    expect(controlMessage.safeParse(frame({ kind, taskId: 't1', ...rest })).success).toBe(true);
  const images = { kind: imageRequest.shape.kind.value, runtime: 'docker', sought: [], asksFar: false };
  expect(controlMessage.safeParse(frame(images)).success).toBe(true);
});

test.each([
  ['of a kind that is not known', { kind: 'weather', of: 'tomorrow' }, 'weather'],
  ['of a known kind, but more is asked than is known', { kind: 'probes', taskId: 't1', last: 5 }, 'probes'],
])('a request %s is answered, with the reason in words', (_what, request, kind) => {
  expect(controlMessage.safeParse(frame(request)).success).toBe(false);
  const answer = answerToUnknownRequest(frame(request));
  expect(answer).toEqual({
    ...{ type: 'stream-end', requestId: 'r7', exitCode: null },
    error: `the agent of this node does not know such a request (${kind}): it is older than the control plane`,
  });
  expect(agentMessage.safeParse(answer).success).toBe(true);
});

test('the name of what is asked is no longer than a sentence bears', () => {
  expect(answerToUnknownRequest(frame({ kind: 'x'.repeat(5_000) }))!.error!.length).toBeLessThan(200);
});

test.each([
  [{ type: 'weather' }],
  [frame({})],
  [{ ...frame({ kind: 'logs' }), requestId: 7 }],
  [null],
  ['text'],
])('what is no request has no answer: %j', (said) => expect(answerToUnknownRequest(said)).toBeNull());
