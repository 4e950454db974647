import { type DeploymentId, limits, referencesOf, type TaskRecord, type Template } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { aboutDeployment, record } from '../timeline.ts';

/** Notes which versions of configs and secrets a task is given as it goes to its node: those of now (rule CF3). */
export function noteSightings(
  draft: Draft,
  { deploymentId, namespace, revision }: TaskRecord,
  template: Template,
): void {
  if (deploymentId === null) return;
  for (const { kind, name } of referencesOf(template)) {
    if (kind === 'volume') continue;
    const found =
      kind === 'config' ? draft.state.config(namespace, name) : draft.state.secret(namespace, name);
    if (found !== undefined) note(draft, { deploymentId, revision, kind, name }, found.version);
  }
}

interface Sight {
  deploymentId: DeploymentId;
  revision: number;
  kind: 'config' | 'secret';
  name: string;
}

function note(draft: Draft, sight: Sight, version: number): void {
  const { deploymentId, revision, kind, name } = sight;
  const id = `${deploymentId}/${revision}/${kind}/${name}`;
  const before = draft.state.get('sightings', id)?.versions ?? [];
  if (before.at(-1)?.version === version) return;
  const versions = [...before, { version, sinceAtMs: draft.nowMs }].slice(-limits.sightingVersions);
  draft.put('sightings', { id, ...sight, versions });
  const about = aboutDeployment(draft.state.get('deployments', deploymentId)!);
  record(draft, about, 'ConfigRead', `Revision ${revision} runs with ${kind} ${name} version ${version}.`);
}

/** What is known of these revisions goes with them. */
export function forgetSightings(draft: Draft, id: DeploymentId, isGone: (revision: number) => boolean): void {
  for (const sighting of draft.state.sightingsOf(id))
    if (isGone(sighting.revision)) draft.remove('sightings', sighting.id);
}
