import { allContainers } from './init-containers.ts';
import type { Template } from './template.ts';

/** A config, secret or volume that a template names, in the namespace of its task. */
export interface Reference {
  kind: 'config' | 'secret' | 'volume';
  name: string;
  /** Keys that it must have. */
  keys: readonly string[];
  /** Tasks start without it when it is not there. */
  isOptional: boolean;
}

const known = new WeakMap<Template, readonly Reference[]>();

/** Everything that the template names, once each, in the order of the template. Remembered, as it never changes. */
export function referencesOf(template: Template): readonly Reference[] {
  let references = known.get(template);
  if (references === undefined) {
    references = merged([...allContainers(template).flatMap(fromEnvironment), ...fromVolumes(template)]);
    known.set(template, references);
  }
  return references;
}

function fromEnvironment({ env, envFrom = [] }: Template['containers'][number]): Reference[] {
  const whole = envFrom.map(({ type: kind, name, optional }) => ({
    kind,
    name,
    keys: [],
    isOptional: optional,
  }));
  const single = env.flatMap(({ value }): Reference[] => {
    if (value.type !== 'config' && value.type !== 'secret') return [];
    const { type: kind, name, key, optional } = value;
    return [{ kind, name, keys: optional ? [] : [key], isOptional: optional }];
  });
  return [...whole, ...single];
}

function fromVolumes({ volumes }: Template): Reference[] {
  return volumes.flatMap(({ source }): Reference[] => {
    switch (source.type) {
      case 'config':
      case 'secret': {
        const keys = source.items.map(({ key }) => key);
        return [{ kind: source.type, name: source.name, keys, isOptional: false }];
      }
      case 'named':
        return [{ kind: 'volume', name: source.volume, keys: [], isOptional: false }];
      default:
        return [];
    }
  });
}

/** One that is named twice must have all keys of both, and is optional only where both are. */
function merged(references: readonly Reference[]): Reference[] {
  const found = new Map<string, Reference>();
  for (const reference of references) {
    const path = `${reference.kind}/${reference.name}`;
    const before = found.get(path);
    const keys = [...new Set([...(before?.keys ?? []), ...reference.keys])];
    found.set(path, { ...reference, keys, isOptional: reference.isOptional && (before?.isOptional ?? true) });
  }
  return [...found.values()];
}
