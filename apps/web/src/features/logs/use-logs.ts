import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { type Refusal, refusalOf } from '../../live/changes.ts';
import { useClock } from '../../live/clock.ts';
import { api } from '../../live/cluster.ts';
import { serverNow } from '../../shared/ui/time.tsx';
import { useSettled } from '../../shared/use-settled.ts';
import { LogBuffer, mostLines, type ShownLine, settledAfterMs } from './log-buffer.ts';
import { LogTail } from './log-tail.ts';

/** Whose output: one container's, or that of all replicas of a deployment as they come and go. */
export type LogSource =
  | { task: string; container?: string | undefined }
  | { namespace: string; deployment: string };

/** Minutes back, each; absent: the newest lines, followed. */
export interface LogSpan {
  since?: number | undefined;
  until?: number | undefined;
}

/** What scrolling up finds. */
export interface OlderLines {
  /**
   * `none`: the first line that the node keeps, or that was asked for, is there. `unknown`: the newest lines are still
   * coming.
   */
  state: 'unknown' | 'some' | 'reading' | 'none';
  read: () => void;
  /** Reads on until all that is kept since a moment is there, or as much as is shown. */
  readTo: (atMs: number) => void;
  /** From this moment on nothing is missing; null: nothing is there. */
  fromMs: () => number | null;
}

const tailLines = 1_000;
/** As much as the server gives when a time is asked for. */
const mostTailLines = 10_000;
const olderLines = 2_000;
/** So many where it is known how far back one is to go. */
const manyLines = 16_000;
/** As many as the server gives at once. */
const mostOlderLines = 32_000;
const minuteMs = 60_000;
/** While a moment of the past is chosen by dragging, the output waits. */
const settleMs = 300;

/** Opens the stream for as long as the view is there; what ends before now is read and not followed. */
export function useLogs(
  source: LogSource,
  { since, until }: LogSpan,
): {
  lines: readonly ShownLine[];
  refusal: Refusal | null;
  clear: () => void;
  older: OlderLines;
} {
  const atMs = useSettled(
    useClock((clock) => clock.atMs),
    settleMs,
  );
  const key = JSON.stringify({ source, since, until, atMs });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another source gets a buffer of its own
  const view = useMemo(() => new LogReader(source, spanOf({ since, until }, atMs)), [key]);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [older, setOlder] = useState<OlderLines['state']>('unknown');
  useEffect(() => {
    setRefusal(null);
    setOlder('unknown');
    return view.open({ onRefusal: setRefusal, onOlder: setOlder });
  }, [view]);
  const lines = useSyncExternalStore(
    (listener) => view.buffer.subscribe(listener),
    () => view.buffer.lines,
  );
  return {
    lines,
    refusal,
    clear: () => view.clear(),
    older: {
      // Before nothing there is nothing to look for.
      state: lines.length === 0 && older !== 'reading' ? 'none' : older,
      read: () => void view.readOlder(),
      readTo: (toMs) => void view.readTo(toMs),
      fromMs: () => view.fromMs(),
    },
  };
}

interface Moments {
  sinceMs: number | null;
  untilMs: number | null;
}

/** A moment of the past is the last one that is shown. */
function spanOf({ since, until }: LogSpan, atMs: number | null): Moments {
  const nowMs = atMs ?? serverNow();
  return {
    sinceMs: since === undefined ? null : nowMs - since * minuteMs,
    untilMs: until !== undefined ? nowMs - until * minuteMs : atMs,
  };
}

interface Listeners {
  onRefusal: (refusal: Refusal) => void;
  onOlder: (state: OlderLines['state']) => void;
}

/** The lines of one view, and how more of them are got. */
class LogReader {
  readonly buffer = new LogBuffer();
  readonly #source: LogSource;
  readonly #span: Moments;
  #listeners: Listeners | null = null;
  #isReading = false;
  #lastRead: Promise<unknown> = Promise.resolve();
  /** null: not known yet. */
  #isAll: boolean | null = null;
  /** Until something older was read, or all was cleared away: from then on it tells nothing. */
  #tail: LogTail | null = null;
  #hasSettled = false;

  constructor(source: LogSource, span: Moments) {
    this.#source = source;
    this.#span = span;
  }

  open(listeners: Listeners): () => void {
    this.#listeners = listeners;
    this.buffer.clear();
    this.#isAll = null;
    this.#hasSettled = false;
    const stop = this.#span.untilMs === null ? this.#follow() : this.#readUntil(this.#span.untilMs + 1);
    return () => {
      this.#listeners = null;
      stop();
    };
  }

  #follow(): () => void {
    const { sinceMs } = this.#span;
    const tail = new LogTail(this.#askedLines, serverNow());
    this.#tail = tail;
    let settling: ReturnType<typeof setTimeout> | undefined;
    const settle = () => {
      this.#hasSettled = true;
      this.#tellTail();
    };
    const stream = api.tasks.followLogs.subscribe(
      { ...this.#source, tailLines: this.#askedLines, sinceMs },
      {
        onData: (batch) => {
          settling ??= setTimeout(settle, settledAfterMs);
          this.buffer.add(batch);
          tail.add(batch, this.#hasSettled);
          this.#tellTail();
        },
        onError: (error) => this.#listeners?.onRefusal(refusalOf(error)),
      },
    );
    return () => {
      clearTimeout(settling);
      stream.unsubscribe();
    };
  }

  /** Of each container, so many of its newest lines are asked for. */
  get #askedLines(): number {
    return this.#span.sinceMs === null ? tailLines : mostTailLines;
  }

  /** Whether there is anything older, as far as the newest lines tell. */
  #tellTail(): void {
    if (this.#tail === null || this.#isReading) return;
    const hasOlder = this.#tail.hasOlder(this.#hasSettled);
    if (hasOlder === null) return;
    const isAll = !hasOlder && this.buffer.lines.length < mostLines;
    if (isAll === this.#isAll) return;
    this.#isAll = isAll;
    this.#listeners?.onOlder(isAll ? 'none' : 'some');
  }

  /** Takes all lines away, which are older ones from now on. */
  clear(): void {
    this.buffer.clear();
    this.#tail = null;
    this.#isAll = false;
    this.#listeners?.onOlder('some');
  }

  #readUntil(untilMs: number): () => void {
    void this.#read(untilMs);
    return () => {};
  }

  fromMs(): number | null {
    return this.buffer.completeFromMs(this.#askedLines);
  }

  /** More of what came before, unless it is being read or all is there. True: it was read. */
  async readOlder(count = olderLines): Promise<boolean> {
    const fromMs = this.fromMs();
    if (this.#isReading || this.#isAll || fromMs === null) return false;
    // Others of the same millisecond may be older than the first that is there.
    const read = this.#read(fromMs + 1, count);
    this.#lastRead = read;
    return read;
  }

  async readTo(atMs: number): Promise<void> {
    await this.#lastRead;
    const isThere = () => (this.fromMs() ?? atMs) <= atMs || this.buffer.lines.length >= mostLines;
    while (!isThere()) if (!(await this.readOlder(manyLines))) return;
  }

  async #read(untilMs: number, count = olderLines): Promise<boolean> {
    const listeners = this.#listeners;
    this.#isReading = true;
    listeners?.onOlder('reading');
    try {
      const { lines, more } = await this.#ask(untilMs, count);
      if (listeners !== this.#listeners) return false;
      this.buffer.prepend(lines, untilMs);
      this.#tail = null;
      this.#isAll = !more;
      listeners?.onOlder(more ? 'some' : 'none');
      return true;
    } catch (error) {
      listeners?.onRefusal(refusalOf(error));
      listeners?.onOlder('some');
      return false;
    } finally {
      this.#isReading = false;
    }
  }

  /** Where all of them are of one millisecond, more are asked for: there would be no way further back. */
  async #ask(untilMs: number, count: number) {
    const { sinceMs } = this.#span;
    // Those that are there already come again, as others belong between them.
    for (let wanted = this.buffer.countBefore(untilMs) + count; ; wanted *= 4) {
      const limit = Math.min(wanted, mostOlderLines);
      const answer = await api.tasks.olderLogs.query({ ...this.#source, untilMs, sinceMs, limit });
      const isStuck = answer.more && answer.lines[0]?.atMs === untilMs - 1;
      if (!isStuck || limit === mostOlderLines) return { ...answer, more: answer.more && !isStuck };
    }
  }
}
