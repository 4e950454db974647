import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api } from '../../live/cluster.ts';
import { useRows } from '../../live/hooks.ts';
import { formatPlural } from '../../shared/format/quantity.ts';
import { AddNode } from '../../shared/join/add-node.tsx';
import { Button, buttonClass } from '../../shared/ui/button.tsx';
import { classNames } from '../../shared/ui/class-names.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import { nodeVerdict } from '../../shared/verdict.ts';

/** A cluster that runs nothing yet: what is there, and the two ways on from here. */
export default function Welcome() {
  const nodes = useRows('nodes');
  const ready = nodes.filter((node) => nodeVerdict(node).tone === 'running').length;
  return (
    <div className="grid gap-3 md:grid-cols-2">
      <div className="flex flex-col gap-3">
        <Step number={1} title="Have a node" done={ready > 0} className="flex-1">
          {ready > 0 ? (
            <p>{formatPlural(ready, 'node')} ready. Their room is on the map below.</p>
          ) : (
            <p>No node is ready yet. A node is a machine on which an agent runs and connects here.</p>
          )}
          <div className="mt-1">
            <AddNode />
          </div>
        </Step>
        <Step number={2} title="Deploy something, and watch its rollout" done={false} className="flex-1">
          <p>
            Give a name, what to run and how many. An image runs as a container, a command as a plain process.
            Its page then shows each replica start, with why where one does not.
          </p>
          <div className="mt-1">
            <Link to="/deploy" className={buttonClass('primary')}>
              Deploy
            </Link>
          </div>
        </Step>
      </div>
      <Step title="Or start from an example" done={false}>
        <Examples />
      </Step>
    </div>
  );
}

function Step({
  number,
  title,
  done,
  className,
  children,
}: {
  /** Left out: it is another way to do the step before it. */
  number?: number;
  title: string;
  done: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section
      className={classNames('flex flex-col gap-2 rounded-panel border border-line bg-panel p-4', className)}
    >
      <h2 className="flex items-center gap-2 text-emphasis font-semibold">
        {done ? (
          <span className="inline-flex size-5 items-center justify-center">
            <StateGlyph tone="running" size={16} />
          </span>
        ) : (
          number !== undefined && (
            <span className="inline-flex size-5 items-center justify-center rounded-full border border-line-strong text-label">
              {number}
            </span>
          )
        )}
        {title}
      </h2>
      <div className="flex flex-col gap-2 text-ink-2">{children}</div>
    </section>
  );
}

function Examples() {
  const { data, error, refetch } = useQuery({
    queryKey: ['gallery'],
    queryFn: () => api.examples.gallery.query(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error)
    return (
      <Notice
        tone="failed"
        title="The examples could not be loaded"
        action={<Button onClick={() => void refetch()}>Retry</Button>}
      />
    );
  return (
    <>
      <ul className="flex flex-col gap-1">
        {(data?.items ?? []).slice(0, 5).map((example) => (
          <li key={example.id}>
            <Link
              to="/examples/$id"
              params={{ id: example.id }}
              className="-mx-2 block rounded-button px-2 py-1 hover:bg-raised"
            >
              <span className="font-medium text-ink">{example.title}</span>
              <span className="block text-dense text-ink-3">{example.description}</span>
            </Link>
          </li>
        ))}
      </ul>
      <Link to="/examples" className={classNames(buttonClass(), 'self-start')}>
        All examples
      </Link>
    </>
  );
}
