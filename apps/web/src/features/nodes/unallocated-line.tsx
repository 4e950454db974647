import type { Resources } from '@gantry/model';
import { useQuery } from '@tanstack/react-query';
import { useClock } from '../../live/clock.ts';
import { api } from '../../live/cluster.ts';
import { formatResources } from '../../shared/format/quantity.ts';
import { NodeLink } from '../../shared/links.tsx';
import { isWithin, shapeOf, sizeWords, usualShape } from './hole-shape.ts';

const refetchMs = 30_000;

/** What nobody holds, and the largest task that still finds a place in it. Of the past the latter is not known. */
export function UnallocatedLine({ free }: { free: Resources }) {
  const isPast = useClock(({ atMs }) => atMs !== null);
  const { data } = useQuery({
    queryKey: ['holes', usualShape],
    queryFn: async () => ({ shape: usualShape, ...(await api.nodes.holes.query(shapeOf(usualShape))) }),
    refetchInterval: refetchMs,
    enabled: !isPast,
  });
  const largest = isPast ? null : data?.largest;
  // It is asked for now and then; what is free may have been given away since.
  const isStillThere = largest && isWithin(largest.resources, free);
  return (
    <p className="flex min-h-5 flex-wrap gap-x-3">
      <span className="text-ink-3">Unallocated</span>
      <span className="font-medium">{formatResources(free)}</span>
      {isStillThere && (
        <span className="text-ink-2">
          largest hole at {usualShape.memory} GiB per CPU: {sizeWords(largest.resources, usualShape)} on{' '}
          <NodeLink name={largest.node} />
        </span>
      )}
    </p>
  );
}
