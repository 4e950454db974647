import { useMemo, useState } from 'react';
import { classNames } from '../../shared/ui/class-names.ts';
import { type DiffLine, diffBlocks, diffRows, lineDiff } from './text-diff.ts';

const marks = { same: ' ', removed: '−', added: '+' };
const lineTones = { same: undefined, removed: 'failed', added: 'running' };

/** The two texts as one or beside each other, with what is the same folded away. */
export function TextDiff({ before, after, split }: { before: string; after: string; split: boolean }) {
  const blocks = useMemo(() => diffBlocks(lineDiff(before, after)), [before, after]);
  return (
    <div className="overflow-x-auto pb-2 font-mono text-dense leading-5">
      {blocks.map((block, index) =>
        block.kind === 'lines' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks are made anew with every comparison
          <Lines key={index} lines={block.lines} split={split} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <Hidden key={index} lines={block.lines} split={split} />
        ),
      )}
    </div>
  );
}

interface LinesProps {
  lines: readonly DiffLine[];
  split: boolean;
}

function Hidden({ lines, split }: LinesProps) {
  const [open, setOpen] = useState(false);
  if (open) return <Lines lines={lines} split={split} />;
  return (
    <button
      type="button"
      onClick={() => setOpen(true)}
      className="block w-full bg-raised px-3 py-0.5 text-left font-sans text-ink-3 hover:text-ink"
    >
      {lines.length === 1 ? 'One line is' : `${lines.length} lines are`} the same
    </button>
  );
}

function Lines({ lines, split }: LinesProps) {
  if (split)
    return diffRows(lines).map(({ left, right }, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: lines never move within a comparison
      <div key={index} className="grid grid-cols-2">
        <Half line={left} />
        <Half line={right} />
      </div>
    ));
  return lines.map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    <Line key={index} line={line} />
  ));
}

/** A side of a row: what does not fit goes on below, so that both sides stay in sight. */
function Half({ line }: { line: DiffLine | null }) {
  return (
    <div className="min-w-0 border-line odd:border-r [&>div]:whitespace-pre-wrap [&>div]:wrap-anywhere">
      {line === null ? <div className="h-full bg-raised" /> : <Line line={line} />}
    </div>
  );
}

function Line({ line }: { line: DiffLine }) {
  return (
    <div
      data-line={line.kind}
      data-tone={lineTones[line.kind]}
      className={classNames(
        'h-full px-3 whitespace-pre max-md:whitespace-pre-wrap',
        line.kind !== 'same' && 'bg-tone-tint text-tone-ink',
      )}
    >
      <span aria-hidden="true" className="mr-2 inline-block w-3 select-none">
        {marks[line.kind]}
      </span>
      {line.text}
    </div>
  );
}
