import { Segmented } from '../../shared/ui/segmented.tsx';

/** Whether a list of containers has those that have ended, too. */
export function EndedSwitch({
  ended,
  onEnded,
}: {
  ended: boolean;
  /** `undefined`: as it is usual, for an address that leaves it out. */
  onEnded: (ended: true | undefined) => void;
}) {
  return (
    <Segmented
      label="Which containers"
      value={ended ? 'all' : 'live'}
      choices={[
        { value: 'live', label: 'Live' },
        { value: 'all', label: 'With ended' },
      ]}
      onChange={(next) => onEnded(next === 'all' || undefined)}
    />
  );
}
