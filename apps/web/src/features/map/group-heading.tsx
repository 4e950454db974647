import { memo } from 'react';
import { usePaced } from '../../live/paced.ts';
import { formatCount, formatPlural } from '../../shared/format/quantity.ts';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import type { NodeGroup } from './group-order.ts';
import type { MapNode } from './map-node.ts';
import type { MapSelection } from './map-selection.ts';
import { type GroupTrouble, troubleOf } from './map-trouble.ts';

/**
 * The name of a group, a press on which chooses all of it, and what is wrong there. Nodes without groups have none: the
 * head of the map tells of them.
 */
export function GroupHeading({
  group,
  nodes,
  selection,
}: {
  group: NodeGroup;
  /** Of all groups. */
  nodes: readonly MapNode[];
  selection: MapSelection;
}) {
  const { name, first, count } = group;
  // As often as the head of the map, whose sums are of the same: together they add up.
  const told = usePaced(nodes);
  if (name === '') return null;
  return (
    <>
      <button
        type="button"
        title={`Choose all ${formatCount(count)} nodes of ${name}`}
        className="rounded-control hover:text-ink"
        onClick={(event) => {
          event.stopPropagation();
          const ids = nodes.slice(first, first + count).map(({ node }) => node.id);
          selection.choose(ids, { add: event.shiftKey });
        }}
      >
        {name}
      </button>
      <GroupBadges {...troubleOf(told, group)} />
    </>
  );
}

/** Of what, and how it is. */
const words: Record<keyof GroupTrouble, readonly [noun: string, how: string]> = {
  failed: ['container', 'failed'],
  degraded: ['container', 'not ready'],
  draining: ['node', 'draining'],
  unknown: ['node', 'lost'],
  pending: ['node', 'cordoned'],
};

const kinds = Object.keys(words) as (keyof GroupTrouble)[];

const GroupBadges = memo(function GroupBadges(trouble: GroupTrouble) {
  return kinds.map((tone) => {
    const count = trouble[tone];
    const [noun, how] = words[tone];
    return count === 0 ? null : (
      <span
        key={tone}
        data-tone={tone}
        title={`${formatPlural(count, noun)} ${how}`}
        className="inline-flex items-center gap-0.5 text-tone-ink"
      >
        <StateGlyph tone={tone} size={8} />
        {formatCount(count)}
      </span>
    );
  });
});
