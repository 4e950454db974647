import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { invalid, type KindName } from '../wire/status.ts';

/** The labels of a selector; expressions are refused by name. No selector matches nothing: null. */
export function matchedLabels(named: KindName, spec: JsonObject): Record<string, string> | null {
  const { selector } = spec;
  if (!isJsonObject(selector)) return null;
  const { matchExpressions, matchLabels } = selector;
  if (Array.isArray(matchExpressions) && matchExpressions.length > 0) {
    const message = 'Unsupported value: only matchLabels are supported here';
    throw invalid(named, [
      { reason: 'FieldValueNotSupported', field: 'spec.selector.matchExpressions', message },
    ]);
  }
  return (matchLabels ?? {}) as Record<string, string>;
}
