import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { formatCount } from '../../shared/format/quantity.ts';
import { Button } from '../../shared/ui/button.tsx';
import { classNames } from '../../shared/ui/class-names.ts';
import type { ShownLine } from './log-buffer.ts';
import { isLineOf, lineId } from './log-choice.ts';
import { LogRow, type LogRowProps } from './log-row.tsx';
import type { ReplicaInks } from './replica-inks.ts';
import { type FoldedLines, TraceFolds } from './trace-folds.ts';
import type { OlderLines } from './use-logs.ts';

const linePixels = 18;
/** Nearer to the end than this counts as being there. */
const atEndPixels = 24;
const overscan = 30;
/** Nearer to the beginning than this asks for what was before it. */
const nearStartPixels = 400;

export interface LogLinesProps {
  label: string;
  lines: readonly ShownLine[];
  wrap: boolean;
  /** Of whom each line is; null: all are of one. */
  inks: ReplicaInks | null;
  hideTime: boolean;
  empty: string;
  /** The line that the link is about. */
  marked: string | undefined;
  onMark: (line: ShownLine) => void;
  /** Stack traces are one line each until they are opened. */
  fold: boolean;
  older: OlderLines;
  /** Said above the first line where `older` has none. */
  beginning: string;
  /** Takes the height that is there instead of most of the screen's. */
  fill: boolean;
}

/** Lines in a box that scrolls. Follows the end until somebody scrolls up, and says then how many have come. */
export function LogLines(props: LogLinesProps) {
  const { lines, marked, empty, wrap, older } = props;
  const { folded, toggle } = useFolded(lines, props.fold && marked === undefined);
  const list = { ...props, lines: folded.lines, below: folded.below, onToggle: toggle };
  const scroller = useRef<HTMLDivElement>(null);
  const { following, setFollowing, fresh } = useFollowing(lines, marked === undefined);
  return (
    <div className={classNames('relative min-w-0', props.fill && 'min-h-0 flex-1')}>
      <div
        ref={scroller}
        role="log"
        aria-label={props.label}
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
        tabIndex={0}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          const isAtEnd = scrollHeight - scrollTop - clientHeight < atEndPixels;
          setFollowing(isAtEnd);
          if (!isAtEnd && scrollTop < nearStartPixels && older.state === 'some') older.read();
        }}
        className={classNames(
          'overflow-auto rounded-panel border border-line bg-panel py-1 font-mono text-dense [overflow-anchor:none]',
          props.fill
            ? 'h-full'
            : 'h-[calc(100dvh-17rem-var(--bottom-bar)-var(--dock,0px))] min-h-64 short:h-[calc(100dvh-2rem)] short:min-h-40',
        )}
      >
        {/* Also where nothing matches: what does may be among the older lines. */}
        {(lines.length > 0 || older.state !== 'none') && <Beginning older={older} words={props.beginning} />}
        {lines.length === 0 && (
          <p className="px-3 py-6 text-center font-sans text-body text-ink-3">{empty}</p>
        )}
        {wrap ? (
          <WrappedLines {...list} scroller={scroller} following={following} />
        ) : (
          <EvenLines {...list} scroller={scroller} following={following} />
        )}
      </div>
      {!following && (
        <Button
          variant="primary"
          className="absolute right-4 bottom-4 shadow-low"
          onClick={() => setFollowing(true)}
        >
          <ArrowDown size={14} />
          {fresh > 0 ? `${formatCount(fresh)} new` : 'Follow'}
        </Button>
      )}
    </div>
  );
}

/** Above the first line: whether there is more, once it is known. As high as a line, whatever it says. */
function Beginning({ older: { state, read }, words }: { older: OlderLines; words: string }) {
  return (
    <div className="sticky left-0 flex h-4.5 w-fit items-center px-3 font-sans text-label text-ink-3">
      {state === 'some' && (
        <button type="button" onClick={read} className="cursor-pointer hover:text-accent">
          Older lines
        </button>
      )}
      {state === 'reading' && <span role="status">Reading older lines</span>}
      {state === 'none' && words}
    </div>
  );
}

/** Stack traces under their first lines, but for those that were opened. */
function useFolded(lines: readonly ShownLine[], isOn: boolean) {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const [folds] = useState(() => new TraceFolds());
  const folded = useMemo<FoldedLines>(
    () => (isOn ? folds.fold(lines, open) : { lines, below: new Map() }),
    [lines, open, isOn, folds],
  );
  const toggle = (id: number) =>
    setOpen((old) => (old.has(id) ? new Set([...old].filter((one) => one !== id)) : new Set([...old, id])));
  return { folded, toggle };
}

/** Whether the end is followed, and how many lines came since it was not. */
function useFollowing(lines: readonly ShownLine[], initially: boolean) {
  const [following, setFollowing] = useState(initially);
  const [seenId, setSeenId] = useState(-1);
  const lastId = lines.at(-1)?.id ?? -1;
  useEffect(() => {
    if (following) setSeenId(lastId);
  }, [following, lastId]);
  const fresh = following ? 0 : lines.length - 1 - lines.findLastIndex((line) => line.id <= seenId);
  return { following, setFollowing, fresh };
}

interface ListProps extends LogLinesProps {
  scroller: RefObject<HTMLDivElement | null>;
  following: boolean;
  below: FoldedLines['below'];
  onToggle: (id: number) => void;
}

const rowProps = (
  { wrap, inks, hideTime, marked, onMark, below, onToggle }: ListProps,
  line: ShownLine,
): LogRowProps => ({
  below: below.get(line.id) ?? 0,
  onToggle,
  line,
  wrap,
  taskInk: line.stream === 'note' ? null : (inks?.of(line.taskId) ?? null),
  hideTime,
  marked: marked !== undefined && lineId(line) === marked,
  onMark,
});

/**
 * What is looked at stays where it is when lines come before it: older ones, or late ones that are put to their time, with
 * which all of them are numbered anew.
 */
function useKeptPlace(lines: readonly ShownLine[], topIndex: () => number, moveBy: (count: number) => void) {
  const before = useRef(lines);
  useLayoutEffect(() => {
    const old = before.current;
    before.current = lines;
    if (old === lines || (lines[0]?.id ?? 0) >= (old[0]?.id ?? 0)) return;
    const at = topIndex();
    const looked = old[at];
    const moved =
      looked === undefined ? -1 : lines.findIndex((line, index) => index > at && isSameLine(line, looked));
    if (moved > 0) moveBy(moved - at);
  });
}

const isSameLine = (a: ShownLine, b: ShownLine): boolean =>
  a.atMs === b.atMs && a.taskId === b.taskId && a.text === b.text;

/** Goes to the line that the link is about once it is there, and not again when others come before it. */
function useMarked(
  lines: readonly ShownLine[],
  marked: string | undefined,
  goTo: (index: number) => void,
): void {
  const at = marked === undefined ? -1 : lines.findIndex(isLineOf(marked));
  const isThere = at >= 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: where it is changes with every line before it
  useEffect(() => {
    if (isThere) goTo(at);
  }, [isThere, marked]);
}

/** All lines have one height, so which are on the screen is a division, however many there are. */
function EvenLines(props: ListProps) {
  const { lines, scroller, following, marked } = props;
  const [view, setView] = useState({ top: 0, height: 600 });
  // The box is this component's parent, so it is there only after the layout effects have run.
  useEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const look = () => setView({ top: box.scrollTop, height: box.clientHeight });
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(box);
    box.addEventListener('scroll', look, { passive: true });
    return () => {
      sizes.disconnect();
      box.removeEventListener('scroll', look);
    };
  }, [scroller]);
  useEffect(() => {
    if (following) scroller.current?.scrollTo({ top: (lines.length + 1) * linePixels });
  }, [following, lines, scroller]);
  useKeptPlace(
    lines,
    () => Math.floor((scroller.current?.scrollTop ?? 0) / linePixels),
    (count) => scroller.current?.scrollBy({ top: count * linePixels }),
  );
  useMarked(lines, marked, (at) => scroller.current?.scrollTo({ top: Math.max(0, (at - 5) * linePixels) }));
  // Of fewer lines the box shows the last: it says so only after they are drawn.
  const top = Math.max(0, Math.min(view.top, lines.length * linePixels - view.height));
  const from = Math.max(0, Math.floor(top / linePixels) - overscan);
  const to = Math.ceil((top + view.height) / linePixels) + overscan;
  return (
    <div className="relative w-max min-w-full" style={{ height: lines.length * linePixels }}>
      <div className="min-w-full" style={{ transform: `translateY(${from * linePixels}px)` }}>
        {lines.slice(from, to).map((line) => (
          <LogRow key={line.id} {...rowProps(props, line)} />
        ))}
      </div>
    </div>
  );
}

/** Lines of any height: each is measured once it is on the screen. */
function WrappedLines(props: ListProps) {
  const { lines, scroller, following, marked } = props;
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => linePixels,
    getItemKey: (index) => lines[index]?.id ?? index,
    overscan,
  });
  const topIndex = () => virtual.getVirtualItemForOffset(scroller.current?.scrollTop ?? 0)?.index ?? 0;
  useKeptPlace(lines, topIndex, (count) => virtual.scrollToIndex(topIndex() + count, { align: 'start' }));
  useEffect(() => {
    if (following && lines.length > 0) virtual.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [following, lines.length, virtual]);
  useMarked(lines, marked, (at) => virtual.scrollToIndex(at, { align: 'center' }));
  return (
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
            <LogRow {...rowProps(props, line)} />
          </div>
        );
      })}
    </div>
  );
}
