import { Link } from '@tanstack/react-router';
import { formatCount } from '../../shared/format/quantity.ts';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import type { MapBlock } from './map-node.ts';

const mostUnplacedShown = 24;

/** What is on no node is drawn on none: it waits here, with the reason a click away. */
export function UnplacedTray({ blocks }: { blocks: readonly MapBlock[] }) {
  if (blocks.length === 0) return null;
  return (
    <section
      aria-label="On no node yet"
      className="rounded-panel border border-dashed border-line-strong bg-panel px-3 py-2"
    >
      <h3 className="mb-1.5 text-dense font-medium text-ink-2">
        {formatCount(blocks.length)} on no node yet
        <span className="ml-2 font-normal text-ink-3">open one to see why</span>
      </h3>
      <div className="flex flex-wrap gap-1">
        {blocks.slice(0, mostUnplacedShown).map((block) => (
          <Link
            key={block.task.id}
            to="/containers/$id"
            params={{ id: block.task.id }}
            data-tone={block.tone}
            title={block.task.unplaced?.message ?? block.label}
            className="inline-flex h-6 items-center gap-1.5 rounded-control bg-tone-tint px-1.5 text-dense text-tone-ink"
          >
            <StateGlyph tone={block.tone} size={10} />
            {block.name}
          </Link>
        ))}
        {blocks.length > mostUnplacedShown && (
          <span className="self-center text-dense text-ink-3">
            and {formatCount(blocks.length - mostUnplacedShown)} more
          </span>
        )}
      </div>
    </section>
  );
}
