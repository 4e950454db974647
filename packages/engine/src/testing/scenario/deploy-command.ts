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
      runtime: settings.get('runtime'),
      role: settings.get('role'),
      selector: settings.has('selector') ? { app: settings.get('selector') } : undefined,
      unreachable: unreachableOf(settings),
      replicas: numberOf(settings, 'replicas'),
      minReadySeconds: numberOf(settings, 'min-ready'),
      progressDeadlineSeconds: numberOf(settings, 'deadline'),
      revisionHistoryLimit: numberOf(settings, 'history'),
      strategy: strategyOf(settings),
      healthGates: gatesOf(settings),
      killSelection: settings.get('kill'),
    }),
    template: templateOf(settings),
  });
  if (!parsed.ok) throw new Error(parsed.error.message);
  const { spec, template, labels, annotations } = parsed.value;
  // A strategy that no planner knows: what a bug, or a record of a newer version, could bring.
  const broken = settings.has('broken') ? { strategy: { type: 'Unknown' } as never } : {};
  const mode = settings.get('mode') as 'create' | 'update' | undefined;
  return anApply(name, {
    ...{ spec: { ...spec, ...broken }, template, labels, annotations, paused: settings.has('paused') },
    ...(settings.has('retold') ? { retold: settings.get('retold')! } : {}),
    ...{ mode: mode ?? 'either', ifGeneration: numberOf(settings, 'if-generation') ?? null },
  });
}

/** `select=zone:x` and `constraint="zone unique"`, as a template has them. */
function templateOf(settings: Settings): Record<string, unknown> {
  const [label, wanted] = settings.get('select')?.split(':') ?? [];
  const [field, operator, ...values] = settings.get('constraint')?.split(' ') ?? [];
  return written({
    containers: [containerOf(settings)],
    metadata: settings.has('selector') ? { labels: { app: settings.get('selector') } } : undefined,
    nodeSelector: label === undefined ? undefined : { [label]: wanted },
    constraints: field === undefined ? undefined : [{ field, operator, values }],
    priority: numberOf(settings, 'priority'),
    terminationGracePeriodSeconds: numberOf(settings, 'grace'),
  });
}

function containerOf(settings: Settings): Record<string, unknown> {
  const requests = written({ cpu: settings.get('cpu'), gpu: numberOf(settings, 'gpu') });
  const hostPort = numberOf(settings, 'host-port');
  const isProcess = settings.get('runtime') === 'process';
  return written({
    name: 'main',
    image: isProcess ? undefined : `web:${settings.get('image')}`,
    command: isProcess ? ['/bin/web', `${settings.get('image')}`] : undefined,
    resources: Object.keys(requests).length > 0 ? { requests } : undefined,
    ports: hostPort === undefined ? undefined : [{ containerPort: 80, hostPort }],
  });
}

function unreachableOf(settings: Settings): Record<string, unknown> | undefined {
  if (!settings.has('replace-after')) return undefined;
  const replaceAfterSeconds = numberOf(settings, 'replace-after');
  return { replaceAfterSeconds, expungeAfterSeconds: numberOf(settings, 'expunge-after') };
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
