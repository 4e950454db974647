import { memo, useMemo } from 'react';
import { usePacedOf } from '../../live/paced.ts';
import { formatCount, formatPlural } from '../../shared/format/quantity.ts';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import { type GroupedNodes, type NodeGroup, troubleIn } from './group-order.ts';
import type { MapSelection } from './map-selection.ts';
import type { GroupTrouble } from './map-trouble.ts';

/**
 * The name of a group, a press on which chooses all of it, and what is wrong there. Nodes without groups have none: the
 * head of the map tells of them.
 */
export function GroupHeading({
  group,
  ordered,
  selection,
}: {
  group: NodeGroup;
  /** With all groups. */
  ordered: GroupedNodes;
  selection: MapSelection;
}) {
  const { name, first, count } = group;
  // As often as the head of the map, whose sums are of the same: together they add up.
  const told = usePacedOf(ordered, ordered.nodes.length);
  const trouble = useMemo(() => troubleIn(told, name), [told, name]);
  if (name === '') return null;
  return (
    <>
      <button
        type="button"
        title={`Choose all ${formatCount(count)} nodes of ${name}`}
        className="rounded-control hover:text-ink"
        onClick={(event) => {
          event.stopPropagation();
          const ids = ordered.nodes.slice(first, first + count).map(({ node }) => node.id);
          selection.choose(ids, { add: event.shiftKey });
        }}
      >
        {name}
      </button>
      <GroupBadges {...trouble} />
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
