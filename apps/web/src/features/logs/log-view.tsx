import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { memo, type ReactNode, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { formatClockMs, formatDateTime } from '../../shared/format/time.ts';
import { shortTaskName } from '../../shared/short-name.ts';
import { Button } from '../../shared/ui/button.tsx';
import { classNames } from '../../shared/ui/class-names.ts';
import { FilterBar } from '../../shared/ui/filter-bar.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { ansiSpans, severityOf } from './ansi.ts';
import { lineMatcher, logFileText, type ShownLine } from './log-buffer.ts';
import { type LogSource, useLogs } from './use-logs.ts';

/** Output of one container, or of all replicas merged. Follows the end until somebody scrolls up. */
export function LogView({
  source,
  query,
  onQuery,
  showTask,
  keep,
  controls,
}: {
  source: LogSource;
  query: string;
  onQuery: (query: string) => void;
  /** Lines of several containers are mixed: each says whose it is. */
  showTask: boolean;
  /** Which containers' lines to show; absent: all. */
  keep?: ((taskId: string) => boolean) | undefined;
  controls?: ReactNode;
}) {
  const { lines, refusal, clear } = useLogs(source);
  const [wrap, setWrap] = useState(true);
  const wanted = useDeferredValue(query);
  const shown = useMemo(() => {
    const matches = lineMatcher(wanted);
    if (matches === null) return [];
    return lines.filter((line) => (keep === undefined || keep(line.taskId)) && matches(line));
  }, [lines, wanted, keep]);
  return (
    <div className="flex flex-col gap-3">
      <FilterBar
        value={query}
        onChange={onQuery}
        placeholder="text, or /pattern/"
        shown={shown.length}
        total={lines.length}
        noun="lines"
      >
        {controls}
        <Button aria-pressed={wrap} onClick={() => setWrap(!wrap)}>
          {wrap ? 'Do not wrap' : 'Wrap'}
        </Button>
        <Button onClick={() => download(shown)} disabled={shown.length === 0}>
          Download
        </Button>
        <Button onClick={clear} disabled={lines.length === 0}>
          Clear
        </Button>
      </FilterBar>
      {refusal !== null && (
        <Notice tone="failed" title="The output cannot be read" live>
          {refusal.message}
        </Notice>
      )}
      <Lines lines={shown} wrap={wrap} showTask={showTask} empty={emptyText(lines.length, query)} />
    </div>
  );
}

function emptyText(total: number, query: string): string {
  if (total === 0) return 'Nothing has been written yet. New lines appear here as they come.';
  return lineMatcher(query) === null ? 'This is not a pattern.' : 'No line matches.';
}

const lineHeight = 18;
/** Nearer to the end than this counts as being there. */
const atEndPixels = 24;

function Lines({
  lines,
  wrap,
  showTask,
  empty,
}: {
  lines: readonly ShownLine[];
  wrap: boolean;
  showTask: boolean;
  empty: string;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  const [seen, setSeen] = useState(0);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    getItemKey: (index) => lines[index]?.id ?? index,
    overscan: 30,
  });
  const last = lines.at(-1)?.id ?? 0;
  useEffect(() => {
    if (!following || lines.length === 0) return;
    virtual.scrollToIndex(lines.length - 1, { align: 'end' });
    setSeen(last);
  }, [following, lines.length, last, virtual]);
  const fresh = following ? 0 : lines.length - 1 - lines.findLastIndex((line) => line.id <= seen);
  return (
    <div className="relative">
      <div
        ref={scroller}
        role="log"
        aria-label="Output"
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
        tabIndex={0}
        onScroll={(event) => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
          setFollowing(scrollHeight - scrollTop - clientHeight < atEndPixels);
        }}
        className={classNames(
          'h-[calc(100dvh-17rem)] min-h-64 overflow-y-auto rounded-panel border border-line bg-panel py-1 font-mono text-dense',
          !wrap && 'overflow-x-auto',
        )}
      >
        {lines.length === 0 && (
          <p className="px-3 py-6 text-center font-sans text-body text-ink-3">{empty}</p>
        )}
        <div className="relative w-full" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const line = lines[item.index];
            return line === undefined ? null : (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className="absolute top-0 left-0 min-w-full"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <Line line={line} wrap={wrap} showTask={showTask} />
              </div>
            );
          })}
        </div>
      </div>
      {!following && (
        <Button
          variant="primary"
          className="absolute right-4 bottom-4 shadow-low"
          onClick={() => setFollowing(true)}
        >
          <ArrowDown size={14} />
          {fresh > 0 ? `${fresh} new` : 'Follow'}
        </Button>
      )}
    </div>
  );
}

const Line = memo(function Line({
  line,
  wrap,
  showTask,
}: {
  line: ShownLine;
  wrap: boolean;
  showTask: boolean;
}) {
  if (line.stream === 'note')
    return (
      <div className="my-1 flex items-center gap-3 px-3 font-sans text-label text-ink-3 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {line.text}
      </div>
    );
  const severity = severityOf(line.text);
  return (
    <div
      data-tone={severity ?? undefined}
      className={classNames(
        'flex gap-3 border-l-2 px-2.5 leading-4.5 hover:bg-raised',
        severity === null ? 'border-transparent' : 'border-tone',
      )}
    >
      {line.atMs !== null && (
        <span className="shrink-0 text-ink-3 select-none max-md:hidden" title={formatDateTime(line.atMs)}>
          {formatClockMs(line.atMs)}
        </span>
      )}
      {showTask && (
        <span className="w-10 shrink-0 truncate text-ink-3 select-none" title={line.taskName}>
          {shortTaskName(line.taskName)}
        </span>
      )}
      <span className={classNames('min-w-0', wrap ? 'break-all whitespace-pre-wrap' : 'whitespace-pre')}>
        {ansiSpans(line.text).map((span, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a line never change places
          <span key={index} className={span.className}>
            {span.text}
          </span>
        ))}
      </span>
    </div>
  );
});

function download(lines: readonly ShownLine[]): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([logFileText(lines)], { type: 'text/plain' }));
  link.download = 'gantry.log';
  link.click();
  URL.revokeObjectURL(link.href);
}
