import { checkLabelKey, checkLabelValue, checkNodeName } from '@gantry/model';
import { isJsonObject, type JsonObject } from '../wire/object.ts';
import type { StatusCause } from '../wire/status.ts';

/** What is wrong with the name, labels and annotations of an object that is no record of its own. */
export function metadataCauses(object: JsonObject): StatusCause[] {
  const metadata = isJsonObject(object.metadata) ? object.metadata : {};
  const name = String(metadata.name);
  return [
    ...causesOf('metadata.name', name, checkNodeName(name)),
    ...pairs(metadata.labels).flatMap(([key, value]) =>
      causesOf('metadata.labels', `${key}=${value}`, checkLabelKey(key) ?? checkLabelValue(String(value))),
    ),
    ...pairs(metadata.annotations).flatMap(([key]) =>
      causesOf('metadata.annotations', key, checkLabelKey(key)),
    ),
  ];
}

const pairs = (value: unknown) => (isJsonObject(value) ? Object.entries(value) : []);

function causesOf(field: string, value: string, wrong: string | null): StatusCause[] {
  const message = `Invalid value: ${JSON.stringify(value)}: ${wrong}`;
  return wrong === null ? [] : [{ reason: 'FieldValueInvalid', field, message }];
}
