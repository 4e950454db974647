import type { Command, DeploymentRecord, RevisionRecord, Template } from '@gantry/model';
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
    : [...replicas(deployment, target), ...configuration(template), ...data(template)];
}

function replicas({ spec }: DeploymentRecord, { number, replicas: then }: RevisionRecord): string[] {
  if (spec.replicas === then) return [];
  return [`The number of replicas stays ${spec.replicas}; revision ${number} was made with ${then}.`];
}

function configuration({ containers, volumes }: Template): string[] {
  const isRead =
    containers.some(({ env }) =>
      env.some(({ value }) => value.type === 'config' || value.type === 'secret'),
    ) || volumes.some(({ source }) => source.type === 'config' || source.type === 'secret');
  return isRead ? ['Configs and secrets keep the values they have now.'] : [];
}

function data({ volumes }: Template): string[] {
  const kept = volumes.filter(({ source }) => ['hostPath', 'named', 'plugin'].includes(source.type));
  if (kept.length === 0) return [];
  return [`What is in the volumes ${kept.map(({ name }) => name).join(', ')} stays as it is.`];
}
