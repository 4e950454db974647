import { mergeKeyOf } from '../patch/strategic-merge-patch.ts';
import type { DeepField, Step } from '../wire/deep-field.ts';
import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { is } from './honoured-fields.ts';

/** What is to become of a field: `said` is what is so anyway and shown anyway; the last two are kept as written. */
type Verdict = 'honoured' | 'said' | 'harmless' | 'not honoured';
type Judge = (key: string, value: unknown) => Verdict;

/** Only these fields are not honoured, each with the values that say what is so anyway. */
const allBut =
  (fields: Record<string, (value: unknown) => boolean>, harmless: Verdict = 'harmless'): Judge =>
  (key, value) => {
    if (!Object.hasOwn(fields, key)) return 'honoured';
    return fields[key]!(value) ? harmless : 'not honoured';
  };
const never = () => false;
const only =
  (...keys: string[]): Judge =>
  (key) =>
    keys.includes(key) ? 'honoured' : 'not honoured';

/**
 * Parts deep inside a pod spec of which something is not acted on, and without which a program still is what it was
 * meant to be. `[]`: of every item of a list. A handler that Kubernetes itself only fails at (`tcpSocket`) is one.
 */
const ofContainers: [path: string, judge: Judge][] = [
  ['env[].valueFrom.fieldRef', allBut({ apiVersion: is('v1') }, 'said')],
  ['ports[]', allBut({ hostIP: (value) => value === '' || value === '0.0.0.0' })],
  ['resources', allBut({ claims: is([]) })],
  ['resources.limits', only('cpu', 'memory', 'nvidia.com/gpu')],
  ['resources.requests', only('cpu', 'memory', 'ephemeral-storage', 'nvidia.com/gpu')],
  ['volumeMounts[]', allBut({ mountPropagation: is('None'), recursiveReadOnly: is('Disabled') })],
  ['lifecycle', allBut({ postStart: never })],
  ['lifecycle.preStop', allBut({ tcpSocket: never })],
  ['lifecycle.preStop.httpGet', allBut({ scheme: is('HTTP') }, 'said')],
  ['lifecycle.preStop.httpGet', allBut({ host: is(''), httpHeaders: is([]) })],
];
const parts: [path: string, judge: Judge][] = [
  ...['containers', 'initContainers'].flatMap((list) =>
    ofContainers.map(([path, judge]): [string, Judge] => [`${list}[].${path}`, judge]),
  ),
  ['volumes[].configMap.items[]', allBut({ mode: never })],
  ['volumes[].secret.items[]', allBut({ mode: never })],
];

interface Place {
  /** As a message names it. */
  path: string;
  steps: Step[];
}

/** A pod spec without them, and what was taken out; each that could have mattered is named in a warning. */
export function takeOut(
  { warn }: { warn(text: string): void },
  podSpec: JsonObject,
): { spec: JsonObject; deep: DeepField[] } {
  const deep: DeepField[] = [];
  const start: Place = { path: 'spec.template.spec', steps: [] };
  const spec = parts.reduce<unknown>(
    (whole, [path, judge]) =>
      changed(whole, path.split('.'), start, (object, at) => {
        const judged = Object.entries(object).map(([key, value]) => ({
          key,
          value,
          verdict: judge(key, value),
        }));
        for (const { key, value, verdict } of judged) {
          if (verdict === 'honoured' || verdict === 'said') continue;
          if (value === null || value === undefined) continue;
          deep.push({ at: [...at.steps, key], value });
          if (verdict === 'not honoured') warn(`${at.path}.${key}: kept, but not honoured by Gantry`);
        }
        const honoured = judged.filter(({ verdict }) => verdict === 'honoured');
        return Object.fromEntries(honoured.map(({ key, value }) => [key, value]));
      }),
    podSpec,
  );
  return { spec: spec as JsonObject, deep };
}

/** A copy in which every object at the path is what `change` makes of it; one that is emptied by it goes. */
function changed(
  value: unknown,
  [step, ...rest]: string[],
  at: Place,
  change: (object: JsonObject, at: Place) => JsonObject,
): unknown {
  if (!isJsonObject(value)) return value;
  if (step === undefined) return change(value, at);
  const key = step.replace('[]', '');
  const { [key]: inner, ...others } = value;
  if (inner === undefined || inner === null) return value;
  const next = Array.isArray(inner)
    ? inner.map((item, index) => changed(item, rest, placeOf(at, { key, list: inner, index }), change))
    : changed(inner, rest, { path: `${at.path}.${key}`, steps: [...at.steps, key] }, change);
  return isEmpty(next) && !isEmpty(inner) ? others : { ...value, [key]: next };
}

const isEmpty = (value: unknown) => isJsonObject(value) && Object.keys(value).length === 0;

/** An item is found again by what tells it apart, as others may come to stand before it. */
function placeOf(at: Place, { key, list, index }: { key: string; list: unknown[]; index: number }): Place {
  const mergeKey = key === 'items' ? 'key' : mergeKeyOf(key, list);
  const item = list[index];
  const step = mergeKey !== null && isJsonObject(item) ? [{ key: mergeKey, value: item[mergeKey] }] : [];
  return { path: `${at.path}.${key}[${index}]`, steps: [...at.steps, key, ...step] };
}
