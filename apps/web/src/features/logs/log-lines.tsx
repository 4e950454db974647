import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { formatCount } from '../../shared/format/quantity.ts';
import { Button } from '../../shared/ui/button.tsx';
import { classNames } from '../../shared/ui/class-names.ts';
import type { ShownLine } from './log-buffer.ts';
import { lineId } from './log-choice.ts';
import { LogRow, type LogRowProps } from './log-row.tsx';

const linePixels = 18;
/** Nearer to the end than this counts as being there. */
const atEndPixels = 24;
const overscan = 30;

export interface LogLinesProps {
  label: string;
  lines: readonly ShownLine[];
  wrap: boolean;
  showTask: boolean;
  hideTime: boolean;
  empty: string;
  /** The line that the link is about. */
  marked: string | undefined;
  onMark: (line: ShownLine) => void;
  /** Takes the height that is there instead of most of the screen's. */
  fill: boolean;
}

/** Lines in a box that scrolls. Follows the end until somebody scrolls up, and says then how many have come. */
export function LogLines(props: LogLinesProps) {
  const { lines, marked, empty, wrap } = props;
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
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) =>
          setFollowing(scrollHeight - scrollTop - clientHeight < atEndPixels)
        }
        className={classNames(
          'overflow-auto rounded-panel border border-line bg-panel py-1 font-mono text-dense [overflow-anchor:none]',
          props.fill ? 'h-full' : 'h-[calc(100dvh-17rem-var(--dock,0px))] min-h-64',
        )}
      >
        {lines.length === 0 && (
          <p className="px-3 py-6 text-center font-sans text-body text-ink-3">{empty}</p>
        )}
        {wrap ? (
          <WrappedLines {...props} scroller={scroller} following={following} />
        ) : (
          <EvenLines {...props} scroller={scroller} following={following} />
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

type ListProps = LogLinesProps & { scroller: RefObject<HTMLDivElement | null>; following: boolean };

const rowProps = ({ wrap, showTask, hideTime, marked, onMark }: ListProps, line: ShownLine): LogRowProps => ({
  line,
  wrap,
  showTask,
  hideTime,
  marked: marked !== undefined && lineId(line) === marked,
  onMark,
});

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
    if (following) scroller.current?.scrollTo({ top: lines.length * linePixels });
  }, [following, lines, scroller]);
  const markedAt = marked === undefined ? -1 : lines.findIndex((line) => lineId(line) === marked);
  useEffect(() => {
    if (markedAt >= 0) scroller.current?.scrollTo({ top: Math.max(0, (markedAt - 5) * linePixels) });
  }, [markedAt, scroller]);
  const from = Math.max(0, Math.floor(view.top / linePixels) - overscan);
  const to = Math.ceil((view.top + view.height) / linePixels) + overscan;
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
  const { lines, scroller, following } = props;
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => linePixels,
    getItemKey: (index) => lines[index]?.id ?? index,
    overscan,
  });
  useEffect(() => {
    if (following && lines.length > 0) virtual.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [following, lines.length, virtual]);
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
