import { type Merged, mergeManifests } from '@gantry/manifest';
import { useMemo } from 'react';
import { formatPlural } from '../../shared/format/quantity.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';

/** Somebody else changed the deployment while it is edited here: what merging would take over. */
export default function MovedNotice({
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
