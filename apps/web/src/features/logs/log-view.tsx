import { type ReactNode, useDeferredValue, useMemo, useState } from 'react';
import { formatPlural } from '../../shared/format/quantity.ts';
import { Button } from '../../shared/ui/button.tsx';
import { classNames } from '../../shared/ui/class-names.ts';
import { FilterBar } from '../../shared/ui/filter-bar.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { KeptByChoice } from './kept-by-choice.ts';
import { LinkedLineNotice } from './linked-line-notice.tsx';
import type { ShownLine } from './log-buffer.ts';
import { choiceMatcher, type LogChoice, lineId } from './log-choice.ts';
import { LogLines, type LogLinesProps } from './log-lines.tsx';
import { LogButtons, type LogContainer, LogSelects, useSources } from './log-toolbar.tsx';
import { longestPart, newPatterns } from './patterns.ts';
import { ReplicaInks } from './replica-inks.ts';
import { type TaskEnd, withEnds } from './task-ends.ts';
import { useEnds } from './use-ends.ts';
import { type LogSource, type OlderLines, useLogs } from './use-logs.ts';

export interface LogViewProps {
  source: LogSource;
  choice: LogChoice;
  /** Changes what is given and leaves the rest. */
  onChoice: (change: LogChoice) => void;
  /** Of a task: those that its output can be narrowed down to. */
  containers?: readonly LogContainer[];
  controls?: ReactNode;
  /** In a place of a given height, as the dock is. */
  fill?: boolean;
}

/** Output of one container, or of all replicas merged: followed, searched, split by revision, downloaded. */
export function LogView({ source, choice, onChoice, containers = [], controls, fill = false }: LogViewProps) {
  const merged = 'deployment' in source;
  const [inks] = useState(() => new ReplicaInks());
  const { lines, refusal, clear, older: before } = useLogs(source, choice);
  const { kept, ends, shown } = useShown(source, lines, choice);
  const { revisions } = useSources(lines);
  const [newer, older] = revisions;
  const isSplit = choice.split === true && newer !== undefined && older !== undefined;
  const look: Omit<LogLinesProps, 'lines' | 'label'> = {
    wrap: choice.wrap === true,
    inks: merged ? inks : null,
    hideTime: choice.untimed === true,
    empty: emptyText(lines.length, choice, before.state),
    marked: choice.line,
    older: before,
    beginning: choice.since === undefined ? 'Nothing older is kept' : 'What is older is left out',
    fold: choice.q === undefined && choice.severity === undefined && choice.stream === undefined,
    onMark: (line) => onChoice({ line: lineId(line) }),
    fill,
  };
  return (
    <div className={classNames('flex min-w-0 flex-col gap-3', fill && 'h-full min-h-0 gap-2')}>
      <div className="@container/tools">
        <FilterBar
          value={choice.q ?? ''}
          onChange={(q) => onChoice({ q: q || undefined })}
          placeholder="text, or /pattern/"
          shown={kept.length}
          total={lines.length}
          noun="lines"
          slash={!fill}
        >
          <Foldable>
            <LogSelects {...{ lines, choice, onChoice, merged, containers }} />
            <LogButtons {...{ choice, onChoice, shown }} onClear={lines.length === 0 ? null : clear} />
            {controls}
          </Foldable>
        </FilterBar>
      </div>
      {refusal !== null && (
        <Notice tone="failed" title="The output cannot be read" live>
          {refusal.message}
        </Notice>
      )}
      <LinkedLineNotice
        choice={choice}
        lines={lines}
        older={before}
        onLeave={() => onChoice({ line: undefined })}
      />
      {isSplit ? (
        <SplitLines lines={kept} ends={ends} older={older} newer={newer} look={look} onChoice={onChoice} />
      ) : (
        <LogLines {...look} lines={shown} label="Output" />
      )}
    </div>
  );
}

/** Beside the filter line as they fit; where that would be more than two rows, behind one button: the room is the lines'. */
function Foldable({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button className="@min-[42rem]/tools:hidden" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'Less' : 'More'}
      </Button>
      <div
        className={classNames(
          'flex-wrap items-center gap-2 @min-[42rem]/tools:contents',
          open ? 'flex' : 'hidden',
        )}
      >
        {children}
      </div>
    </>
  );
}

function useKept(lines: readonly ShownLine[], { q, severity, revision, replica, stream }: LogChoice) {
  const [kept] = useState(() => new KeptByChoice());
  return useMemo(
    () => kept.of({ q, severity, revision, replica, stream }, lines),
    [kept, lines, q, severity, revision, replica, stream],
  );
}

/** The lines that are wanted, the ends of tasks that belong between them, and both together. */
function useShown(source: LogSource, lines: readonly ShownLine[], choice: LogChoice) {
  const wanted = useDeferredValue(choice);
  const kept = useKept(lines, wanted);
  const ends = useShownEnds(source, wanted, kept);
  const shown = useMemo(() => withEnds(kept, ends), [kept, ends]);
  return { kept, ends, shown };
}

/** The ends that stand between the lines that are shown: none after the last where what came later is left out. */
function useShownEnds(source: LogSource, choice: LogChoice, kept: readonly ShownLine[]): readonly TaskEnd[] {
  const ends = useEnds(source);
  const lastMs = choice.until === undefined ? null : (kept.at(-1)?.atMs ?? 0);
  return useMemo(() => {
    const matches = choiceMatcher(choice) ?? (() => false);
    return ends.filter((end) => (lastMs === null || end.atMs <= lastMs) && matches({ ...end, id: 0 }));
  }, [ends, choice, lastMs]);
}

function emptyText(total: number, choice: LogChoice, older: OlderLines['state']): string {
  if (total === 0) return 'Nothing has been written yet. New lines appear here as they come.';
  if (choiceMatcher(choice) === null) return 'This is not a pattern.';
  return older === 'none' && choice.since === undefined
    ? 'No line matches, and nothing older is kept.'
    : 'No line matches.';
}

const mostPatterns = 6;

/** Old on the left, new on the right, and above them what only the new one says. */
function SplitLines({
  lines,
  ends,
  older,
  newer,
  look,
  onChoice,
}: {
  lines: readonly ShownLine[];
  ends: readonly TaskEnd[];
  older: number;
  newer: number;
  look: Omit<LogLinesProps, 'lines' | 'label'>;
  onChoice: (change: LogChoice) => void;
}) {
  const left = useHalf(lines, ends, older);
  const right = useHalf(lines, ends, newer);
  const patterns = useMemo(() => newPatterns(lines, { older, newer }), [lines, older, newer]);
  return (
    <>
      <section
        aria-label={`Only in r${newer}`}
        className="rounded-panel border border-line bg-panel px-3 py-2"
      >
        <h2 className="text-emphasis font-semibold">Only in r{newer}</h2>
        {patterns.length === 0 ? (
          <p className="text-ink-3">
            r{newer} has written nothing that r{older} does not write.
          </p>
        ) : (
          <ul className="mt-1 font-mono text-dense">
            {patterns.slice(0, mostPatterns).map(({ text, count, example }) => (
              <li key={text}>
                <button
                  type="button"
                  title={example}
                  onClick={() => onChoice({ q: longestPart(text) })}
                  className="flex w-full gap-3 rounded-control text-left hover:bg-raised"
                >
                  <span className="w-12 shrink-0 text-right text-ink-3">{count} ×</span>
                  <span className="truncate">{text}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
        {patterns.length > mostPatterns && (
          <p className="text-ink-3">and {patterns.length - mostPatterns} more</p>
        )}
      </section>
      <div className={classNames('grid gap-3 md:grid-cols-2', look.fill && 'min-h-0 flex-1')}>
        <Half title={`r${older}`} lines={left} look={look} />
        <Half title={`r${newer}`} lines={right} look={look} />
      </div>
    </>
  );
}

function useHalf(lines: readonly ShownLine[], ends: readonly TaskEnd[], revision: number) {
  const kept = useKept(lines, { revision });
  return useMemo(
    () =>
      withEnds(
        kept,
        ends.filter((end) => end.revision === revision),
      ),
    [kept, ends, revision],
  );
}

function Half({
  title,
  lines,
  look,
}: {
  title: string;
  lines: readonly ShownLine[];
  look: Omit<LogLinesProps, 'lines' | 'label'>;
}) {
  return (
    <section aria-label={title} className="flex min-h-0 min-w-0 flex-col gap-1">
      <h2 className="text-dense text-ink-3">
        {title} · {formatPlural(lines.length, 'line')}
      </h2>
      <LogLines {...look} lines={lines} label={`Output of ${title}`} />
    </section>
  );
}
