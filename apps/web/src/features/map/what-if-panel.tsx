import { formatPlural } from '../../shared/format/quantity.ts';
import { blastRadius } from '../../shared/plan/plan-summary.ts';
import { shortTaskName } from '../../shared/short-name.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import type { WhatIf } from './what-if.ts';

const mostRings = 60;
const mostUnknown = 10;

/** What a what-if comes to, with a red ring for each container that would find no place; and the way out of it. */
export function WhatIfPanel({ whatIf, onDiscard }: { whatIf: WhatIf; onDiscard: () => void }) {
  const { nodes, unknown, plan, refusal, unplaced } = whatIf;
  const what = nodes.length === 1 ? (nodes[0]?.name ?? '') : formatPlural(nodes.length, 'node');
  return (
    <Notice
      tone="canary"
      live
      title={`What if ${what} were lost? Nothing is done.`}
      action={<Button onClick={onDiscard}>Discard</Button>}
    >
      {unknown.length > 0 && (
        <p>
          There is no node {unknown.slice(0, mostUnknown).join(', ')}
          {unknown.length > mostUnknown && ` and ${unknown.length - mostUnknown} more`}.
        </p>
      )}
      {refusal !== null && <p>{refusal}</p>}
      {refusal === null && nodes.length > 0 && (
        <p>{plan === undefined ? 'Working it out…' : blastRadius(plan)}</p>
      )}
      {unplaced.length > 0 && (
        <ul aria-label="Would find no place" className="mt-1.5 flex flex-wrap gap-1">
          {unplaced.slice(0, mostRings).map((name) => (
            <li
              key={name}
              data-ring
              data-tone="failed"
              title={name}
              className="inline-flex h-6 items-center gap-1.5 rounded-control bg-panel px-1.5 text-dense text-tone-ink ring-2 ring-(--failed)"
            >
              <StateGlyph tone="failed" size={10} />
              {shortTaskName(name)}
            </li>
          ))}
          {unplaced.length > mostRings && <li>and {unplaced.length - mostRings} more</li>}
        </ul>
      )}
    </Notice>
  );
}
