import type { RevisionEntry } from '@gantry/client';
import type { RolloutPace } from '@gantry/model';
import { ChangeChips } from '../../shared/change-chips.tsx';
import { formatCount } from '../../shared/format/quantity.ts';
import { formatDuration } from '../../shared/format/time.ts';
import { PaceNote } from '../../shared/pace-note.tsx';
import { Fact, Facts } from '../../shared/ui/facts.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import { Ago } from '../../shared/ui/time.tsx';
import type { RailEntry } from './rail.tsx';

/** The current revision, while none is chosen to go back to. */
export function CurrentPanel({
  current,
  pace,
  others,
}: {
  current: RailEntry;
  pace: RolloutPace;
  others: boolean;
}) {
  const { entry, state } = current;
  return (
    <Panel
      title={`r${entry.number}`}
      aside={<StateLabel verdict={{ tone: state.tone, label: state.word }} />}
    >
      <Facts>
        <Fact name="By">
          {entry.author}, <Ago atMs={entry.createdAtMs} suffix />
        </Fact>
        {entry.cause !== '' && <Fact name="Why">{entry.cause}</Fact>}
        <Fact name="Replicas">{formatCount(entry.replicas)}</Fact>
        {entry.rollout && <RolloutFacts rollout={entry.rollout} />}
        <PaceFact pace={pace} rollout={entry.rollout} />
      </Facts>
      {entry.diff.length > 0 && (
        <div className="mt-3">
          <h3 className="mb-1.5 text-dense text-ink-3">Against r{entry.previous}</h3>
          <ChangeChips changes={entry.diff} />
        </div>
      )}
      <p className="mt-4 border-t border-line pt-3 text-ink-2">
        {others
          ? 'Choose an earlier revision, here or in the table, to see what going back to it will do before anything happens.'
          : `r${entry.number} is the only revision. The next change of the template adds one, and this is where to come back from it.`}
      </p>
    </Panel>
  );
}

/** How long rollouts take, beside how long this one took or has taken so far. */
function PaceFact({ pace, rollout }: { pace: RolloutPace; rollout: RevisionEntry['rollout'] }) {
  if (pace.completed === 0) return null;
  return (
    <Fact name="Rollouts">
      <PaceNote pace={pace} rollout={rollout} />
    </Fact>
  );
}

function RolloutFacts({ rollout }: { rollout: NonNullable<RevisionEntry['rollout']> }) {
  return (
    <>
      <Fact name="To healthy">{rollout.tookMs === null ? 'not yet' : formatDuration(rollout.tookMs)}</Fact>
      <Fact name="Lowest ready">
        {formatCount(rollout.lowestReady)} of {formatCount(rollout.replicas)}
      </Fact>
      {rollout.message !== '' && <Fact name="Rollout">{rollout.message}</Fact>}
    </>
  );
}
