import { useState } from 'react';
import type { Plan, PlanMove } from '../../live/plans.ts';
import { ChangeChips } from '../change-chips.tsx';
import { formatBytes, formatCount, formatCpu } from '../format/quantity.ts';
import { formatDuration } from '../format/time.ts';
import { shortTaskName } from '../short-name.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { NameText } from '../ui/name-text.tsx';
import { Notice } from '../ui/notice.tsx';
import { StateGlyph } from '../ui/state-glyph.tsx';
import { endsServing, outageLength, outageOf, outageSentence } from './outage.ts';
import {
  blastRadius,
  extraOf,
  isMarked,
  type PlanPair,
  type PlanWave,
  planWaves,
  stopsOf,
  type WavesLook,
  wavesLook,
} from './plan-summary.ts';
import { ReadinessCurve } from './readiness-curve.tsx';

const mostRows = 4;
const mostWaves = 6;
/** So much of the end of a name stays. */
const tailLength = 6;

/** What a change will do, before it is made: the sentence, what changes, the waves, the figures, what stays away. */
export default function PlanView({
  plan,
  currentReplicas,
  changed,
}: {
  plan: Plan;
  currentReplicas: number | null;
  /** Moves that are marked. */
  changed?: ReadonlySet<PlanMove> | undefined;
}) {
  return (
    <div className="flex flex-col gap-3">
      <div>
        <p className="font-medium">{blastRadius(plan)}</p>
        <ServedMeanwhile plan={plan} />
      </div>
      {/* For something new everything is a change: the form says it already. */}
      {plan.diff.some((change) => change.before !== null) && <ChangeChips changes={plan.diff} />}
      {plan.waves.length > 0 && <Waves waves={planWaves(plan)} look={wavesLook(plan, changed)} />}
      {plan.changes && currentReplicas !== null && <ReadinessCurve plan={plan} />}
      {plan.changes && currentReplicas !== null && <Figures plan={plan} currentReplicas={currentReplicas} />}
      {plan.changes && currentReplicas === null && <RoomTaken plan={plan} />}
      {plan.warnings.length > 0 && (
        <Notice tone="degraded" title="Look out">
          <Sentences of={plan.warnings} />
        </Notice>
      )}
      {plan.notRestored.length > 0 && (
        <Notice tone="pending" title="Not restored">
          <Sentences of={plan.notRestored} />
        </Notice>
      )}
    </div>
  );
}

/** A plan that takes what serves to zero must not be as calm as another. */
function ServedMeanwhile({ plan }: { plan: Plan }) {
  const outage = outageOf(plan);
  if (outage !== null)
    return (
      <p data-tone="degraded" className="mt-1 flex items-center gap-1.5 font-medium text-tone-ink">
        <StateGlyph tone="degraded" />
        {outageSentence(outage)}
      </p>
    );
  return endsServing(plan) && <p className="mt-1 text-ink-2">None is left: nobody answers from then on.</p>;
}

function Sentences({ of }: { of: readonly string[] }) {
  return of.map((sentence) => <p key={sentence}>{sentence}</p>);
}

function Waves({ waves, look }: { waves: readonly PlanWave[]; look: WavesLook }) {
  const [all, setAll] = useState(false);
  const shown = all ? waves : waves.slice(0, mostWaves);
  const isHidden = waves.slice(shown.length).some(({ pairs }) => isMarked(look, pairs));
  return (
    <div>
      <div className={classNames('ml-15 text-label text-ink-3', pairClass(look))}>
        {look.stops && <span>Stops</span>}
        {look.starts && <span>Starts</span>}
      </div>
      <ol className="flex flex-col" aria-label="Waves">
        {shown.map((wave) => (
          <li
            key={wave.number}
            className="grid grid-cols-[3.75rem_1fr] border-b border-line py-1 last:border-b-0"
          >
            <span className="pt-0.5 text-dense text-ink-3" title={`after ${formatDuration(wave.afterMs)}`}>
              Wave {wave.number}
            </span>
            <WaveRows wave={wave} look={look} />
          </li>
        ))}
        {waves.length > shown.length && (
          <li className="pt-1" data-changed={isHidden || undefined}>
            <Button variant="quiet" onClick={() => setAll(true)}>
              Show {waves.length - shown.length} more waves{isHidden && ', some changed'}
            </Button>
          </li>
        )}
      </ol>
    </div>
  );
}

/** What leaves stands on the left of what comes, in all waves alike. */
const pairClass = ({ stops, starts }: WavesLook) =>
  classNames('grid gap-x-2', stops && starts && 'grid-cols-2');

function WaveRows({ wave, look }: { wave: PlanWave; look: WavesLook }) {
  const isCut = wave.pairs.length > mostRows + 1;
  const shown = isCut ? wave.pairs.slice(0, mostRows) : wave.pairs;
  const hidden = wave.pairs.slice(shown.length);
  return (
    <div className="min-w-0">
      {shown.map((pair) => (
        <PairRow key={`${pair.stop?.taskName ?? ''}${pair.start?.taskName ?? ''}`} pair={pair} look={look} />
      ))}
      {isCut && <HiddenPairs pairs={hidden} look={look} />}
    </div>
  );
}

/** How many more stop, and how many more start: each below its own. */
function HiddenPairs({ pairs, look }: { pairs: readonly PlanPair[]; look: WavesLook }) {
  const hasChanged = isMarked(look, pairs);
  const more = (moves: readonly (PlanMove | null)[]) => {
    const count = moves.filter((move) => move !== null).length;
    return count > 0 && `and ${formatCount(count)} more${hasChanged ? ', some changed' : ''}`;
  };
  return (
    <div
      className={classNames('text-dense text-ink-3', pairClass(look))}
      data-changed={hasChanged || undefined}
    >
      {look.stops && <span>{more(pairs.map(({ stop }) => stop))}</span>}
      <span>{more(pairs.map(({ start }) => start))}</span>
    </div>
  );
}

function PairRow({ pair: { stop, start }, look }: { pair: PlanPair; look: WavesLook }) {
  return (
    <div className={classNames('font-mono text-dense', pairClass(look))}>
      {look.stops && (
        <span className={moveClass(look, stop)} data-changed={isChanged(look, stop) || undefined}>
          {stop && (
            <>
              <StateGlyph tone="stopped" size={10} className="mt-1" />
              <Place
                of={stop.taskName}
                node={stop.fromNode}
                nowhere="not placed"
                look={look}
                className="text-ink-2"
              >
                {shortTaskName(stop.taskName)}{' '}
              </Place>
            </>
          )}
        </span>
      )}
      <span
        className={moveClass(look, start)}
        data-changed={isChanged(look, start) || undefined}
        data-tone={start?.action === 'wait' ? 'pending' : 'canary'}
      >
        {start && (
          <>
            <StateGlyph tone={start.action === 'wait' ? 'pending' : 'canary'} size={10} className="mt-1" />
            <Place
              of={start.taskName}
              node={start.toNode}
              nowhere="waits for a node"
              look={look}
              className="text-tone-ink"
            />
          </>
        )}
      </span>
    </div>
  );
}

const isChanged = ({ changed }: WavesLook, move: PlanMove | null) => move !== null && changed.has(move);

/** What was not planned when it was looked at has a frame and a word for it. */
const moveClass = (look: WavesLook, move: PlanMove | null) =>
  classNames(
    'flex min-w-0 items-start gap-1.5',
    isChanged(look, move) &&
      'rounded-control px-1 outline-1 -outline-offset-1 outline-accent after:ml-auto after:font-sans after:text-label after:text-accent after:content-["new"]',
  );

/**
 * Where the ends of names say nothing the name follows, on a line of its own where both have no room on one. What is too long
 * all the same is cut in its middle.
 */
function Place({
  of: name,
  node,
  nowhere,
  look,
  className,
  children,
}: {
  of: string;
  node: string | null;
  /** What is said where there is no node. */
  nowhere: string;
  look: WavesLook;
  className: string;
  /** What stands before it where the end of the name is enough. */
  children?: React.ReactNode;
}) {
  return (
    <span
      className={classNames('flex min-w-0 gap-x-1.5', !look.isOfOne && 'flex-wrap', className)}
      title={`${name}, ${node ?? nowhere}`}
    >
      {look.isOfOne && children && <span className="shrink-0">{children}</span>}
      <span className="max-w-full min-w-0">
        {node === null ? nowhere : <NameText name={node} tailLength={tailLength} hasTitle={false} />}
      </span>
      {!look.isOfOne && (
        <span className="max-w-full min-w-0 text-ink-3">
          <NameText name={name} tailLength={tailLength} hasTitle={false} />
        </span>
      )}
    </span>
  );
}

function Figures({ plan, currentReplicas }: { plan: Plan; currentReplicas: number }) {
  const outage = outageOf(plan);
  return (
    <dl className="flex flex-col gap-1 border-t border-line pt-3">
      {stopsOf(plan) > 0 && plan.desired > 0 && (
        <Figure name="Lowest ready">
          <span
            data-tone={outage === null ? undefined : 'degraded'}
            className={outage === null ? undefined : 'font-medium text-tone-ink'}
          >
            {formatCount(plan.lowestReady)} of {formatCount(plan.desired)}
            {outage !== null && ` ${outageLength(outage)}`}
          </span>
        </Figure>
      )}
      {plan.desired > 0 && <Figure name="Extra capacity">{extraOf(plan)}</Figure>}
      <Figure name="Expected time">
        {plan.expectedMs > 0 ? formatDuration(plan.expectedMs) : 'not known'}
      </Figure>
      <Figure name="Replicas">
        {plan.desired === currentReplicas
          ? `stays ${formatCount(plan.desired)}`
          : `${formatCount(currentReplicas)} → ${formatCount(plan.desired)}`}
      </Figure>
    </dl>
  );
}

/** Of a job: how long its tasks run nobody knows. */
function RoomTaken({ plan: { extraResources } }: { plan: Plan }) {
  const { cpuMillis, memoryBytes } = extraResources;
  if (cpuMillis <= 0 && memoryBytes <= 0) return null;
  return (
    <dl className="border-t border-line pt-3">
      <Figure name="Takes now">
        {formatCpu(cpuMillis)}, {formatBytes(memoryBytes)}
      </Figure>
    </dl>
  );
}

function Figure({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="text-ink-2">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
