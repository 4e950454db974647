import { type Conflict, valueText } from '@gantry/manifest';
import { formatPlural } from '../../shared/format/quantity.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';

/** One choice for each field that both sides changed. */
export function ConflictChoices({
  conflicts,
  onChoose,
}: {
  conflicts: readonly Conflict[];
  onChoose: (conflict: Conflict, takeTheirs: boolean) => void;
}) {
  return (
    <Notice tone="pending" title={`${formatPlural(conflicts.length, 'field')} to choose`}>
      <ul className="mt-1 flex flex-col gap-2">
        {conflicts.map((conflict) => (
          <li key={conflict.field} className="flex flex-wrap items-center gap-2">
            <span className="min-w-32 flex-1 font-mono text-dense wrap-anywhere">{conflict.field}</span>
            <Button onClick={() => onChoose(conflict, false)}>
              <span className="max-w-48 truncate">Keep mine: {valueText(conflict.mine)}</span>
            </Button>
            <Button onClick={() => onChoose(conflict, true)}>
              <span className="max-w-48 truncate">Take theirs: {valueText(conflict.theirs)}</span>
            </Button>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
