import { ChevronDown, ChevronRight } from 'lucide-react';
import { formatCount } from '../format/quantity.ts';
import { classNames } from './class-names.ts';
import type { GroupLine } from './row-groups.ts';
import { StateGlyph } from './state-glyph.tsx';

/** The line above the rows of a group: what they have in common, how many they are, and a press that folds them. */
export function GroupHead({
  group: { key, label, tone, count, sum, isFolded },
  onFold,
}: {
  group: GroupLine;
  onFold: ((key: string) => void) | undefined;
}) {
  const Arrow = isFolded ? ChevronRight : ChevronDown;
  return (
    // biome-ignore lint/a11y/useSemanticElements: see DataTable
    // biome-ignore lint/a11y/useFocusableInteractive: its button takes the focus
    <div role="row" className="min-row flex items-center border-b border-line bg-raised px-3">
      {/* biome-ignore lint/a11y/useSemanticElements: see DataTable */}
      <div role="cell" className="min-w-0 flex-1">
        <button
          type="button"
          aria-expanded={!isFolded}
          onClick={() => onFold?.(key)}
          className="-ml-1 flex max-w-full items-center gap-2 rounded-control px-1 py-1 text-dense pointer-coarse:py-2.5"
        >
          <Arrow size={12} className="shrink-0 text-ink-3" />
          {tone !== undefined && <StateGlyph tone={tone} />}
          <span className={classNames('truncate font-medium', sum !== '' && 'max-w-1/2 shrink-0')}>
            {label}
          </span>
          <span className="text-ink-3">{formatCount(count)}</span>
          {sum !== '' && <span className="ml-2 truncate text-ink-2">{sum}</span>}
        </button>
      </div>
    </div>
  );
}
