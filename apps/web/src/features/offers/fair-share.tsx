import type { FrameworkId } from '@gantry/model';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { refusalOf, useChange } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { formatPercent } from '../../shared/format/quantity.ts';
import { formatDuration } from '../../shared/format/time.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { useNow } from '../../shared/ui/time.tsx';
import { type LadderStep, ladderSteps } from './ladder.ts';
import { useRankMoves } from './rank-moves.ts';
import { useLadder } from './use-ladder.ts';

const words: Record<string, string> = { C: 'CPU', M: 'memory', D: 'disk', G: 'GPU' };

/** Who is offered the next free resources, in the allocator's own order, and why the others are not. */
export function FairShare() {
  const { isPast, data, error } = useLadder();
  const steps = data === undefined ? [] : ladderSteps(data.items, data.total);
  const moves = useRankMoves(steps.map(({ key }) => key));
  if (isPast)
    return (
      <Panel title="Fair share">
        <p className="text-ink-3">
          The order is worked out for now only. The offers below are those of the moment.
        </p>
      </Panel>
    );
  if (error !== null && data === undefined)
    return (
      <Notice tone="failed" title="The order could not be loaded">
        {refusalOf(error).message}
      </Notice>
    );
  return (
    <Panel title="Fair share" aside="who is offered the next free room" className="min-h-[6rem]">
      <ol aria-label="Fair share, the next one first" className="flex flex-col">
        {steps.map((step, index) => (
          <Step key={step.key} step={step} place={index + 1} gained={moves.get(step.key) ?? 0} />
        ))}
      </ol>
      {data !== undefined && steps.length === 0 && (
        <p className="text-ink-3">No framework has subscribed yet.</p>
      )}
    </Panel>
  );
}

function Step({ step, place, gained }: { step: LadderStep; place: number; gained: number }) {
  const { name, role, weight, dominant, isNext, isHungry, why } = step;
  const state = isNext ? 'Next' : isHungry ? 'Waits' : 'Wants nothing';
  return (
    <li className="grid items-center gap-x-4 gap-y-1 border-b border-line py-2 last:border-0 lg:grid-cols-[2rem_13rem_minmax(8rem,1fr)_7rem_minmax(0,1.6fr)]">
      <span className="inline-flex items-center gap-1 text-ink-3 max-lg:hidden">
        {place}
        {gained !== 0 && <Moved gained={gained} />}
      </span>
      <span className="min-w-0 truncate" title={`${name}, role ${role}`}>
        <span className="font-medium">{name}</span>{' '}
        <span className="text-dense text-ink-3">
          {role} · weight {weight}
        </span>
      </span>
      <Share step={step} />
      <span data-tone={isNext ? 'offered' : isHungry ? 'pending' : 'stopped'}>
        <span
          className={
            isNext
              ? 'rounded-full bg-tone-tint px-2 py-0.5 text-dense font-semibold text-tone-ink'
              : 'text-dense text-tone-ink'
          }
        >
          {state}
        </span>
      </span>
      <span className="min-w-0 text-dense text-ink-2">
        <Refused step={step} />
        {why ||
          (isNext
            ? `${formatPercent(dominant.ratio)} of ${words[dominant.letter]} is its largest share`
            : 'Asked after those above: their shares are smaller for their weights.')}
      </span>
    </li>
  );
}

/** Who rose and who fell when the order changed last; gone when that is no news any more. */
function Moved({ gained }: { gained: number }) {
  const [Arrow, word] = gained > 0 ? [ArrowUp, 'up'] : [ArrowDown, 'down'];
  const label = `${word} ${Math.abs(gained)}`;
  return (
    <span role="img" aria-label={label} title={label} data-moved={gained} className="text-ink-2">
      <Arrow size={12} strokeWidth={2} />
    </span>
  );
}

/** The filters that it set by refusing, with the act that forgets them. */
function Refused({ step: { frameworkId, name, refusedUntilAtMs } }: { step: LadderStep }) {
  const now = useNow();
  const { submit, pending, refusal } = useChange(api.frameworks.revive.mutate, ({ message }) => message);
  if (refusedUntilAtMs === null || refusedUntilAtMs <= now) return null;
  return (
    <span className="mb-1 flex flex-wrap items-center gap-2">
      <span data-tone="pending" className="rounded-full bg-tone-tint px-2 py-0.5 text-tone-ink">
        its own filter, {formatDuration(refusedUntilAtMs - now)} more
      </span>
      <Button
        acts
        variant="quiet"
        // As tall as a finger, without moving the lines apart.
        className="pointer-coarse:-my-2.5"
        pending={pending}
        aria-label={`Clear the filters of ${name}`}
        onClick={() => void submit({ framework: frameworkId as FrameworkId })}
      >
        Clear
      </Button>
      {refusal !== null && <span className="text-tone-ink">{refusal.message}</span>}
    </span>
  );
}

/** What it has solid, what is held out to it hatched, with the resource at the end. */
function Share({ step: { dominant, offeredRatio, guaranteeRatio, limitRatio } }: { step: LadderStep }) {
  const { letter, ratio } = dominant;
  const held = Math.min(ratio, offeredRatio);
  const label = [
    `${formatPercent(ratio)} of ${words[letter]}`,
    held > 0 && `${formatPercent(held)} of it offered`,
    guaranteeRatio !== null && `its role is guaranteed ${formatPercent(guaranteeRatio)}`,
    limitRatio !== null && `limited to ${formatPercent(limitRatio)}`,
  ]
    .filter(Boolean)
    .join(', ');
  return (
    <span role="img" aria-label={label} title={label} className="flex items-center gap-2">
      <span className="relative flex-1" data-tone="offered">
        <span data-ground className="flex h-2.5 overflow-hidden rounded-control bg-raised">
          <span data-cell className="h-full bg-accent" style={{ width: `${(ratio - held) * 100}%` }} />
          <span data-cell className="hatch h-full" style={{ width: `${held * 100}%` }} />
        </span>
        <QuotaMark ratio={guaranteeRatio} className="border-solid" />
        <QuotaMark ratio={limitRatio} className="border-dashed" />
      </span>
      <span className="w-24 text-right text-dense text-ink-2">
        {formatPercent(ratio)} {words[letter]}
      </span>
    </span>
  );
}

/** The guarantee is a whole line, the limit a broken one. */
function QuotaMark({ ratio, className }: { ratio: number | null; className: string }) {
  if (ratio === null) return null;
  return (
    <span
      data-mark
      className={`absolute -inset-y-1 border-l-2 border-ink ${className}`}
      style={{ left: `calc(${ratio * 100}% - 1px)` }}
    />
  );
}
