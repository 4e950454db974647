import type { DeploymentRecord, RolloutRecord } from '@gantry/model';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../live/cluster.ts';
import { useNow } from '../ui/time.tsx';
import { boxHeight, boxWidth, rolloutSentence, rolloutShape } from './rollout-shape.ts';

const everyMs = 2_000;
const stroke = { vectorEffect: 'non-scaling-stroke' } as const;

/** What was ready since a rollout began, that of the new revision on top of the rest: it fills as the rollout goes. */
export default function RolloutRibbon({
  deployment: { namespace, name },
  rollout: { id, startedAtMs, toRevision },
}: {
  deployment: DeploymentRecord;
  rollout: RolloutRecord;
}) {
  const nowMs = useNow();
  const { data } = useQuery({
    queryKey: ['rollout-ribbon', id],
    queryFn: () =>
      api.deployments.ribbon.query({ namespace, name, fromAtMs: startedAtMs, maxPoints: boxWidth }),
    refetchInterval: everyMs,
  });
  if (data === undefined) return null;
  const shape = rolloutShape(data.points, {
    ...{ fromAtMs: startedAtMs, toAtMs: Math.max(nowMs, data.toAtMs), revision: toRevision },
  });
  const sentence = rolloutSentence(data.points);
  return (
    <svg
      role="img"
      aria-label={sentence}
      viewBox={`0 0 ${boxWidth} ${boxHeight}`}
      preserveAspectRatio="none"
      className="block size-full"
    >
      <title>{sentence}</title>
      <path d={shape.old} data-pattern="turn-1" className="fill-(--band-b)" />
      <path d={shape.fresh} data-pattern="current" className="fill-(--running)" />
      {shape.floor !== shape.desired && (
        <path d={shape.floor} {...stroke} strokeDasharray="3 3" className="fill-none stroke-ink-3" />
      )}
      <path d={shape.desired} {...stroke} className="fill-none stroke-ink-2" />
    </svg>
  );
}
