import type { DeploymentRecord, RevisionRecord } from '@gantry/model';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ArrowLeftRight } from 'lucide-react';
import { useMemo } from 'react';
import { api } from '../../live/cluster.ts';
import { useRows, useRowsOf } from '../../live/hooks.ts';
import { formatPlural } from '../../shared/format/quantity.ts';
import { formatMoment } from '../../shared/format/time.ts';
import { shortestApart } from '../../shared/image-name.ts';
import { LoadNotice } from '../../shared/load-notice.tsx';
import { useReferenceNoun } from '../../shared/reference-noun.ts';
import { type Change, fieldChanges, meaningOf } from '../../shared/template-change.ts';
import { Button, buttonClass } from '../../shared/ui/button.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Select } from '../../shared/ui/field.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { Segmented } from '../../shared/ui/segmented.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';
import { useNowBy } from '../../shared/ui/time.tsx';
import { TextDiff } from './text-diff-view.tsx';

const route = '/deployments/$namespace/$name/compare';

/** Two revisions against each other: what it means first, then the text. */
export function CompareScreen({ deployment }: { deployment: DeploymentRecord }) {
  const search = useSearch({ from: route });
  const navigate = useNavigate({ from: route });
  const revisions = useRowsOf('revisions', 'deploymentId', deployment.id);
  const newestFirst = useMemo(() => revisions.toSorted((a, b) => b.number - a.number), [revisions]);
  const options = useOptions(newestFirst);
  const a = search.a ?? newestFirst[1]?.number;
  const b = search.b ?? newestFirst[0]?.number;
  if (options.length < 2 || a === undefined || b === undefined)
    return (
      <Panel>
        <Empty title="There is one revision only">
          Change the template to have something to compare it with.
        </Empty>
      </Panel>
    );
  const choose = (side: 'a' | 'b', number: number) =>
    void navigate({ search: (old) => ({ ...old, [side]: number }), replace: true });
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <RevisionSelect
          label="Compare"
          options={options}
          value={a}
          onChoose={(number) => choose('a', number)}
        />
        <Button
          icon
          aria-label="Swap the two"
          onClick={() => void navigate({ search: (old) => ({ ...old, a: b, b: a }), replace: true })}
        >
          <ArrowLeftRight size={14} />
        </Button>
        <RevisionSelect label="with" options={options} value={b} onChoose={(number) => choose('b', number)} />
        {[a, b].map((number) =>
          number === deployment.revision ? null : (
            <Link
              key={number}
              to="/deployments/$namespace/$name/timeline"
              params={{ namespace: deployment.namespace, name: deployment.name }}
              search={{ rev: number }}
              className={buttonClass()}
            >
              Roll back to r{number}
            </Link>
          ),
        )}
      </div>
      <Difference deployment={deployment} a={a} b={b} />
    </div>
  );
}

interface RevisionOption {
  number: number;
  words: string;
}

/** By what one knows a revision: its number, what it runs, and when it was made. */
function useOptions(revisions: readonly RevisionRecord[]): RevisionOption[] {
  const templates = useRows('templates');
  const nowMs = useNowBy(60_000);
  return useMemo(() => {
    const byHash = new Map(templates.map(({ hash, template }) => [hash, template]));
    const imagesOf = ({ templateHash }: RevisionRecord) =>
      byHash.get(templateHash)?.containers.flatMap(({ image }) => image || []) ?? [];
    const short = shortestApart(revisions.flatMap(imagesOf));
    return revisions.map((revision) => {
      const runs = imagesOf(revision).map((image) => short.get(image));
      const made = formatMoment(revision.createdAtMs, nowMs);
      return { number: revision.number, words: [`r${revision.number}`, ...runs, made].join(' · ') };
    });
  }, [revisions, templates, nowMs]);
}

function RevisionSelect({
  label,
  options,
  value,
  onChoose,
}: {
  label: string;
  options: readonly RevisionOption[];
  value: number;
  onChoose: (number: number) => void;
}) {
  return (
    <span className="flex min-w-0 items-center gap-2 text-ink-2">
      {label}
      <Select
        aria-label={`${label} revision`}
        className="w-56 min-w-0"
        value={value}
        onChange={(event) => onChoose(Number(event.target.value))}
      >
        {options.map(({ number, words }) => (
          <option key={number} value={number}>
            {words}
          </option>
        ))}
      </Select>
    </span>
  );
}

function useManifest({ namespace, name }: DeploymentRecord, revision: number) {
  return useQuery({
    queryKey: ['manifest', namespace, name, 'revision', revision],
    queryFn: () => api.deployments.manifest.query({ namespace, name, revision }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

function Difference({ deployment, a, b }: { deployment: DeploymentRecord; a: number; b: number }) {
  const split = useSearch({ from: route }).mode === 'split';
  const navigate = useNavigate({ from: route });
  const before = useManifest(deployment, a);
  const after = useManifest(deployment, b);
  const noun = useReferenceNoun();
  const changes = useMemo(
    () =>
      before.data && after.data
        ? meaningOf(fieldChanges(before.data.manifest, after.data.manifest), noun)
        : null,
    [before.data, after.data, noun],
  );
  const error = before.error ?? after.error;
  if (error)
    return (
      <LoadNotice
        title="They could not be compared"
        error={error}
        onRetry={() => {
          for (const one of [before, after]) if (one.isError) void one.refetch();
        }}
      />
    );
  if (changes === null || !before.data || !after.data)
    return (
      <Panel flush>
        <SkeletonRows />
      </Panel>
    );
  if (changes.length === 0)
    return (
      <Panel>
        <Empty title={`r${a} and r${b} are the same`}>
          Going from one to the other would replace nothing.
        </Empty>
      </Panel>
    );
  return (
    <>
      <Panel title={formatPlural(changes.length, 'difference')} aside={`r${a} → r${b}`} flush>
        <ChangeTable changes={changes} a={a} b={b} />
      </Panel>
      <Panel
        title="As text"
        flush
        actions={
          <Segmented
            label="As text"
            value={split ? 'split' : 'unified'}
            choices={[
              { value: 'unified', label: 'As one' },
              { value: 'split', label: 'Side by side' },
            ]}
            onChange={(next) =>
              void navigate({
                search: (old) => ({ ...old, mode: next === 'split' ? next : undefined }),
                replace: true,
                resetScroll: false,
              })
            }
          />
        }
      >
        <TextDiff before={before.data.yaml} after={after.data.yaml} split={split} />
      </Panel>
    </>
  );
}

function ChangeTable({ changes, a, b }: { changes: readonly Change[]; a: number; b: number }) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full table-fixed text-left">
        <thead className="border-b border-line text-dense text-ink-3">
          <tr>
            <th className="h-8 w-1/4 px-3 font-normal">What</th>
            <th className="px-3 font-normal">r{a}</th>
            <th className="px-3 font-normal">r{b}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.path} className="border-b border-line last:border-0">
              <th scope="row" className="h-8 px-3 py-1.5 align-top font-medium">
                {change.what}
              </th>
              <td className="px-3 py-1.5 align-top font-mono text-dense wrap-anywhere text-ink-2">
                {change.before ?? '—'}
              </td>
              <td className="px-3 py-1.5 align-top font-mono text-dense wrap-anywhere">
                {change.after ?? '—'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
