import type { AnyRouter } from '@tanstack/react-router';
import { parseSubject, type Subject } from '../../shared/subject.ts';

/**
 * What a screen is about, by its path and what its route reads of it. null: nothing that a key could be about, as with
 * lists, and with services, configs, secrets and volumes, which have a namespace and a name as well.
 */
export function screenSubject(
  path: string,
  { id, node, namespace, name }: Readonly<Record<string, string | undefined>>,
): Subject | null {
  const [, place] = path.split('/');
  switch (place) {
    case 'containers':
      return id ? { kind: 'container', id } : null;
    case 'nodes':
      return node ? { kind: 'node', id: node } : null;
    case 'deployments':
      return namespace && name ? { kind: 'deployment', id: `${namespace}/${name}` } : null;
    case 'jobs':
      return namespace && name ? { kind: 'job', id: `${namespace}/${name}` } : null;
    default:
      return null;
  }
}

export function subjectOfScreen({ state: { location, matches } }: AnyRouter): Subject | null {
  return screenSubject(location.pathname, (matches.at(-1)?.params ?? {}) as Record<string, string>);
}

/** What the right panel shows: its buttons tell their keys. */
export const peekedSubject = (peek: string | undefined): Subject | null =>
  parseSubject(peek?.replace(/^why:/, 'container:'));
