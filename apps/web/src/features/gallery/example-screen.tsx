import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { refusalOf } from '../../live/changes.ts';
import { Button, buttonClass } from '../../shared/ui/button.tsx';
import { Copyable } from '../../shared/ui/copyable.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';
import { askedSecrets } from './asked-secrets.ts';
import { DeployPanel } from './deploy-panel.tsx';
import { madeOf } from './gallery-screen.tsx';
import { type GalleryEntry, useGallery } from './use-gallery.ts';

/** One example: what it shows, what to try, what it makes, and the button that makes it. */
export function ExampleScreen({ id }: { id: string }) {
  const { data, error, refetch } = useGallery();
  const entry = data?.items.find((one) => one.id === id);
  if (error && data === undefined) return <NotLoaded error={error} onRetry={() => void refetch()} />;
  if (entry === undefined) return data === undefined ? <SkeletonRows rows={8} /> : <Missing />;
  return (
    <Page title={entry.title} documentTitle={entry.title} facts={madeOf(entry)}>
      <div className="grid gap-3 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="flex min-w-0 flex-col gap-3">
          <Panel title="What it shows">
            <div className="flex max-w-prose flex-col gap-2.5 text-ink-2">
              <p className="text-ink">{entry.description}</p>
              {entry.shows.map((paragraph) => (
                <p key={paragraph}>{paragraph}</p>
              ))}
            </div>
          </Panel>
          <Panel title="What to try">
            <ol className="flex max-w-prose list-decimal flex-col gap-1.5 pl-5 text-ink-2">
              {entry.tries.map((act) => (
                <li key={act}>{act}</li>
              ))}
            </ol>
          </Panel>
          <Manifests entry={entry} />
        </div>
        <div className="flex min-w-0 flex-col gap-3 max-lg:order-first">
          <Needs entry={entry} />
          <DeployPanel key={entry.id} entry={entry} />
        </div>
      </div>
    </Page>
  );
}

function Needs({ entry: { needs } }: { entry: GalleryEntry }) {
  if (needs.command === null) return null;
  return (
    <Notice tone="stopped" title="It needs images">
      {needs.images.join(', ')} have to be on the nodes’ engine, or in a registry that they reach. This makes
      them on this machine, with no registry:
      <span className="mt-1 block min-w-0">
        <Copyable text={needs.command} />
      </span>
    </Notice>
  );
}

function Manifests({ entry }: { entry: GalleryEntry }) {
  const secrets = askedSecrets(entry);
  return (
    <Panel title="What it makes" aside={secrets.length + entry.objects.length} flush>
      <ul className="divide-y divide-line border-t border-line">
        {secrets.map(({ name, labels }) => (
          <Made key={name} kind="secret" name={name}>
            <p className="border-t border-line bg-raised px-3 py-2 text-ink-2">
              Holds what you say when you deploy it: {labels.join(', ')}.
            </p>
          </Made>
        ))}
        {entry.objects.map(({ kind, name, yaml }) => (
          <Made key={`${kind}/${name}`} kind={kind} name={name}>
            <pre className="overflow-x-auto border-t border-line bg-raised px-3 py-2 font-mono text-dense">
              {yaml}
            </pre>
          </Made>
        ))}
      </ul>
    </Panel>
  );
}

function Made({ kind, name, children }: { kind: string; name: string; children: ReactNode }) {
  return (
    <li className="min-w-0">
      <details>
        <summary className="cursor-pointer px-3 py-2 hover:bg-raised focus-visible:-outline-offset-2">
          {name} <span className="text-ink-3">{kind}</span>
        </summary>
        {children}
      </details>
    </li>
  );
}

function NotLoaded({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <Page title="Example" documentTitle="Example">
      <Notice
        tone="failed"
        title="The example could not be loaded"
        action={<Button onClick={onRetry}>Retry</Button>}
      >
        {refusalOf(error).message}
      </Notice>
    </Page>
  );
}

function Missing() {
  return (
    <Empty
      title="There is no such example"
      action={
        <Link to="/examples" className={buttonClass()}>
          All examples
        </Link>
      }
    />
  );
}
