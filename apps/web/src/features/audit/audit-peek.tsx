import type { AuditEffect, ChangedObject } from '@gantry/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { refusalOf } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { formatDateTime } from '../../shared/format/time.ts';
import { DeploymentLink, NodeLink } from '../../shared/links.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { CodeText } from '../../shared/ui/code-text.tsx';
import { Fact, Facts } from '../../shared/ui/facts.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import { type AuditEntry, listedEntry } from './audit-entry.ts';
import { changeWords, linesOf, whyNothingOf } from './effect-words.ts';
import { outcomeVerdict } from './outcome.ts';

const again = 2_000;

/** One line of the audit: who asked for what, and what it changed, before and after. */
export function AuditPeek({ id }: { id: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['audit line', id],
    queryFn: () => api.audit.get.query({ id }),
    refetchInterval: ({ state }) => (state.data?.effect.state === 'waiting' ? again : false),
  });
  const client = useQueryClient();
  const line: AuditEntry | undefined = data ?? listedEntry(client, id);
  const failed = error !== null && data === undefined && (
    <Notice
      className={line === undefined ? 'mr-9' : ''}
      tone="failed"
      title={line === undefined ? 'The line could not be loaded' : 'What it changed could not be loaded'}
      action={<Button onClick={() => void refetch()}>Retry</Button>}
    >
      {refusalOf(error).message}
    </Notice>
  );
  if (line === undefined)
    return (
      failed || (
        <div className="pr-8">
          <SkeletonRows rows={6} why={whyLong} />
        </div>
      )
    );
  return (
    <>
      <LineFacts line={line} />
      {failed}
      {line.outcome === 'ok' &&
        (data === undefined ? (
          !failed && <EffectToCome />
        ) : (
          <Effect verb={line.verb} effect={data.effect} askedAtMs={line.atMs} />
        ))}
    </>
  );
}

const whyLong = 'What it changed is read from the log, which takes longer the more has happened since.';

function EffectToCome() {
  return (
    <section aria-label="What it changed" className="rounded-panel border border-line bg-panel p-3">
      <h3 className="mb-1 font-semibold">What it changed</h3>
      <SkeletonRows rows={3} why={whyLong} />
    </section>
  );
}

/** Who asked for what, and how it ended. */
function LineFacts({ line }: { line: AuditEntry }) {
  const { verb, target, outcome, actor, via, atMs, message } = line;
  return (
    <>
      <header className="flex flex-col gap-2 pr-8">
        <h2 className="font-mono text-section font-semibold wrap-anywhere">{verb}</h2>
        <div>
          <StateLabel verdict={outcomeVerdict(outcome)} pill />
        </div>
      </header>
      <div className="rounded-panel border border-line bg-panel p-3">
        <Facts>
          <Fact name="On">
            <span className="wrap-anywhere">{target || '—'}</span>
          </Fact>
          <Fact name="Who">
            {actor} <span className="text-ink-3">by {via}</span>
          </Fact>
          <Fact name="Asked">
            <Link
              to="."
              search={(old) => ({ ...old, at: atMs })}
              title="Everything as it was then"
              className={link}
            >
              {formatDateTime(atMs)}
            </Link>
          </Fact>
          {message !== '' && (
            <Fact name="Told">
              <span className="wrap-anywhere">{message}</span>
            </Fact>
          )}
        </Facts>
      </div>
    </>
  );
}

const link = 'rounded-control underline-offset-2 hover:text-accent hover:underline';

const soonMs = 1_000;

function Effect({ verb, effect, askedAtMs }: { verb: string; effect: AuditEffect; askedAtMs: number }) {
  const why = whyNothingOf(verb, effect.state);
  return (
    <section aria-label="What it changed" className="rounded-panel border border-line bg-panel p-3">
      <h3 className="mb-1 font-semibold">What it changed</h3>
      {why !== null && <p className="text-ink-2">{why}</p>}
      {effect.atMs !== null && effect.atMs - askedAtMs > soonMs && (
        <p className="text-dense text-ink-3">
          Done at {formatDateTime(effect.atMs)}, when its undo window was over
        </p>
      )}
      {effect.objects.map((object) => (
        <ChangedPart key={`${object.kind} ${object.namespace}/${object.name}`} object={object} />
      ))}
      {effect.more && <p className="pt-2 text-dense text-ink-3">More was changed than is told here.</p>}
    </section>
  );
}

function ChangedPart({ object }: { object: ChangedObject }) {
  const lines = linesOf(object);
  return (
    <div className="pt-2">
      <div className="flex items-baseline gap-2">
        <span className="min-w-0 truncate font-medium">
          <ObjectName object={object} />
        </span>
        <span className="shrink-0 text-dense text-ink-3">
          {object.kind} · {changeWords[object.change]}
        </span>
      </div>
      {object.change === 'removed' ? null : (
        <table className="mt-1 w-full table-fixed text-dense">
          <thead className="sr-only">
            <tr>
              <th>What</th>
              {object.change === 'changed' && <th>Before</th>}
              <th>After</th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ path, what, before, after }) => (
              <tr key={path} className="border-t border-line align-top">
                <th scope="row" className="w-2/5 py-1 pr-2 text-left font-normal text-ink-2 wrap-anywhere">
                  {what}
                </th>
                {object.change === 'changed' && (
                  <td className="py-1 pr-2 font-mono text-ink-3 wrap-anywhere">
                    <CodeText text={before ?? '—'} />
                  </td>
                )}
                <td className="py-1 font-mono wrap-anywhere">
                  <CodeText text={after ?? '—'} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function ObjectName({ object: { kind, namespace, name, change } }: { object: ChangedObject }) {
  if (change === 'removed') return name;
  if (kind === 'deployment') return <DeploymentLink namespace={namespace ?? 'default'} name={name} />;
  return kind === 'node' ? <NodeLink name={name} /> : name;
}
