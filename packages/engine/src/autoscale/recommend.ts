import type { AutoscalerMetric, AutoscalerRecord, Resources, UsageSample } from '@gantry/model';

/** A change of less than this is none: measurements are never quite the same. */
const tolerance = 0.1;

type Observed = AutoscalerRecord['observed'][number];

/** What one metric says. `replicas` null: nothing, and `why` not. */
export interface Advice {
  replicas: number | null;
  why: string;
  observed: Observed | null;
}

/** What a metric says about a size of `replicas`, whose tasks request `requests` each (rules AS2 to AS4). */
export function advise(
  metric: AutoscalerMetric,
  { replicas, requests, sample }: { replicas: number; requests: Resources; sample: UsageSample },
): Advice {
  const { resource, target } = metric;
  const isCpu = resource === 'cpu';
  const requested = isCpu ? requests.cpuMillis : requests.memoryBytes;
  if (target.kind === 'percent' && requested === 0)
    return nothing(
      `its template requests no ${resource}, so there is nothing to take a share of; request some`,
    );
  if (sample.tasks === 0) return nothing('none of its tasks was measured yet');
  const average = isCpu ? sample.cpuMillis : sample.memoryBytes;
  const percent = target.kind === 'percent' ? Math.round((100 * average) / requested) : null;
  const goal = target.kind === 'percent' ? (requested * target.percent) / 100 : target.value;
  return {
    replicas: sizeFor(average / goal, { replicas, measured: sample.tasks }),
    why: '',
    observed: { resource, average: Math.round(average), percent },
  };
}

const nothing = (why: string): Advice => ({ replicas: null, why, observed: null });

/**
 * The size at which the average would be what it should. Tasks that were not measured count against the change: as idle
 * when it would grow, as just right when it would shrink.
 */
function sizeFor(ratio: number, { replicas, measured }: { replicas: number; measured: number }): number {
  if (isRight(ratio)) return replicas;
  const missing = Math.max(0, replicas - measured);
  if (missing === 0) return ceil(ratio * measured);
  const counted = measured + missing;
  const careful = (ratio * measured + (ratio > 1 ? 0 : missing)) / counted;
  return isRight(careful) || careful > 1 !== ratio > 1 ? replicas : ceil(careful * counted);
}

const isRight = (ratio: number) => Math.abs(ratio - 1) <= tolerance + 1e-9;
/** Whole but for the last bits of a quotient. */
const ceil = (value: number) => Math.max(0, Math.ceil(value - 1e-9));

type Bounded = Pick<AutoscalerRecord, 'minReplicas' | 'maxReplicas' | 'recommended' | 'calmSeconds'>;

/** The size to go to: bounded, never more than twice and four more at once, and slow to shrink (rules AS5, AS6). */
export function settle(
  { minReplicas, maxReplicas, recommended, calmSeconds }: Bounded,
  { advised, replicas, nowMs }: { advised: number; replicas: number; nowMs: number },
): { replicas: number; recommended: AutoscalerRecord['recommended'] } {
  const bounded = Math.min(maxReplicas, Math.max(minReplicas, advised));
  const lately = [
    ...recommended.filter(({ atMs }) => atMs > nowMs - calmSeconds * 1000),
    { atMs: nowMs, replicas: bounded },
  ];
  const calm = Math.max(...lately.map((one) => one.replicas));
  const most = Math.max(2 * replicas, replicas + 4);
  const wanted = bounded > replicas ? Math.min(bounded, most) : Math.min(calm, replicas);
  return { replicas: Math.min(maxReplicas, Math.max(minReplicas, wanted)), recommended: lately };
}
