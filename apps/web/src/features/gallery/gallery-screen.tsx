import { Link } from '@tanstack/react-router';
import { formatPlural } from '../../shared/format/quantity.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';
import { type GalleryEntry, useGallery } from './use-gallery.ts';

/** Whole examples: one click each, and a page that says what it shows. */
export function GalleryScreen() {
  const { data, error, refetch } = useGallery();
  return (
    <Page
      title="Examples"
      documentTitle="Examples"
      facts="Each deploys whole, with everything it needs, and has a page that says what it shows"
    >
      {error && (
        <Notice
          tone="failed"
          title="The examples could not be loaded"
          action={<Button onClick={() => void refetch()}>Retry</Button>}
        />
      )}
      {!error && data === undefined && <SkeletonRows />}
      <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
        {data?.items.map((entry) => (
          <li key={entry.id} className="min-w-0">
            <Card entry={entry} />
          </li>
        ))}
      </ul>
    </Page>
  );
}

function Card({ entry }: { entry: GalleryEntry }) {
  return (
    <Link
      to="/examples/$id"
      params={{ id: entry.id }}
      className="flex h-full flex-col gap-2 rounded-panel border border-line bg-panel p-4 hover:border-line-strong"
    >
      <span className="text-emphasis font-semibold">{entry.title}</span>
      <span className="flex-1 text-ink-2">{entry.description}</span>
      <span className="text-dense text-ink-3">{madeOf(entry)}</span>
    </Link>
  );
}

/** `containers · 2 deployments, 1 volume`. */
export function madeOf({ objects, asks, runtime }: GalleryEntry): string {
  const kinds = [
    ...objects.map(({ kind }) => kind),
    ...new Set(asks.map(({ secret }) => `secret ${secret}`)),
  ];
  const counts = Map.groupBy(kinds, (kind) => kind.split(' ')[0]!);
  const parts = Array.from(counts, ([kind, all]) => formatPlural(all.length, kind));
  return `${runtime === 'docker' ? 'containers' : 'processes'} · ${parts.join(', ')}`;
}
