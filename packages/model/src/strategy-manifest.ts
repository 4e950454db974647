import { z } from 'zod';
import { limits } from './limits.ts';
import { always, fields, type Report, seconds, whole } from './manifest-field.ts';
import type { CountOrPercent, canaryStep, Strategy } from './strategy.ts';

/** How a rollout moves, as Kubernetes writes it, with Marathon's bounds, canary and blue-green beside it. */

function countOrPercent({ maxPercent }: { maxPercent: number }) {
  return z.union([z.string(), z.number()]).transform((value, context): CountOrPercent => {
    const wrong = checkCountOrPercent(value, maxPercent);
    if (wrong) context.addIssue(wrong);
    return value;
  });
}

function checkCountOrPercent(value: string | number, maxPercent: number): string | null {
  const forms = `write a count such as \`1\`, or a percentage such as \`25%\``;
  if (typeof value === 'number') {
    if (!Number.isInteger(value) || value < 0) return `must be a whole number from 0; ${forms}`;
    return value <= limits.replicas ? null : `must be at most ${limits.replicas}`;
  }
  if (!/^\d{1,6}%$/.test(value)) return `is not a count or percentage; ${forms}`;
  return Number.parseInt(value, 10) <= maxPercent ? null : `must be at most ${maxPercent}%`;
}

const surge = countOrPercent({ maxPercent: limits.surgePercent });
const unavailable = countOrPercent({ maxPercent: 100 });
const ratio = z.number().min(0).max(1);

const isNone = (value: unknown) => value === 0 || (typeof value === 'string' && /^0+%$/.test(value));

function refuseStandstill(value: unknown, report: Report): void {
  const { maxSurge, maxUnavailable } = (value ?? {}) as Record<string, unknown>;
  if (isNone(maxSurge) && isNone(maxUnavailable)) {
    report(['maxUnavailable'], 'must not be 0 when maxSurge is 0 too: the rollout could never move');
  }
}

/** Kubernetes's defaults for what is not written. */
const bounds = { maxSurge: surge.default('25%'), maxUnavailable: unavailable.default('25%') };

const stepFields = fields({
  setWeight: whole({ min: 0, max: 100 }).optional(),
  setReplicas: whole({ min: 0, max: limits.replicas }).optional(),
  pause: fields({ seconds: seconds({ max: limits.deadlineSeconds }).optional() }).optional(),
});

type Step = z.infer<typeof canaryStep>;

const step = always(stepFields, (value, report) => {
  const given = typeof value === 'object' && value !== null ? Object.keys(value).length : 1;
  if (given !== 1)
    report([], 'must be one of `setWeight: 20`, `setReplicas: 1`, `pause: {}` or `pause: {seconds: 60}`');
}).transform(({ setWeight, setReplicas, pause }): Step => {
  if (setWeight !== undefined) return { type: 'weight', percent: setWeight };
  if (setReplicas !== undefined) return { type: 'replicas', count: setReplicas };
  return { type: 'pause', seconds: pause?.seconds ?? null };
});

const strategyTypes = ['RollingUpdate', 'Recreate', 'Capacity', 'BlueGreen', 'Canary'] as const;
type StrategyType = (typeof strategyTypes)[number];

const strategyFields = fields({
  type: z.enum(strategyTypes).optional(),
  rollingUpdate: always(fields(bounds), refuseStandstill).optional(),
  minimumHealthCapacity: ratio.optional(),
  maximumOverCapacity: ratio.optional(),
  blueGreen: fields({
    autoPromotionSeconds: seconds({ max: limits.deadlineSeconds }).nullable().default(null),
    scaleDownDelaySeconds: seconds({ max: limits.deadlineSeconds }).default(30),
  }).optional(),
  canary: always(
    fields({ steps: z.array(step).min(1).max(limits.canarySteps), ...bounds }),
    refuseStandstill,
  ).optional(),
});

/** Which type each further field belongs to: its presence also says the type when that is not written. */
const owners: Record<string, StrategyType> = {
  rollingUpdate: 'RollingUpdate',
  minimumHealthCapacity: 'Capacity',
  maximumOverCapacity: 'Capacity',
  blueGreen: 'BlueGreen',
  canary: 'Canary',
};

function typeOf(written: object): StrategyType {
  const type = Reflect.get(written, 'type');
  if (strategyTypes.includes(type)) return type;
  const owner = Object.keys(owners).find((field) => Object.hasOwn(written, field));
  return owner ? owners[owner]! : 'RollingUpdate';
}

export const strategyManifest = always(strategyFields, (value, report) => {
  if (typeof value !== 'object' || value === null) return;
  const type = typeOf(value);
  for (const [field, owner] of Object.entries(owners)) {
    if (Object.hasOwn(value, field) && owner !== type)
      report([field], `belongs to the strategy type \`${owner}\`, not \`${type}\``);
  }
  if (type === 'Canary' && !Object.hasOwn(value, 'canary')) report(['canary'], 'is required: its steps');
}).transform((written): Strategy => {
  switch (typeOf(written)) {
    case 'Recreate':
      return { type: 'Recreate' };
    case 'Capacity':
      return {
        type: 'Capacity',
        minimumHealthCapacity: written.minimumHealthCapacity ?? 1,
        maximumOverCapacity: written.maximumOverCapacity ?? 1,
      };
    case 'BlueGreen':
      return {
        type: 'BlueGreen',
        autoPromotionSeconds: null,
        scaleDownDelaySeconds: 30,
        ...written.blueGreen,
      };
    case 'Canary':
      return { type: 'Canary', steps: [], ...defaultBounds, ...written.canary };
    case 'RollingUpdate':
      return { type: 'RollingUpdate', ...defaultBounds, ...written.rollingUpdate };
  }
});

const defaultBounds = { maxSurge: '25%', maxUnavailable: '25%' };

export const defaultStrategy: Strategy = { type: 'RollingUpdate', ...defaultBounds };

export function formatStrategy(strategy: Strategy): Record<string, unknown> {
  const { type, ...rest } = strategy;
  if (type === 'RollingUpdate') return { type, rollingUpdate: rest };
  if (type === 'BlueGreen') return { type, blueGreen: rest };
  if (strategy.type !== 'Canary') return { ...strategy };
  const { steps, maxSurge, maxUnavailable } = strategy;
  return { type, canary: { steps: steps.map(formatStep), maxSurge, maxUnavailable } };
}

function formatStep(written: Step): Record<string, unknown> {
  if (written.type === 'weight') return { setWeight: written.percent };
  if (written.type === 'replicas') return { setReplicas: written.count };
  return { pause: written.seconds === null ? {} : { seconds: written.seconds } };
}
