import type { ErrorData } from '@gantry/client';
import type { CommandId, CommandReply } from '@gantry/model';
import { TRPCClientError } from '@trpc/client';
import { useRef, useState } from 'react';
import { tellDone, tellFailed } from '../shared/toast.ts';
import { actingOff, useClock } from './clock.ts';
import { useUndoWindow } from './undo-window.ts';

/** Why a change was not made: the sentence, the fields at fault, and the stable code. */
export type Refusal = Pick<ErrorData, 'code' | 'message' | 'issues'>;

/** Never meets another; `crypto.randomUUID` is missing on plain HTTP. */
export function newCommandId(): CommandId {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('') as CommandId;
}

export function refusalOf(error: unknown): Refusal {
  if (error instanceof TRPCClientError && error.data) return error.data as Refusal;
  return {
    code: 'unavailable',
    message: 'The control plane did not answer. Try again: what was already done is not done twice.',
    issues: [],
  };
}

/** What is shown is past, and acting on it would mean something else than what is seen. */
function pastRefusal(): Refusal | null {
  const { atMs } = useClock.getState();
  const message = actingOff('live', atMs);
  return message === null ? null : { code: 'unavailable', message, issues: [] };
}

/**
 * Sends a change and says how it went: a toast when it is durable, the refusal's sentence where the button is. The
 * same input keeps its command id until there is an answer, so that trying again does nothing twice.
 */
export function useChange<Input extends object>(
  send: (input: Input & { commandId: CommandId }) => Promise<CommandReply>,
  /** What to tell. null: it is told elsewhere. */
  done: (reply: CommandReply, input: Input) => string | null,
) {
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const unanswered = useRef<{ input: string; commandId: CommandId } | null>(null);

  async function submit(input: Input): Promise<CommandReply | null> {
    const off = pastRefusal();
    if (off !== null) {
      setRefusal(off);
      return null;
    }
    const key = JSON.stringify(input);
    const commandId = unanswered.current?.input === key ? unanswered.current.commandId : newCommandId();
    unanswered.current = { input: key, commandId };
    setPending(true);
    setRefusal(null);
    try {
      const reply = await send({ ...input, commandId });
      unanswered.current = null;
      const told = done(reply, input);
      if (told !== null) tellDone(told);
      return reply;
    } catch (error) {
      const reason = refusalOf(error);
      if (reason.code !== 'unavailable') unanswered.current = null;
      setRefusal(reason);
      return null;
    } finally {
      setPending(false);
    }
  }
  return { submit, pending, refusal, forget: () => setRefusal(null) };
}

/** What an act carries beside its own input. */
interface Placed {
  commandId: CommandId;
  undoSeconds: number;
}

/** The same for an act: it waits on the server for the undo window, and the list of waiting acts tells of it. */
export function useAct<Input extends object>(
  send: (input: Input & Placed) => Promise<CommandReply>,
  done: (reply: CommandReply, input: Input) => string,
) {
  const undoSeconds = useUndoWindow(({ seconds }) => seconds);
  return useChange<Input>(
    (input) => send({ ...input, undoSeconds }),
    (reply, input) => (reply.intent === null ? done(reply, input) : null),
  );
}

/** For a button with no place of its own for a refusal: the sentence goes into a toast that stays. */
export function useQuickChange() {
  const [pending, setPending] = useState<string | null>(null);
  const undoSeconds = useUndoWindow(({ seconds }) => seconds);
  async function act(
    name: string,
    send: (retried: { commandId: CommandId }, placed: Placed) => Promise<CommandReply>,
    done: string,
  ) {
    const off = pastRefusal();
    if (off !== null) return void tellFailed(off.message);
    setPending(name);
    const commandId = newCommandId();
    try {
      const { intent } = await send({ commandId }, { commandId, undoSeconds });
      if (intent === null) tellDone(done);
    } catch (error) {
      tellFailed(refusalOf(error).message);
    } finally {
      setPending(null);
    }
  }
  return { act, pending };
}
