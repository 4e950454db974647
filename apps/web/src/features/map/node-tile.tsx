import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { formatPercent } from '../../shared/format/quantity.ts';
import { bySeverity } from '../../shared/tone.ts';
import { classNames } from '../../shared/ui/class-names.ts';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import type { MapNode } from './map-node.ts';

/** Level 1 of the map: a node's name, how full it is, and its containers by state. */
export const NodeTile = memo(function NodeTile({ entry }: { entry: MapNode }) {
  const { node, tone, label, counts, fillRatio, containers } = entry;
  const states = [...counts].sort(([a], [b]) => bySeverity(a, b));
  return (
    <Link
      to="/nodes/$node"
      params={{ node: node.name }}
      title={`${node.name} · ${label} · ${containers} containers · ${formatPercent(fillRatio)} reserved`}
      className={classNames(
        'flex min-w-0 flex-col gap-1.5 rounded-button border border-line bg-panel p-2 hover:border-line-strong',
        node.cordoned && 'border-t-3 border-t-(--pending)',
      )}
    >
      <span className="flex min-w-0 items-center gap-1.5 text-dense font-medium">
        <StateGlyph tone={tone} size={10} />
        <span className="truncate">{node.name}</span>
      </span>
      <span className="flex h-6 overflow-hidden rounded-control bg-raised" data-tone={tone}>
        <span className="flex h-full" style={{ width: `${fillRatio * 100}%` }}>
          {states.map(([state, count]) => (
            <span
              key={state}
              data-cell
              data-tone={state}
              className={
                state === 'running' ? 'h-full min-w-0.5 bg-running-quiet' : 'h-full min-w-0.5 bg-tone'
              }
              style={{ flexGrow: count }}
            />
          ))}
        </span>
      </span>
      <span className="flex gap-2 text-label text-ink-3">
        {states.slice(0, 3).map(([state, count]) => (
          <span key={state} className="inline-flex items-center gap-1">
            <StateGlyph tone={state} size={8} />
            {count}
          </span>
        ))}
        <span className="ml-auto">{formatPercent(fillRatio)}</span>
      </span>
    </Link>
  );
});
