import { localDriver, type Reference, referencesOf, type Template } from '@gantry/model';
import type { View } from '../port.ts';

/** What a task needs of its namespace, whatever node it goes to. */
export interface Needing {
  namespace: string;
  template: Template;
}

/** Why no node at all can take the task yet: a config, secret or volume that is not there. null: nothing is missing. */
export function missingFor(view: View, { namespace, template }: Needing): string | null {
  for (const reference of referencesOf(template)) {
    const missing =
      reference.kind === 'volume'
        ? missingVolume(view, { namespace, template }, reference.name)
        : missingValue(view, namespace, reference);
    if (missing !== null) return missing;
  }
  return null;
}

function missingValue(
  view: View,
  namespace: string,
  { kind, name, keys, isOptional }: Reference,
): string | null {
  const found = kind === 'config' ? view.config(namespace, name) : view.secret(namespace, name);
  if (found === undefined) {
    return isOptional
      ? null
      : `It waits for the ${kind} ${name}, which does not exist in namespace ${namespace}: create it, and the task starts.`;
  }
  const missing = keys.find((key) => !Object.hasOwn(found.data, key));
  return missing === undefined
    ? null
    : `It waits for the key ${missing} of the ${kind} ${name}, which has none of that name: add it, and the task starts.`;
}

function missingVolume(view: View, { namespace, template }: Needing, name: string): string | null {
  const volume = view.volume(namespace, name);
  if (volume === undefined)
    return `It waits for the volume ${name}, which does not exist in namespace ${namespace}: create it, and the task starts.`;
  if (volume.state === 'deleting') return `It waits for the volume ${name}, which is being deleted.`;
  if (volume.state === 'lost') return `Its volume ${name} is lost. ${volume.message}`;
  if (template.runtime === 'process' && volume.driver !== localDriver)
    return `Its volume ${name} is of the driver ${volume.driver}, which only containers can mount: use the driver local for a process.`;
  return null;
}
