import type { NodeRecord } from '@gantry/model';
import { Link } from '@tanstack/react-router';
import { useRow, useRowsOf, useScope } from '../../live/hooks.ts';
import { formatResources } from '../../shared/format/quantity.ts';
import { FrameworkLink } from '../../shared/links.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import { Ago } from '../../shared/ui/time.tsx';
import { offerVerdict } from '../../shared/verdict.ts';
import { newestOffers } from './newest-offers.ts';

/** What of the node is held out to frameworks now, and what became of the last offers of it. */
export function NodeOffers({ node }: { node: NodeRecord }) {
  useScope('offers');
  const offers = newestOffers(useRowsOf('offers', 'nodeId', node.id));
  if (offers.length === 0) return null;
  return (
    <Panel
      title="Its offers"
      aside="those held first"
      actions={
        <Link
          to="/offers"
          search={{ q: `node:${node.name}`, ended: true }}
          className="rounded-control text-dense text-ink-2 hover:text-accent"
        >
          All offers
        </Link>
      }
    >
      <ul aria-label="Its offers" className="flex flex-col">
        {offers.map((offer) => (
          <li key={offer.id} className="border-t border-line py-1.5 first:border-t-0 first:pt-0">
            <div className="flex items-center gap-2">
              <StateLabel verdict={offerVerdict(offer)} />
              <span className="min-w-0 truncate font-medium">
                <FrameworkName id={offer.frameworkId} />
              </span>
              <span className="ml-auto shrink-0 text-dense text-ink-3">
                <Ago atMs={offer.createdAtMs} />
              </span>
            </div>
            <p className="text-dense wrap-anywhere text-ink-2">
              {[formatResources(offer.resources), offer.reason].filter(Boolean).join(' · ')}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function FrameworkName({ id }: { id: string }) {
  return <FrameworkLink id={id} name={useRow('frameworks', id)?.name ?? id} />;
}
