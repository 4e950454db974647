import { Panel } from '../../shared/ui/panel.tsx';
import { Segmented } from '../../shared/ui/segmented.tsx';
import { TimelineLane, type TimelineLaneProps } from './timeline-lane.tsx';
import { keptWords } from './window.ts';
import { ZoomButtons } from './zoom-buttons.tsx';

/** The lane with what chooses its scale and how much of the history it shows. */
export function RevisionsPanel({
  lane,
  scaleKind,
  onScale,
}: {
  lane: Omit<TimelineLaneProps, 'scaleKind'>;
  scaleKind: 'steps' | 'time';
  onScale: (kind: 'time' | undefined) => void;
}) {
  const { entries, window, target, onWindow } = lane;
  const shown = window.to - window.from + 1;
  const targetAt = entries.findIndex(({ entry }) => entry.number === target);
  return (
    <Panel
      title="Revisions"
      aside={keptWords({ count: entries.length, shown, oldest: entries[0]?.entry.number ?? 1 })}
      actions={
        <>
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
