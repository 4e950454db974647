import type { RolloutPace, RolloutRecord } from '@gantry/model';
import { isSlow } from '@gantry/model/rollout-pace';
import { paceWords } from './pace-words.ts';
import { useNow } from './ui/time.tsx';

/** How long rollouts of a deployment take, and that this one is a slow one. */
export function PaceNote({
  pace,
  rollout,
}: {
  pace: RolloutPace;
  /** null: of no particular one. */
  rollout: Pick<RolloutRecord, 'startedAtMs' | 'endedAtMs' | 'outcome'> | null;
}) {
  const nowMs = useNow();
  const isTimed = rollout?.endedAtMs === null || rollout?.outcome === 'complete';
  const tookMs = rollout && isTimed ? (rollout.endedAtMs ?? nowMs) - rollout.startedAtMs : 0;
  return (
    <>
      {paceWords(pace)}
      {isSlow(tookMs, pace) && (
        <>
          {': '}
          <span data-tone="degraded" className="font-medium text-tone-ink">
            this one is slow
          </span>
        </>
      )}
    </>
  );
}
