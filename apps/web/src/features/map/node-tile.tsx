import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { formatPercent } from '../../shared/format/quantity.ts';
import { classNames } from '../../shared/ui/class-names.ts';
import { NameText } from '../../shared/ui/name-text.tsx';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import { HueGlyph } from './hue-glyph.tsx';
import { hueGround } from './map-hue.ts';
import type { MapNode } from './map-node.ts';

/** Level 1 of the map: a node's name, how full it is, and its containers by state. */
export const NodeTile = memo(function NodeTile({ entry }: { entry: MapNode }) {
  const { node, tone, label, parts, note, fillRatio, containers } = entry;
  return (
    <Link
      to="/nodes/$node"
      params={{ node: node.name }}
      data-subject={`node:${node.name}`}
      title={[node.name, label, `${containers} containers`, `${formatPercent(fillRatio)} reserved`, note]
        .filter(Boolean)
        .join(' · ')}
      className={classNames(
        'flex min-w-0 flex-col gap-1.5 rounded-button border border-line bg-panel p-2 hover:border-line-strong',
        node.cordoned && 'border-t-3 border-t-(--pending)',
      )}
    >
      <span className="flex min-w-0 items-center gap-1.5 text-dense font-medium">
        <StateGlyph tone={tone} size={10} />
        <NameText name={node.name} tailLength={7} hasTitle={false} />
      </span>
      <span className="flex h-6 overflow-hidden rounded-control bg-raised" data-tone={tone}>
        <span className="flex h-full" style={{ width: `${fillRatio * 100}%` }}>
          {parts.map(([hue, weight], place) => (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: two offers may be of one colour
              key={`${hue} ${place}`}
              data-cell
              data-tone={hue}
              className={classNames('h-full min-w-0.5', hueGround(hue))}
              style={{ flexGrow: weight }}
            />
          ))}
        </span>
      </span>
      <span className="flex gap-2 text-label text-ink-3">
        {note !== '' && <span className="min-w-0 truncate">{note}</span>}
        {note === '' &&
          parts.slice(0, 3).map(([hue, count]) => (
            <span key={hue} className="inline-flex items-center gap-1">
              <HueGlyph hue={hue} size={8} />
              {count}
            </span>
          ))}
        <span className="ml-auto">{formatPercent(fillRatio)}</span>
      </span>
    </Link>
  );
});
