import { type Conflict, type Merged, mergeManifests, valueText } from '@gantry/manifest';
import { useMemo } from 'react';
import { formatPlural } from '../../shared/format/quantity.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';

/** Somebody else changed the deployment while it is edited here: what merging would take over. */
export function MovedNotice({
  edit: { text, base },
  written,
  onMerged,
  onTheirs,
}: {
  edit: { text: string; base: string };
  /** What is there now. */
  written: string;
  onMerged: (merged: Merged) => void;
  onTheirs: () => void;
}) {
  const merged = useMemo(() => mergeManifests({ base, mine: text, theirs: written }), [base, text, written]);
  return (
    <Notice
      tone="degraded"
      live
      title="It was changed by somebody else meanwhile"
      action={
        <span className="flex gap-2">
          {merged !== null && (
            <Button variant="primary" onClick={() => onMerged(merged)}>
              Merge
            </Button>
          )}
          <Button onClick={onTheirs}>Take theirs</Button>
        </span>
      }
    >
      {merged === null
        ? 'Saving would be refused. Mend the YAML to merge both, or take what is there now.'
        : mergeSentence(merged)}
    </Notice>
  );
}

function mergeSentence({ taken, conflicts }: Merged): string {
  const both =
    conflicts.length === 0
      ? 'nothing was changed on both sides'
      : `${formatPlural(conflicts.length, 'field')} to choose, changed on both sides`;
  return taken.length === 0
    ? `Saving would be refused. Merging: ${both}.`
    : `Saving would be refused. Merging takes over ${taken.join(', ')}; ${both}.`;
}

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
