import type { ConfigRecord, ConfigValue, SecretRecord } from '@gantry/model';

/** One key in the editor. `value` null: it keeps what it has, which a secret never shows and bytes cannot be typed as. */
export interface Entry {
  id: number;
  key: string;
  value: string | null;
  /** Bytes of a config that are sent back as they are. */
  bytesBase64: string | null;
}

export const blankEntry = (id: number): Entry => ({ id, key: '', value: '', bytesBase64: null });

/** What the editor begins with: a config's texts, a secret's keys. */
export function entriesOf(record: ConfigRecord | SecretRecord | null): Entry[] {
  if (record === null) return [blankEntry(0)];
  const keys = Object.keys(record.data).sort();
  return keys.map((key, id) => ({ id, key, ...heldBy(record.data[key]!) }));
}

function heldBy(value: ConfigValue | object): Pick<Entry, 'value' | 'bytesBase64'> {
  if (!('encoding' in value)) return { value: null, bytesBase64: null };
  return value.encoding === 'text'
    ? { value: value.value, bytesBase64: null }
    : { value: null, bytesBase64: value.value };
}

export interface EditedData {
  data: Record<string, string | null>;
  binaryData: Record<string, string>;
}

/** As a manifest holds it. Rows without a key and a value are no entries yet. */
export function dataOf(entries: readonly Entry[]): EditedData {
  const edited: EditedData = { data: {}, binaryData: {} };
  for (const { key, value, bytesBase64 } of entries) {
    if (key === '' && value === '') continue;
    if (value === null && bytesBase64 !== null) edited.binaryData[key] = bytesBase64;
    else edited.data[key] = value;
  }
  return edited;
}

/** What is wrong with the keys, by the entry's id. */
export function faultsOf(
  entries: readonly Entry[],
  checkKey: (key: string) => string | null,
): ReadonlyMap<number, string> {
  const faults = new Map<number, string>();
  const seen = new Set<string>();
  for (const { id, key, value } of entries) {
    if (key === '' && value === '') continue;
    const wrong = seen.has(key) ? 'is used twice' : checkKey(key);
    if (wrong !== null) faults.set(id, wrong);
    seen.add(key);
  }
  return faults;
}
