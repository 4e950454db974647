import type { DeploymentRecord } from '@gantry/model';
import { Link } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { formatPercent, formatPlural } from '../../shared/format/quantity.ts';
import { Panel } from '../../shared/ui/panel.tsx';
import { type Badness, isError, longestPart, type Pattern, PatternTally } from './patterns.ts';
import { useLogs } from './use-logs.ts';

const most = 5;
const now = {};
const logsRoute = '/deployments/$namespace/$name/logs';

/** What a new revision writes that the one before it does not, as it comes; and how much of either is errors. */
export function NewInRevision({
  deployment: { namespace, name },
  older,
  newer,
}: {
  deployment: Pick<DeploymentRecord, 'namespace' | 'name'>;
  older: number;
  newer: number;
}) {
  const { lines, refusal } = useLogs({ namespace, deployment: name }, now);
  const tally = useMemo(() => new PatternTally({ older, newer }), [older, newer]);
  const [seen, setSeen] = useState<{ news: Pattern[]; old: Badness; fresh: Badness } | null>(null);
  useEffect(() => {
    tally.add(lines);
    setSeen({ news: tally.news(), old: tally.badnessOf(older), fresh: tally.badnessOf(newer) });
  }, [tally, lines, older, newer]);
  if (refusal !== null || seen === null) return null;
  return (
    <Panel
      title={`New in r${newer}`}
      aside={headOf(seen.news.length, older)}
      actions={
        <Link
          to={logsRoute}
          params={{ namespace, name }}
          search={{ split: true }}
          className="rounded-control text-dense text-ink-2 hover:text-accent"
        >
          Side by side
        </Link>
      }
    >
      <ul aria-label={`Only in r${newer}`} className="flex flex-col font-mono text-dense">
        {seen.news.slice(0, most).map((pattern) => (
          <li key={pattern.text} data-tone={isError(pattern.example) ? 'failed' : undefined}>
            <Link
              to={logsRoute}
              params={{ namespace, name }}
              search={{ q: longestPart(pattern.text) || undefined, revision: newer }}
              title={pattern.example}
              className="flex gap-3 rounded-control text-tone-ink hover:bg-raised"
            >
              <span className="w-12 shrink-0 text-right text-ink-3">{pattern.count} ×</span>
              <span className="min-w-0 truncate">{pattern.text}</span>
            </Link>
          </li>
        ))}
      </ul>
      {seen.news.length > most && <p className="text-dense text-ink-3">and {seen.news.length - most} more</p>}
      <p className="mt-1 text-dense text-ink-3">
        Errors: {errorWords(`r${newer}`, seen.fresh)}, {errorWords(`r${older}`, seen.old)}.
      </p>
    </Panel>
  );
}

const headOf = (count: number, older: number): string =>
  count === 0
    ? `nothing that r${older} does not write`
    : `${formatPlural(count, 'kind')} of lines that r${older} never wrote`;

const errorWords = (name: string, { lines, errors }: Badness): string =>
  lines === 0
    ? `${name} has written nothing`
    : `${formatPercent(errors / lines)} of ${formatPlural(lines, 'line')} of ${name}`;
