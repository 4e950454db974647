import { Link } from '@tanstack/react-router';
import { formatCount } from '../../shared/format/quantity.ts';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import type { MapBlock } from './map-node.ts';
import { type Unplaced, type UnplacedOfDeployment, unplacedWords } from './unplaced.ts';

const mostUnplacedShown = 24;
const chip =
  'inline-flex h-6 items-center gap-1.5 rounded-control bg-tone-tint px-1.5 text-dense text-tone-ink pointer-coarse:h-9';

/** What is on no node is drawn on none: it waits here, with the reason a click away. */
export function UnplacedTray({ unplaced }: { unplaced: Unplaced }) {
  const { count, blocks, ofDeployments } = unplaced;
  if (count === 0) return null;
  const shown = ofDeployments.slice(0, mostUnplacedShown);
  const told =
    Math.min(blocks.length, mostUnplacedShown) + shown.reduce((sum, { count: some }) => sum + some, 0);
  return (
    <section
      aria-label="On no node yet"
      className="rounded-panel border border-dashed border-line-strong bg-panel px-3 py-2"
    >
      <h3 className="mb-1.5 text-dense font-medium text-ink-2">
        {unplacedWords(unplaced)}
        <span className="ml-2 font-normal text-ink-3">open one to see why</span>
      </h3>
      <div className="flex flex-wrap gap-1">
        {blocks.slice(0, mostUnplacedShown).map((block) => (
          <BlockChip key={block.task.id} block={block} />
        ))}
        {shown.map((one) => (
          <DeploymentChip key={one.id} waiting={one} />
        ))}
        {count > told && (
          <Link
            to="/containers"
            search={{ q: 'status:pending' }}
            className="self-center rounded-control text-dense text-ink-2 hover:text-accent hover:underline"
          >
            {told > 0 ? `and ${formatCount(count - told)} more` : 'Show them'}
          </Link>
        )}
      </div>
    </section>
  );
}

function BlockChip({ block }: { block: MapBlock }) {
  return (
    <Link
      to="/containers/$id"
      params={{ id: block.task.id }}
      data-subject={`container:${block.task.id}`}
      data-tone={block.tone}
      title={block.task.unplaced?.message ?? block.label}
      className={chip}
    >
      <StateGlyph tone={block.tone} size={10} />
      {block.name}
    </Link>
  );
}

function DeploymentChip({ waiting: { namespace, name, count } }: { waiting: UnplacedOfDeployment }) {
  return (
    <Link
      to="/deployments/$namespace/$name/containers"
      params={{ namespace, name }}
      search={{ q: 'status:pending' }}
      data-subject={`deployment:${namespace}/${name}`}
      data-tone="pending"
      title={`${formatCount(count)} of ${namespace}/${name} are on no node yet`}
      className={chip}
    >
      <StateGlyph tone="pending" size={10} />
      {name} <span className="font-semibold">{formatCount(count)}</span>
    </Link>
  );
}
