import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { is } from './honoured-fields.ts';

/**
 * Fields deep inside a pod spec that nothing here acts on, and without which a program still is what it was meant to
 * be, each with the values that say what is so anyway. `[]`: of every item of a list. What a program cannot do
 * without, such as a probe of another kind, is not here: the model refuses it.
 */
const fields: Record<string, (value: unknown) => boolean> = {
  'containers[].env[].valueFrom.fieldRef.apiVersion': is('v1'),
  'containers[].ports[].hostIP': (value) => value === '' || value === '0.0.0.0',
  'containers[].resources.claims': is([]),
  'containers[].volumeMounts[].mountPropagation': is('None'),
  'containers[].volumeMounts[].recursiveReadOnly': is('Disabled'),
  'containers[].lifecycle.postStart': () => false,
  'containers[].lifecycle.preStop.httpGet.host': is(''),
  'containers[].lifecycle.preStop.httpGet.httpHeaders': is([]),
  'containers[].lifecycle.preStop.httpGet.scheme': is('HTTP'),
  'volumes[].configMap.items[].mode': () => false,
  'volumes[].secret.items[].mode': () => false,
};

/** A pod spec without them; each that could have mattered is named in a warning. */
export function leaveOut(context: { warn(text: string): void }, podSpec: JsonObject): JsonObject {
  return Object.entries(fields).reduce<JsonObject>(
    (spec, [path, isHarmless]) =>
      without(spec, path.split('.'), 'spec.template.spec', (at, value) => {
        if (!isHarmless(value)) context.warn(`${at}: left out, as nothing here acts on it`);
      }) as JsonObject,
    podSpec,
  );
}

/** A copy of what is at `at` without the field at `path`; `told` hears of each that was there. */
function without(
  value: unknown,
  [step = '', ...rest]: string[],
  at: string,
  told: (at: string, value: unknown) => void,
): unknown {
  if (!isJsonObject(value)) return value;
  const key = step.replace('[]', '');
  const { [key]: inner, ...others } = value;
  if (inner === undefined || inner === null) return value;
  const place = `${at}.${key}`;
  if (rest.length === 0) {
    told(place, inner);
    return others;
  }
  const next = Array.isArray(inner)
    ? inner.map((item, index) => without(item, rest, `${place}[${index}]`, told))
    : without(inner, rest, place, told);
  return { ...value, [key]: next };
}
