import type { View } from '@gantry/engine';
import { hasEnded, hasJobEnded } from '@gantry/model';
import type { SimulatedMachine } from './simulated-machine.ts';

/** null: every record is as it should be, and stays so. Otherwise what is not, in a sentence. */
export function whatMoves(view: View): string | null {
  for (const node of view.all('nodes')) if (node.status !== 'ready') return `${node.name} is ${node.status}`;
  for (const { name, status, spec, deletingAtMs } of view.all('deployments')) {
    if (deletingAtMs !== null) return `${name} is still being deleted`;
    const { readyReplicas, updatedReplicas, replicas } = status;
    if (readyReplicas !== spec.replicas || updatedReplicas !== spec.replicas || replicas !== spec.replicas) {
      return `${name} wants ${spec.replicas} and has ${replicas} of which ${updatedReplicas} updated and ${readyReplicas} ready`;
    }
  }
  for (const { summary, state } of view.all('intents')) if (state === 'waiting') return `waits to ${summary}`;
  for (const rollout of view.all('rollouts')) {
    if (rollout.outcome === 'running') return `the rollout ${rollout.id} is ${rollout.outcome}`;
  }
  for (const { name, state, message, deletingAtMs } of view.all('jobs')) {
    if (deletingAtMs !== null) return `the job ${name} is still being deleted`;
    if (!hasJobEnded(state) && state !== 'idle') return `the job ${name} is ${state}: ${message}`;
    if (name === 'last' && state !== 'succeeded' && state !== 'idle')
      return `the last job ${state}: ${message}`;
  }
  for (const { state } of view.all('offers'))
    if (state === 'outstanding') return 'an offer is still held out';
  for (const task of view.all('tasks')) {
    if (task.desired === 'stopped' && !hasEnded(task.state)) return `${task.name} is still stopping`;
  }
  return null;
}

/** null: what runs on the machines is what the records say, each task once. Otherwise what runs too much or is missing. */
export function whatIsAdrift(view: View, machines: readonly SimulatedMachine[]): string | null {
  for (const { name, nodeId, containers } of machines) {
    const wanted = [...view.tasksOfNode(nodeId!)].filter(({ state }) => !hasEnded(state)).map(({ id }) => id);
    const running = [...containers.containers.values()]
      .filter(({ observed }) => observed.state === 'running')
      .map(({ observed }) => observed.taskId);
    if (running.sort().join() !== wanted.sort().join())
      return `${name} runs [${running.join()}] and should run [${wanted.join()}]`;
  }
  return null;
}
