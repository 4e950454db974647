import type { DeploymentRecord, JobRecord, NodeRecord, TaskRecord } from '@gantry/model';
import { actsOn, type JobAct } from '../../features/jobs/job-acts.ts';
import {
  deploymentRoute,
  jobRoute,
  mostOfAKind,
  type PaletteEntry,
  type PaletteIndex,
} from './palette-index.ts';
import { best } from './palette-rank.ts';

/**
 * Actions that the words name, those on what is open first; those that take a last word, with it. Without words: what
 * can be done to what is open, and something new.
 */
export function actionsFor(words: readonly string[], index: PaletteIndex): PaletteEntry[] {
  const open = openActions(index);
  if (words.length === 0) return [...open, ...newActions(index).slice(0, 1)];
  const all = [...new Map([...open, ...otherActions(index)].map((entry) => [entry.id, entry])).values()];
  const plain = best(all, words, mostOfAKind);
  const value = words.at(-1);
  if (words.length < 2 || value === undefined) return plain;
  const taking = best(all, words.slice(0, -1), mostOfAKind).flatMap((entry) => withValue(entry, value));
  return [...taking, ...plain].slice(0, mostOfAKind);
}

function withValue(entry: PaletteEntry, value: string): PaletteEntry[] {
  const { panel } = entry.search ?? {};
  if (panel === 'scale' && /^\d{1,6}$/.test(value)) {
    const search = { panel, replicas: Number(value) };
    return [{ ...entry, id: `${entry.id}-${value}`, label: `${entry.label} to ${value}`, search }];
  }
  if (panel === 'image' && /[:/]/.test(value)) {
    const search = { panel, image: value };
    return [{ ...entry, id: `${entry.id}-${value}`, label: `${entry.label} to ${value}`, search }];
  }
  return [];
}

/** What can be done to the thing whose screen is open. */
export function openActions(index: PaletteIndex): PaletteEntry[] {
  const { open, deployments, jobs, nodes, tasks } = index;
  const isOpen = ({ namespace, name }: { namespace: string; name: string }) =>
    `${namespace}/${name}` === open?.id;
  switch (open?.kind) {
    case 'deployment':
      return deployments.filter(isOpen).flatMap((one) => deploymentActions(one, index));
    case 'job':
      return jobs.filter(isOpen).flatMap((one) => jobActions(one, index));
    case 'node':
      return nodes.filter(({ name }) => name === open.id).flatMap((one) => nodeActions(one, index));
    case 'container':
      return tasks.filter(({ id }) => id === open.id).flatMap((one) => containerActions(one, index));
    default:
      return [];
  }
}

function otherActions(index: PaletteIndex): PaletteEntry[] {
  return [
    ...newActions(index),
    ...index.deployments.flatMap((one) => deploymentActions(one, index)),
    ...index.jobs.flatMap((one) => jobActions(one, index)),
    ...index.nodes.flatMap((one) => nodeActions(one, index)),
  ];
}

function newActions({ mayAct }: PaletteIndex): PaletteEntry[] {
  const examples = { id: 'examples', label: 'Start from an example', detail: '', to: '/examples' };
  const making = [
    { id: 'deploy', label: 'Deploy something new', detail: 'G D', hasKey: true as const, to: '/deploy' },
    { id: 'submit-job', label: 'Submit a job', detail: '', to: '/jobs/new' },
  ];
  return [...(mayAct(undefined) ? making : []), examples].map((entry) => ({ ...entry, group: 'Actions' }));
}

/** What its page offers now. A node that is held is taken back by a button there. */
function nodeActions(
  { id, name, cordoned, drain, status }: NodeRecord,
  { mayAct }: PaletteIndex,
): PaletteEntry[] {
  const act = (panel: string, verb: string): PaletteEntry => ({
    ...{ id: `${id}-${panel}`, group: 'Actions', label: `${verb} ${name}`, detail: '' },
    ...{ to: '/nodes/$node', params: { node: name }, search: { panel } },
  });
  if (!mayAct(null)) return [];
  return [
    ...(drain === null ? [act('drain', 'Drain')] : []),
    ...(drain === null && !cordoned ? [act('cordon', 'Cordon')] : []),
    ...(status === 'unreachable' ? [act('remove', 'Remove')] : []),
  ];
}

function containerActions(
  { id, namespace, name, nodeId, state }: TaskRecord,
  { mayAct }: PaletteIndex,
): PaletteEntry[] {
  const common = { group: 'Actions', detail: '', to: '/containers/$id', params: { id } } as const;
  return [
    ...(nodeId === null ? [] : [{ ...common, id: `${id}-logs`, label: `Logs of ${name}` }]),
    ...(state === 'running' && mayAct([namespace])
      ? [{ ...common, id: `${id}-terminal`, label: `Terminal in ${name}`, search: { view: 'terminal' } }]
      : []),
  ];
}

function deploymentActions(
  { id, namespace, name, paused, deletingAtMs, revision }: DeploymentRecord,
  { mayAct }: PaletteIndex,
): PaletteEntry[] {
  const common = { group: 'Actions', detail: namespace, params: { namespace, name } } as const;
  const panel = (name: string) => ({ to: deploymentRoute, search: { panel: name } });
  const timeline = `${deploymentRoute}/timeline`;
  const back = { ...common, id: `${id}-rollback`, label: `Roll back ${name}`, to: timeline };
  const logs = { ...common, id: `${id}-logs`, label: `Logs of ${name}`, to: `${deploymentRoute}/logs` };
  if (deletingAtMs !== null || !mayAct([namespace])) return [logs];
  return [
    { ...common, id: `${id}-scale`, label: `Scale ${name}`, ...panel('scale') },
    { ...common, id: `${id}-image`, label: `Update image of ${name}`, ...panel('image') },
    ...(revision > 1 ? [back] : []),
    { ...common, id: `${id}-restart`, label: `Restart ${name}`, ...panel('restart') },
    paused
      ? { ...common, id: `${id}-resume`, label: `Resume ${name}`, ...panel('resume') }
      : { ...common, id: `${id}-pause`, label: `Pause ${name}`, ...panel('pause') },
    { ...common, id: `${id}-edit`, label: `Edit ${name}`, to: `${deploymentRoute}/config` },
    logs,
    { ...common, id: `${id}-delete`, label: `Delete ${name}`, ...panel('delete') },
  ];
}

function jobActions(job: JobRecord, { mayAct }: PaletteIndex): PaletteEntry[] {
  const { id, namespace, name, spec } = job;
  if (!mayAct([namespace])) return [];
  const labels: Record<JobAct, string> = {
    run: spec.plan.kind === 'build' ? `Queue a build of ${name}` : `Run ${name} now`,
    suspend: `Suspend job ${name}`,
    resume: `Resume job ${name}`,
    cancel: `Cancel job ${name}`,
    delete: `Delete job ${name}`,
  };
  return actsOn(job).map((act) => ({
    id: `${id}-${act}`,
    group: 'Actions',
    label: labels[act],
    detail: namespace,
    to: jobRoute,
    params: { namespace, name },
    search: { panel: act },
  }));
}
