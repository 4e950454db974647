import { ArrowDown, ArrowUp } from 'lucide-react';
import { useMemo, useState } from 'react';
import { refusalOf } from '../../live/changes.ts';
import { useLadder } from '../../live/ladder.ts';
import { formatPercent } from '../../shared/format/quantity.ts';
import { type LadderStep, ladderSteps } from '../../shared/ladder/ladder.ts';
import { OwnFilter } from '../../shared/ladder/own-filter.tsx';
import { ShareBar } from '../../shared/ladder/share-bar.tsx';
import { kindWords } from '../../shared/ladder/shares.ts';
import { roleName } from '../../shared/role-name.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { useHeldOrder } from './held-order.ts';
import type { Bidder } from './offer-line.ts';
import { useRankMoves } from './rank-moves.ts';
import { ShowAll } from './show-all.tsx';
import { shownSteps } from './shown-steps.ts';

/** Who is offered the next free resources, in the allocator's own order, and why the others are not. */
export function FairShare({
  takes,
}: {
  /** Whether the filter line takes a framework in a role. */
  takes: (bidder: Bidder) => boolean;
}) {
  const { isPast, data, error, again } = useLadder();
  const steps = useMemo(() => (data === undefined ? [] : ladderSteps(data.items, data.total)), [data]);
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
      <Steps steps={steps} takes={takes} />
      {data !== undefined && steps.length === 0 && (
        <p className="text-ink-3">No framework has subscribed yet.</p>
      )}
    </Panel>
  );
}

const keyOf = ({ key }: LadderStep) => key;

function Steps({ steps, takes }: { steps: readonly LadderStep[]; takes: (bidder: Bidder) => boolean }) {
  const [isAll, setIsAll] = useState(false);
  const moves = useRankMoves(steps.map(keyOf));
  const places = new Map(steps.map(({ key }, place) => [key, place + 1]));
  const found = steps.filter(takes);
  const shown = isAll ? found : shownSteps(found);
  const { list, ordered } = useHeldOrder(shown, keyOf);
  return (
    <>
      <ol ref={list} aria-label="Fair share, the next one first" className="flex flex-col">
        {ordered.map((step) => (
          <Step
            key={step.key}
            step={step}
            place={places.get(step.key) ?? 0}
            gained={moves.get(step.key) ?? 0}
          />
        ))}
      </ol>
      {steps.length > 0 && found.length === 0 && <p className="text-ink-3">The filter takes none of them.</p>}
      <ShowAll hidden={found.length - shown.length} onShow={() => setIsAll(true)} />
    </>
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
          {roleName(role)} · weight {weight}
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
      <span className="flex min-w-0 flex-col gap-1 text-dense text-ink-2">
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
