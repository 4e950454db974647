import type { View } from '@gantry/engine';
import type { NamespaceRecord } from '@gantry/model';

/** Always there for clients, even before anything was made in it. */
const defaultNamespace: NamespaceRecord = {
  name: 'default',
  labels: {},
  annotations: {},
  createdAtMs: 0,
  deletingAtMs: null,
};

export function namespaceNamed(view: View, name: string): NamespaceRecord | undefined {
  return view.get('namespaces', name) ?? (name === defaultNamespace.name ? defaultNamespace : undefined);
}

export function* namespacesOf(view: View): IterableIterator<NamespaceRecord> {
  if (!view.get('namespaces', defaultNamespace.name)) yield defaultNamespace;
  yield* view.all('namespaces');
}
