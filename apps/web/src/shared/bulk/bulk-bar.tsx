import type { Loss } from '@gantry/model/guard';
import { X } from 'lucide-react';
import { type ReactNode, Suspense, useState } from 'react';
import { ActsIn } from '../../live/rights.ts';
import type { TogetherAct } from '../../live/together.ts';
import { isTyping } from '../is-typing.ts';
import { lazyPart } from '../missing-part.ts';
import { Button } from '../ui/button.tsx';
import { useKeydown } from '../use-keydown.ts';

const BulkDialog = lazyPart(() => import('./bulk-dialog.tsx'));

/** Something that can be done to all of what is chosen. */
export interface BulkAct {
  /** On the button and in the heading: `Cordon`. */
  verb: string;
  acts: readonly TogetherAct[];
  danger?: boolean;
  /** What it takes away: in a guarded namespace it has to be named. */
  losses?: readonly Loss[];
  /** What to know before the plan is read. */
  about?: string;
  /** It takes a number, which `acts` do not know yet. */
  amount?: BulkAmount;
}

export interface BulkAmount {
  /** `replica`: what it counts. */
  noun: string;
  /** What the dialog begins with. */
  initial: number;
  /** Empty where it would change nothing. */
  actsFor: (amount: number) => readonly TogetherAct[];
  /** How many those that would change have now. */
  nowFor: (amount: number) => number;
  /** As `losses`. */
  lossesFor: (amount: number) => readonly Loss[];
}

/** Slides up while rows of a table are chosen: how many, and what can be done to all of them. */
export function BulkBar({
  what,
  count,
  choices,
  namespaces,
  more,
  onClear,
}: {
  /** `3 nodes`. */
  what: string;
  count: number;
  /** Only what is possible for every one of them. */
  choices: readonly BulkAct[];
  /** Of what is chosen; null: it is in none. */
  namespaces: readonly string[] | null;
  /** What else can be done with them, that changes nothing. */
  more?: ReactNode;
  onClear: () => void;
}) {
  const [chosen, setChosen] = useState<BulkAct | null>(null);
  useClearKey(count > 0 && chosen === null, onClear);
  if (count === 0 && chosen === null) return null;
  return (
    <ActsIn value={namespaces}>
      <section
        aria-label="What is chosen"
        className="floats arrive fixed inset-x-2 bottom-[calc(1rem+var(--dock,0px))] z-30 mx-auto flex flex-wrap md:w-fit items-center gap-2 rounded-panel border border-line bg-panel px-3 py-2 shadow-high max-md:bottom-[calc(var(--bottom-bar)+1rem+var(--dock,0px))] short:flex-nowrap short:overflow-x-auto short:py-1"
      >
        <span
          role="status"
          className="font-medium max-md:basis-full short:basis-auto short:whitespace-nowrap"
        >
          {what} chosen
        </span>
        {choices.map((choice) => (
          <Button
            key={choice.verb}
            acts
            variant={choice.danger ? 'danger' : 'default'}
            onClick={() => setChosen(choice)}
          >
            {choice.verb}
          </Button>
        ))}
        {more}
        <Button
          icon
          variant="quiet"
          className="max-md:ml-auto"
          aria-label="Choose none"
          title="Choose none (Esc)"
          onClick={onClear}
        >
          <X size={14} />
        </Button>
      </section>
      <Suspense fallback={null}>
        {chosen !== null && (
          <BulkDialog
            {...chosen}
            what={what}
            onClose={(done) => {
              setChosen(null);
              if (done) onClear();
            }}
          />
        )}
      </Suspense>
    </ActsIn>
  );
}

function useClearKey(isOn: boolean, onClear: () => void): void {
  useKeydown((event) => {
    if (isOn && event.key === 'Escape' && !isTyping(event)) onClear();
  });
}
