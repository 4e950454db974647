import { useMemo, useState } from 'react';
import { classNames } from '../../shared/ui/class-names.ts';
import { type DiffLine, diffBlocks, lineDiff } from './text-diff.ts';

const marks = { same: ' ', removed: '−', added: '+' };
const lineTones = { same: undefined, removed: 'failed', added: 'running' };

/** The two texts as one, with what is the same folded away. */
export function TextDiff({ before, after }: { before: string; after: string }) {
  const blocks = useMemo(() => diffBlocks(lineDiff(before, after)), [before, after]);
  return (
    <div className="overflow-x-auto pb-2 font-mono text-dense leading-5">
      {blocks.map((block, index) =>
        block.kind === 'lines' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks are made anew with every comparison
          <Lines key={index} lines={block.lines} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <Hidden key={index} lines={block.lines} />
        ),
      )}
    </div>
  );
}

function Hidden({ lines }: { lines: readonly DiffLine[] }) {
  const [open, setOpen] = useState(false);
  if (open) return <Lines lines={lines} />;
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

function Lines({ lines }: { lines: readonly DiffLine[] }) {
  return lines.map((line, index) => (
    <div
      // biome-ignore lint/suspicious/noArrayIndexKey: lines never move within a comparison
      key={index}
      data-line={line.kind}
      data-tone={lineTones[line.kind]}
      className={classNames(
        'px-3 whitespace-pre max-md:whitespace-pre-wrap',
        line.kind !== 'same' && 'bg-tone-tint text-tone-ink',
      )}
    >
      <span aria-hidden="true" className="mr-2 inline-block w-3 select-none">
        {marks[line.kind]}
      </span>
      {line.text}
    </div>
  ));
}
