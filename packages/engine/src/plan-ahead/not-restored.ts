import {
  type Command,
  type DeploymentRecord,
  type RevisionRecord,
  referencesOf,
  type Template,
} from '@gantry/model';
import type { State } from '../state/state.ts';

/** What a rollback leaves as it is, in sentences. Empty for other commands. */
export function notRestoredBy(command: Command, { before, end }: { before: State; end: State }): string[] {
  if (command.type !== 'deployment.rollback') return [];
  const deployment = before.deployment(command.namespace, command.name);
  const after = end.deployment(command.namespace, command.name);
  if (deployment === undefined || after === undefined) return [];
  const newest = end.revisionsOf(after.id).find(({ number }) => number === after.revision);
  const target = before.revisionsOf(deployment.id).find(({ number }) => number === newest?.restoredFrom);
  const template = end.get('templates', after.templateHash)?.template;
  return target === undefined || template === undefined
    ? []
    : [
        ...(target.lost?.kind === 'changed' ? [`${target.lost.message}.`] : []),
        ...replicas(deployment, { after, target }),
        ...configuration(before, target, { ...deployment, template }),
        ...data(template),
      ];
}

/** Nothing, too, where the size was chosen. */
function replicas(
  { spec }: DeploymentRecord,
  { after, target: { number, replicas: then } }: { after: DeploymentRecord; target: RevisionRecord },
): string[] {
  if (spec.replicas === then || after.spec.replicas !== spec.replicas) return [];
  return [`The number of replicas stays ${spec.replicas}; revision ${number} was made with ${then}.`];
}

/** What the target's own tasks were given last, where that is known, beside what its next tasks would be given. */
function configuration(
  state: State,
  target: RevisionRecord,
  { namespace, template }: { namespace: string; template: Template },
): string[] {
  const seen = new Map(
    state
      .sightingsOf(target.deploymentId)
      .filter(({ revision }) => revision === target.number)
      .map(({ kind, name, versions }) => [`${kind}/${name}`, versions.at(-1)?.version]),
  );
  return referencesOf(template).flatMap(({ kind, name }) => {
    if (kind === 'volume') return [];
    const now = (kind === 'config' ? state.config(namespace, name) : state.secret(namespace, name))?.version;
    return differing({ kind, name, now, was: seen.get(`${kind}/${name}`), revision: target.number });
  });
}

function differing(of: {
  kind: 'config' | 'secret';
  name: string;
  now: number | undefined;
  was: number | undefined;
  revision: number;
}): string[] {
  const { kind, name, now, was, revision } = of;
  const what = `${kind === 'config' ? 'Config' : 'Secret'} ${name}`;
  if (now === undefined) return [`${what} does not exist any more; the tasks wait for it.`];
  if (was === now) return [];
  return was === undefined
    ? [`${what} stays as it is, at version ${now}.`]
    : [`${what} stays at version ${now}; revision ${revision} ran with version ${was}.`];
}

function data({ volumes }: Template): string[] {
  const kept = volumes.filter(({ source }) => ['hostPath', 'named', 'plugin'].includes(source.type));
  if (kept.length === 0) return [];
  return [`What is in the volumes ${kept.map(({ name }) => name).join(', ')} stays as it is.`];
}
