import type { Usage } from '@gantry/client';
import { useClock } from '../../live/clock.ts';
import { sharedUnit } from '../format/shared-unit.ts';
import { type CourseSource, Spark } from './spark.tsx';
import { type UsageKind, usageNow } from './spark-line.ts';
import { courseSentence, usageKinds } from './usage-words.ts';

/**
 * What is used of what is reserved as a figure, after what was used in the last ten minutes. Until it is measured the lane
 * is empty; there is none for what runs no more, nor in the past, of which no measurements are kept.
 */
export function UsageCell({
  source,
  usage,
  kind,
  runs,
}: {
  source: CourseSource;
  usage: Usage | null;
  kind: UsageKind;
  /** Something of it is to run, so it will be measured. */
  runs: boolean;
}) {
  const used = usageNow(usage, kind);
  if (!useHasUsage({ usage, kind, runs })) return null;
  return (
    <span className="flex items-center gap-2">
      <Spark source={source} kind={kind} />
      {usage !== null && used !== null && <Figures usage={usage} kind={kind} />}
    </span>
  );
}

/** There is something to show of it, or will be. */
export function useHasUsage({ usage, kind, runs }: { usage: Usage | null; kind: UsageKind; runs: boolean }) {
  const isPast = useClock(({ atMs }) => atMs !== null);
  return !isPast && (usageNow(usage, kind) !== null || runs);
}

function Figures({ usage, kind }: { usage: Usage; kind: UsageKind }) {
  const { short } = usageKinds[kind];
  const [used, reserved] = [usage.used[kind], usage.reserved[kind]];
  const [usedText, reservedText] =
    reserved > 0 ? sharedUnit(short(used), short(reserved)) : [short(used), ''];
  return (
    <span
      className="shrink-0 text-dense whitespace-nowrap"
      title={courseSentence({ usage, trail: null }, kind)}
    >
      {usedText}
      {reserved > 0 && <span className="text-ink-3"> / {reservedText}</span>}
    </span>
  );
}
