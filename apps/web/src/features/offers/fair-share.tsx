import { ArrowDown, ArrowUp } from 'lucide-react';
import { refusalOf } from '../../live/changes.ts';
import { useLadder } from '../../live/ladder.ts';
import { formatPercent } from '../../shared/format/quantity.ts';
import { type LadderStep, ladderSteps } from '../../shared/ladder/ladder.ts';
import { OwnFilter } from '../../shared/ladder/own-filter.tsx';
import { ShareBar } from '../../shared/ladder/share-bar.tsx';
import { kindWords } from '../../shared/ladder/shares.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { useRankMoves } from './rank-moves.ts';

/** Who is offered the next free resources, in the allocator's own order, and why the others are not. */
export function FairShare() {
  const { isPast, data, error, again } = useLadder();
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
      <Notice
        tone="failed"
        title="The order could not be loaded"
        action={<Button onClick={again}>Retry</Button>}
      >
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
      <ShareBar shares={step} />
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
        <OwnFilter of={step} />
        {why ||
          (isNext
            ? `${formatPercent(dominant.ratio)} of ${kindWords[dominant.kind]} is its largest share`
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
