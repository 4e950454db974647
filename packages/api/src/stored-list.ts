import type { View } from '@gantry/engine';
import { z } from 'zod';
import { type Asked, pageFields, sortBy, textField } from './input.ts';
import { page } from './page.ts';
import { accepted } from './refusal.ts';

/** Lists of configs, secrets and volumes are asked for alike. */
export const listFields = {
  /** Left out: all namespaces. */
  namespace: z.string().max(253).nullish(),
  text: textField,
  sort: sortBy('name', 'updatedAtMs').default('name'),
  ...pageFields,
};

interface Stored {
  id: string;
  namespace: string;
  name: string;
  updatedAtMs: number;
}

/** One page of the table, each record made what the caller is to see. */
export function listStored<T extends Stored, R>(
  input: Asked<typeof listFields>,
  { list, view, rows, rowOf }: { list: string; view: View; rows: Iterable<T>; rowOf(record: T): R },
) {
  const text = input.text?.toLowerCase() ?? '';
  const found = page<T>({
    list,
    rows,
    matches: ({ namespace, name }) =>
      (!input.namespace || namespace === input.namespace) && name.toLowerCase().includes(text),
    keyOf: ({ id, name, namespace, updatedAtMs }) =>
      input.sort.endsWith('updatedAtMs') ? [updatedAtMs, id] : [`${name}/${namespace}`, id],
    revision: view.revision,
    ...{ sort: input.sort, limit: input.limit, cursor: input.cursor },
  });
  const { items, ...rest } = accepted(found);
  return { ...rest, items: items.map(rowOf) };
}
