import { type CommandOf, parseDeployment } from '@gantry/model';
import { anApply } from '../builders.ts';

type Settings = ReadonlyMap<string, string>;

const countOrPercent = (text: string) => (text.endsWith('%') ? text : Number(text));
const numberOf = (settings: Settings, key: string) =>
  settings.has(key) ? Number(settings.get(key)) : undefined;

/** Settings that are written are put into the manifest; the rest is as a newcomer would have it. */
export function deployCommand(name: string, settings: Settings): CommandOf<'deployment.apply'> {
  const parsed = parseDeployment({
    name,
    ...written({
      replicas: numberOf(settings, 'replicas'),
      minReadySeconds: numberOf(settings, 'min-ready'),
      progressDeadlineSeconds: numberOf(settings, 'deadline'),
      revisionHistoryLimit: numberOf(settings, 'history'),
      strategy: strategyOf(settings),
      healthGates: gatesOf(settings),
      killSelection: settings.get('kill'),
    }),
    template: { containers: [containerOf(settings)] },
  });
  if (!parsed.ok) throw new Error(parsed.error.message);
  const { spec, template, labels, annotations } = parsed.value;
  return anApply(name, { spec, template, labels, annotations, paused: settings.has('paused') });
}

function containerOf(settings: Settings): Record<string, unknown> {
  const cpu = settings.get('cpu');
  const resources = cpu === undefined ? undefined : { requests: { cpu } };
  return written({ name: 'main', image: `web:${settings.get('image')}`, resources });
}

function written(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function strategyOf(settings: Settings): Record<string, unknown> | undefined {
  const bounds = written({
    maxSurge: settings.has('surge') ? countOrPercent(settings.get('surge')!) : undefined,
    maxUnavailable: settings.has('unavailable') ? countOrPercent(settings.get('unavailable')!) : undefined,
  });
  const canary = settings.get('canary');
  if (canary !== undefined) return { canary: { ...bounds, steps: canary.split(' ').map(stepOf) } };
  if (settings.has('health') || settings.has('over')) {
    return written({
      minimumHealthCapacity: numberOf(settings, 'health'),
      maximumOverCapacity: numberOf(settings, 'over'),
    });
  }
  if (settings.has('blue-green')) return { blueGreen: blueGreenOf(settings) };
  if (settings.get('strategy') === 'Recreate') return { type: 'Recreate' };
  return Object.keys(bounds).length > 0 ? { rollingUpdate: bounds } : undefined;
}

/** `blue-green=10` promotes itself after 10 s, `blue-green=wait` waits for a person. */
function blueGreenOf(settings: Settings): Record<string, unknown> {
  const promoted = settings.get('blue-green');
  return written({
    autoPromotionSeconds: promoted === 'wait' ? null : Number(promoted),
    scaleDownDelaySeconds: numberOf(settings, 'keep'),
  });
}

/** `20%`, `3`, `pause` or `pause:60`. */
function stepOf(text: string): Record<string, unknown> {
  if (text === 'pause') return { pause: {} };
  if (text.startsWith('pause:')) return { pause: { seconds: Number(text.slice('pause:'.length)) } };
  return text.endsWith('%') ? { setWeight: Number(text.slice(0, -1)) } : { setReplicas: Number(text) };
}

function gatesOf(settings: Settings): Record<string, unknown> | undefined {
  const gates = written({
    readyWithinSeconds: numberOf(settings, 'ready-within'),
    maxRestarts: numberOf(settings, 'max-restarts'),
    maxProbeFailures: numberOf(settings, 'max-probe-failures'),
    maxErrorLines: numberOf(settings, 'max-error-lines'),
    onFailure: settings.get('on-failure'),
  });
  return Object.keys(gates).length > 0 ? gates : undefined;
}
