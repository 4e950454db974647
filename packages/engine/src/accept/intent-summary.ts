import type { Act, ConfigurationAct, SingleAct } from '@gantry/model';
import type { State } from '../state/state.ts';
import {
  aboutAutoscaler,
  aboutBudget,
  aboutDeployment,
  aboutJob,
  aboutNamespace,
  aboutNode,
  aboutService,
  aboutTask,
  type EventObject,
} from '../timeline.ts';
import { isJobCommand } from './job-command.ts';

/** What an act will do, in the imperative and without a full stop. */
export function summaryOf(state: State, act: Act): string {
  const { objectName: name } = aboutAct(state, act);
  switch (act.type) {
    case 'deployment.apply':
      return `Deploy ${name}`;
    case 'deployment.scale':
      return `Scale ${name} to ${act.replicas}`;
    case 'deployment.setImage':
      return `Update ${name} to ${act.image}`;
    case 'deployment.rollback':
      return act.toRevision === null
        ? `Roll ${name} back to its previous revision`
        : `Roll ${name} back to revision ${act.toRevision}`;
    case 'revision.pin':
      return act.pin === null
        ? `Unpin revision ${act.revision} of ${name}`
        : `Pin revision ${act.revision} of ${name} as ${act.pin}`;
    case 'acts.together':
      return togetherSummary(state, act.acts);
    case 'rollout.promote':
      return `Promote the rollout of ${name}`;
    case 'rollout.abort':
      return `Abort the rollout of ${name}`;
    case 'task.kill':
      return `Stop ${name}`;
    case 'node.update':
      return `Change the settings of ${name}`;
    case 'namespace.save':
      return `Save namespace ${name}`;
    case 'namespace.delete':
      return `Delete namespace ${name}`;
    case 'task.evict':
      return `Evict ${name}`;
    case 'task.update':
      return `Change the labels of ${name}`;
    case 'budget.save':
      return `Save disruption budget ${name}`;
    case 'budget.delete':
      return `Delete disruption budget ${name}`;
    case 'service.save':
      return `Save service ${name}`;
    case 'service.delete':
      return `Delete service ${name}`;
    case 'job.apply':
    case 'job.cancel':
    case 'job.delete':
    case 'job.suspend':
    case 'job.resume':
    case 'job.run':
      return `${jobVerbs[act.type]} job ${name}`;
    default:
      return `${verbs[act.type]} ${name}`;
  }
}

/** The one thing by its summary, several by what most of them do. */
function togetherSummary(state: State, acts: readonly SingleAct[]): string {
  const [first] = acts.map((one) => summaryOf(state, one));
  return acts.length === 1 ? first! : `${first!} and ${acts.length - 1} more`;
}

const jobVerbs = {
  'job.apply': 'Submit',
  'job.cancel': 'Cancel',
  'job.delete': 'Delete',
  'job.suspend': 'Suspend',
  'job.resume': 'Resume',
  'job.run': 'Run',
} as const;

const verbs = {
  'deployment.pause': 'Pause',
  'deployment.resume': 'Resume',
  'deployment.restart': 'Restart',
  'deployment.delete': 'Delete',
  'node.cordon': 'Cordon',
  'node.uncordon': 'Uncordon',
  'node.drain': 'Drain',
  'node.remove': 'Remove',
  'autoscaler.save': 'Save autoscaler',
  'autoscaler.delete': 'Delete autoscaler',
  'config.save': 'Save config',
  'config.delete': 'Delete config',
  'secret.save': 'Save secret',
  'secret.delete': 'Delete secret',
  'volume.save': 'Save volume',
  'volume.delete': 'Delete volume',
} as const;

/** What the timeline tells it about. What is not there (any more) is known by what it was called. */
export function aboutAct(state: State, act: Act): EventObject {
  if (act.type === 'acts.together') return aboutAct(state, act.acts[0]!);
  if ('task' in act) {
    const task = state.get('tasks', act.task);
    return task === undefined ? missing('task', act.task) : aboutTask(task);
  }
  if ('node' in act) {
    const node = state.get('nodes', act.node) ?? state.nodeByName(act.node);
    return node === undefined ? missing('node', act.node) : aboutNode(node);
  }
  if (!('namespace' in act)) return aboutNamespace(act.name);
  if (act.type === 'autoscaler.save' || act.type === 'autoscaler.delete') {
    const autoscaler = state.autoscaler(act.namespace, act.name);
    return autoscaler === undefined
      ? { ...missing('autoscaler', act.name), namespace: act.namespace }
      : aboutAutoscaler(autoscaler);
  }
  if (act.type === 'budget.save' || act.type === 'budget.delete') {
    const budget = state.budget(act.namespace, act.name);
    return budget === undefined
      ? { ...missing('budget', act.name), namespace: act.namespace }
      : aboutBudget(budget);
  }
  if (act.type === 'service.save' || act.type === 'service.delete') {
    const service = state.service(act.namespace, act.name);
    return service === undefined
      ? { ...missing('service', act.name), namespace: act.namespace }
      : aboutService(service);
  }
  if (isConfigurationAct(act)) return aboutStored(state, act);
  if (isJobCommand(act)) {
    const job = state.job(act.namespace, act.name);
    return job === undefined ? { ...missing('job', act.name), namespace: act.namespace } : aboutJob(job);
  }
  const deployment = state.deployment(act.namespace, act.name);
  return deployment === undefined
    ? { ...missing('deployment', act.name), namespace: act.namespace }
    : aboutDeployment(deployment);
}

const isConfigurationAct = (act: Act): act is ConfigurationAct => /^(config|secret|volume)\./.test(act.type);

function aboutStored(state: State, { type, namespace, name }: ConfigurationAct): EventObject {
  const kind = type.slice(0, type.indexOf('.')) as 'config' | 'secret' | 'volume';
  const found = state[kind](namespace, name);
  const objectId = found?.id ?? `${kind}/${name}`;
  return { objectKind: kind, objectId, objectName: name, namespace };
}

function missing(objectKind: EventObject['objectKind'], name: string): EventObject {
  return { objectKind, objectId: `${objectKind}/${name}`, objectName: name, namespace: '' };
}
