import { parentPort, workerData } from 'node:worker_threads';
import { Past, type PastPart } from '@gantry/api/past';
import { openSqliteHistory } from '@gantry/store';
import { type Answered, type Asked, type PastQuestion, toldFault } from './past-messages.ts';

/** The thread of `PastThread`: what it is told with is the data folder. */
const history = openSqliteHistory((workerData as { folder: string }).folder);
let present: Asked['present'] = { revision: 0, nowMs: 0 };

const past = new Past(
  {
    view: {
      get revision() {
        return present.revision;
      },
    },
    now: () => present.nowMs,
  },
  {
    commits: (after, limit) => history.history(after, limit),
    revisionAt: (atMs) => history.revisionAt(atMs),
    stateAt: (revision) => history.at(revision),
    removals: (table, span) => history.removals(table, span),
    recordAt: (table, key, revision) => history.recordAt(table, key, revision),
  },
);
const streams = new Map<number, AsyncGenerator<PastPart>>();

parentPort?.on('message', (asked: Asked) => void take(asked));

async function take({ id, present: told, question }: Asked): Promise<void> {
  if (told.revision >= present.revision) present = told;
  parentPort?.postMessage(
    await answer(question).then(
      (value): Answered => ({ id, value }),
      (error): Answered => ({ id, fault: toldFault(error) }),
    ),
  );
}

async function answer(question: PastQuestion): Promise<unknown> {
  switch (question.kind) {
    case 'around':
      return past.around(question.atMs);
    case 'differences':
      return past.differences(question);
    case 'recordAt':
      return history.recordAt(question.table, question.key, question.revision);
    case 'next':
      return nextPart(question);
    case 'end':
      await streams.get(question.stream)?.return(undefined);
      streams.delete(question.stream);
      return null;
  }
}

/** Asked again before the last answer, it goes on where that one will end. */
async function nextPart(asked: Extract<PastQuestion, { kind: 'next' }>): Promise<PastPart | null> {
  const { stream, part, ...what } = asked;
  const parts = streams.get(stream) ?? (part === 0 ? past.play(what) : null);
  if (parts === null) throw new Error('The thread in which the stretch was begun has ended.');
  streams.set(stream, parts);
  const { done, value } = await parts.next();
  return done ? null : value;
}
