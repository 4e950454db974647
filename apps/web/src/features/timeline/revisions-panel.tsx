import { formatPlural } from '../../shared/format/quantity.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { Segmented } from '../../shared/ui/segmented.tsx';
import { type Burst, foldBursts, foldedCount } from './bursts.ts';
import { chosenOf, TimelineLane, type TimelineLaneProps } from './timeline-lane.tsx';
import { keptWords } from './window.ts';
import { ZoomButtons } from './zoom-buttons.tsx';

/** The lane with what chooses its scale and how much of the history it shows. */
export function RevisionsPanel({
  lane,
  scaleKind,
  onScale,
  found,
  isFolding,
  onFold,
}: {
  lane: Omit<TimelineLaneProps, 'scaleKind'>;
  scaleKind: 'steps' | 'time';
  onScale: (kind: 'time' | undefined) => void;
  /** All bursts that there are, folded or not. */
  found: readonly Burst[];
  isFolding: boolean;
  onFold: (isFolding: boolean) => void;
}) {
  const { entries, window, target, bursts, onWindow } = lane;
  const shown = window.to - window.from + 1;
  const inSight = entries.slice(window.from, window.to + 1);
  const folded = foldedCount(foldBursts(inSight, bursts, chosenOf(lane.target)));
  const targetAt = entries.findIndex(({ entry }) => entry.number === target);
  return (
    <Panel
      title="Revisions"
      aside={keptWords({ count: entries.length, shown, folded, oldest: entries[0]?.entry.number ?? 1 })}
      actions={
        <>
          {found.length > 0 && (
            <Button
              title="Three or more revisions by one author within half an hour, none healthy for more than ten minutes"
              onClick={() => onFold(!isFolding)}
            >
              {isFolding ? 'Unfold' : `Fold ${formatPlural(found.length, 'burst')}`}
            </Button>
          )}
          <Segmented
            label="Scale"
            value={scaleKind}
            choices={[
              { value: 'steps', label: 'Steps' },
              { value: 'time', label: 'Time' },
            ]}
            onChange={(next) => onScale(next === 'time' ? next : undefined)}
          />
          <ZoomButtons
            window={window}
            count={entries.length}
            about={targetAt < 0 ? undefined : targetAt}
            onWindow={onWindow}
          />
        </>
      }
    >
      <TimelineLane {...lane} scaleKind={scaleKind} />
    </Panel>
  );
}
