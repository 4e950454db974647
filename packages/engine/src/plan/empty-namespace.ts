import type { Draft } from '../draft.ts';
import { releaseVolume } from './release-volume.ts';

/** The last that ran in a deleted namespace is gone: what is stored there goes, and the namespace with it. */
export function emptyNamespace(draft: Draft, name: string): void {
  const { state } = draft;
  for (const { id } of state.find('configsByNamespace', name)) draft.remove('configs', id);
  for (const { id } of state.find('secretsByNamespace', name)) draft.remove('secrets', id);
  for (const { id } of state.find('budgetsByNamespace', name)) draft.remove('budgets', id);
  for (const { id } of state.find('autoscalersByNamespace', name)) draft.remove('autoscalers', id);
  for (const volume of state.find('volumesByNamespace', name)) releaseVolume(draft, volume, volume.reclaim);
  draft.remove('namespaces', name);
}

/** The same, if it is being deleted and nothing is left in it that has to stop first. */
export function finishNamespace(draft: Draft, name: string): void {
  const { state } = draft;
  if ((state.get('namespaces', name)?.deletingAtMs ?? null) === null) return;
  if (state.index('deploymentsByNamespace').isEmpty(name) && state.index('jobsByNamespace').isEmpty(name))
    emptyNamespace(draft, name);
}
