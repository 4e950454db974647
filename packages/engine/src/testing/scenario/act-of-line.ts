import type { Act, NodeId, SingleAct } from '@gantry/model';
import type { Account } from './account.ts';
import { deployCommand } from './deploy-command.ts';
import { parseWords, type Words } from './transcript.ts';

/** The command that a line of a scenario gives. Throws for one that nobody knows. */
export function actOfLine(line: string, of: Words, account: Account): Act {
  const [verb = '', name = '', argument] = of.words;
  const named = { namespace: 'default', name };
  const unplanned = { ...named, planHash: null };
  switch (verb) {
    case 'deploy':
      return deployCommand(name, of.settings);
    case 'scale':
      return { type: 'deployment.scale', ...unplanned, replicas: Number(argument) };
    case 'set-image':
      return {
        type: 'deployment.setImage',
        ...unplanned,
        container: null,
        image: `web:${argument}`,
        cause: null,
      };
    case 'rollback':
      return {
        type: 'deployment.rollback',
        ...unplanned,
        toRevision: argument ? Number(argument) : null,
        replicas: of.settings.has('replicas') ? Number(of.settings.get('replicas')) : null,
        cause: null,
      };
    case 'restart':
      return { type: 'deployment.restart', ...unplanned, cause: null };
    case 'delete':
      return {
        type: 'deployment.delete',
        ...unplanned,
        graceSeconds: of.settings.has('grace') ? Number(of.settings.get('grace')) : null,
      };
    case 'pause':
    case 'resume':
      return { type: `deployment.${verb}`, ...named };
    case 'kill':
      return {
        type: 'task.kill',
        task: account.taskNamed(name).id,
        graceSeconds: of.settings.has('grace') ? Number(of.settings.get('grace')) : null,
        reason: 'by hand',
      };
    case 'remove':
      return { type: 'node.remove', node: name as NodeId };
    case 'label':
    case 'taint':
      return nodeUpdate(name, argument ?? '', of);
    case 'cordon':
    case 'uncordon':
      return { type: `node.${verb}`, node: name as NodeId };
    case 'drain':
      return {
        type: 'node.drain',
        node: name as NodeId,
        planHash: null,
        deadlineSeconds: of.settings.has('deadline') ? Number(of.settings.get('deadline')) : null,
        force: of.settings.has('force'),
      };
    case 'promote':
      return { type: 'rollout.promote', ...named };
    case 'abort':
      return { type: 'rollout.abort', ...unplanned };
    case 'pin':
      return { type: 'revision.pin', ...named, revision: Number(argument), pin: `r${argument}` };
    case 'together':
      return {
        type: 'acts.together',
        planHash: null,
        acts: line
          .slice(verb.length + 1)
          .split(' and ')
          .map((one) => actOfLine(one, parseWords(one), account) as SingleAct),
      };
    default:
      throw new Error(`There is no scenario command such as \`${line}\`.`);
  }
}

/** `label a team=x`, and `taint a dedicated:NoSchedule`. */
function nodeUpdate(node: string, taint: string, { words, settings }: Words): Act {
  const about = { type: 'node.update', node: node as NodeId, annotations: null } as const;
  if (words[0] === 'label') return { ...about, labels: Object.fromEntries(settings), taints: null };
  const [key = '', effect = ''] = taint.split(':');
  return { ...about, labels: null, taints: [{ key, value: '', effect: effect as 'NoSchedule' }] };
}
