import type { Actor, AgentRequest, TaskId } from '@gantry/model';
import { expect, it } from 'vitest';
import { OpenTerminals } from './open-terminals.ts';
import type { AgentStream } from './port.ts';

const ana: Actor = { name: 'ana', via: 'dashboard' };
const exec = (tty: boolean): AgentRequest => ({
  ...{ kind: 'exec', taskId: 't1' as TaskId, container: null, command: ['sh'], tty, stdin: true },
  ...{ columns: null, rows: null },
});

/** A stream that ends when it is told to. */
function stream(): { stream: AgentStream; end: () => Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<{ exitCode: number | null; error: string | null }>();
  const end = async () => {
    resolve({ exitCode: 0, error: null });
    await promise;
  };
  return { stream: { ended: promise } as AgentStream, end };
}

it('counts a terminal until it ends, and nothing that has nobody in front of it', async () => {
  const terminals = new OpenTerminals();
  const { stream: open, end } = stream();
  terminals.watch(open, exec(true), ana);
  terminals.watch(stream().stream, exec(false), ana);
  expect(terminals.list).toEqual([{ taskId: 't1', person: 'ana' }]);
  await end();
  expect(terminals.list).toEqual([]);
});
