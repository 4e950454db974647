import type {
  DeploymentRecord,
  FrameworkRecord,
  JobRecord,
  NodeRecord,
  OfferRecord,
  RevisionRecord,
  TaskRecord,
} from '@gantry/model';
import { actsOn, type JobAct } from '../../features/jobs/job-acts.ts';
import { places } from '../places.ts';

/** One line of the palette: where it leads. To `.` it changes what is given of the address and leaves the rest. */
export interface PaletteEntry {
  id: string;
  group:
    | 'Recent'
    | 'Actions'
    | 'Deployments'
    | 'Jobs'
    | 'Containers'
    | 'Nodes'
    | 'Revisions'
    | 'Frameworks'
    | 'Places'
    | 'Time';
  label: string;
  detail: string;
  /** Its detail is the key that does the same, of which a phone has none. */
  hasKey?: true;
  to: string;
  params?: Record<string, string>;
  search?: Record<string, string | number | undefined>;
}

const mostOfAKind = 8;
const deploymentRoute = '/deployments/$namespace/$name';
const jobRoute = '/jobs/$namespace/$name';

export interface PaletteIndex {
  deployments: readonly DeploymentRecord[];
  jobs: readonly JobRecord[];
  /** The id of the job whose screen is open. */
  openJob: string | null;
  nodes: readonly NodeRecord[];
  tasks: readonly TaskRecord[];
  revisions: readonly RevisionRecord[];
  frameworks: readonly FrameworkRecord[];
  offers: readonly OfferRecord[];
}

/**
 * What matches the typed text, best first in each group. `>` asks for actions, `@` for nodes, `#` for revisions. A last
 * word that an action takes (`scale shop 30`, `image shop nginx:1.29`) goes with it.
 */
export function paletteEntries(typed: string, index: PaletteIndex): PaletteEntry[] {
  const prefix = typed.trimStart()[0] ?? '';
  const words = typed
    .replace(/^\s*[>@#]/, '')
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean);
  const actions = actionsFor(words, index);
  const nodes = best(index.nodes.map(nodeEntry), words, mostOfAKind);
  const revisions = revisionEntries(words, index);
  if (prefix === '>') return actions;
  if (prefix === '@') return nodes;
  if (prefix === '#') return revisions;
  const rarely = words.length === 0 ? [] : rareEntries(words, index);
  // Who types a name wants to see it before doing anything to it.
  const named = [...nodes, ...rarely];
  const begins = words[0] === undefined || actions[0]?.label.toLowerCase().startsWith(words[0]);
  return [
    ...best(placeEntries, words, places.length),
    ...best(index.deployments.map(deploymentEntry), words, mostOfAKind),
    ...jobEntries(words, index),
    ...(begins ? [...actions, ...named] : [...named, ...actions]),
  ];
}

/** What is looked for by its id or name alone. */
function rareEntries(words: readonly string[], index: PaletteIndex): PaletteEntry[] {
  return [
    ...best(index.tasks.map(taskEntry), words, mostOfAKind),
    ...best(index.frameworks.map(frameworkEntry), words, mostOfAKind),
    ...best(index.offers.map(offerEntry), words, mostOfAKind),
    ...(words.some((word) => /^r\d+$/.test(word)) ? revisionEntries(words, index) : []),
  ];
}

/** Actions that the words name; those that take a last word, with it. Without words: those of the open job as well. */
function actionsFor(words: readonly string[], index: PaletteIndex): PaletteEntry[] {
  if (words.length === 0)
    return [
      ...index.jobs.filter(({ id }) => id === index.openJob).flatMap(jobActions),
      ...best(actionEntries(index), words, 1),
    ];
  const plain = best(actionEntries(index), words, mostOfAKind);
  const value = words.at(-1);
  if (words.length < 2 || value === undefined) return plain;
  const taking = best(actionEntries(index), words.slice(0, -1), mostOfAKind).flatMap((entry) =>
    withValue(entry, value),
  );
  return [...taking, ...plain].slice(0, mostOfAKind);
}

function withValue(entry: PaletteEntry, value: string): PaletteEntry[] {
  const { panel } = entry.search ?? {};
  if (panel === 'scale' && /^\d{1,6}$/.test(value)) {
    const search = { panel, to: Number(value) };
    return [{ ...entry, id: `${entry.id}-${value}`, label: `${entry.label} to ${value}`, search }];
  }
  if (panel === 'image' && /[:/]/.test(value)) {
    const search = { panel, image: value };
    return [{ ...entry, id: `${entry.id}-${value}`, label: `${entry.label} to ${value}`, search }];
  }
  return [];
}

function revisionEntries(words: readonly string[], { deployments, revisions }: PaletteIndex): PaletteEntry[] {
  const byId = new Map(deployments.map((deployment) => [deployment.id, deployment]));
  const entries = revisions.toReversed().flatMap((revision): PaletteEntry[] => {
    const deployment = byId.get(revision.deploymentId);
    if (deployment === undefined) return [];
    const { namespace, name } = deployment;
    return [
      {
        id: revision.id,
        group: 'Revisions',
        label: `r${revision.number} of ${name}`,
        detail: revision.cause || revision.author,
        to: `${deploymentRoute}/revisions/$revision`,
        params: { namespace, name, revision: String(revision.number) },
      },
    ];
  });
  return best(entries, words, mostOfAKind);
}

function best(entries: readonly PaletteEntry[], words: readonly string[], most: number): PaletteEntry[] {
  const ranked = entries.flatMap((entry) => {
    const rank = rankOf(entry, words);
    return rank === null ? [] : [{ entry, rank }];
  });
  ranked.sort((a, b) => a.rank - b.rank);
  return ranked.slice(0, most).map(({ entry }) => entry);
}

/** Lower is better: the start of the label, then the label, then its details. null: does not match. */
function rankOf({ label, detail, id }: PaletteEntry, words: readonly string[]): number | null {
  const name = label.toLowerCase();
  const all = `${name} ${detail.toLowerCase()} ${id.toLowerCase()}`;
  if (!words.every((word) => all.includes(word))) return null;
  const [first = ''] = words;
  if (name.startsWith(first)) return 0;
  return name.includes(first) ? 1 : 2;
}

const placeEntries: readonly PaletteEntry[] = places.map(({ label, to, key }) => ({
  id: to,
  group: 'Places',
  label,
  detail: `G ${key.toUpperCase()}`,
  hasKey: true,
  to,
}));

function deploymentEntry({ id, namespace, name, revision }: DeploymentRecord): PaletteEntry {
  const params = { namespace, name };
  return {
    id,
    group: 'Deployments',
    label: name,
    detail: `${namespace} · r${revision}`,
    to: deploymentRoute,
    params,
  };
}

/** The newest first; runs of other jobs, of which there may be many, only for words that name them. */
function jobEntries(words: readonly string[], { jobs }: PaletteIndex): PaletteEntry[] {
  const own = jobs.filter(({ parentId }) => parentId === null);
  const runs = words.length === 0 ? [] : jobs.filter(({ parentId }) => parentId !== null);
  return best([...own.toReversed(), ...runs.toReversed()].map(jobEntry), words, mostOfAKind);
}

function jobEntry({ id, namespace, name, spec, state }: JobRecord): PaletteEntry {
  return {
    id,
    group: 'Jobs',
    label: name,
    detail: `${namespace} · ${spec.plan.kind} · ${state}`,
    to: jobRoute,
    params: { namespace, name },
  };
}

function nodeEntry({ id, name, address }: NodeRecord): PaletteEntry {
  return { id, group: 'Nodes', label: name, detail: address, to: '/nodes/$node', params: { node: name } };
}

function taskEntry({ id, name, state }: TaskRecord): PaletteEntry {
  return {
    id,
    group: 'Containers',
    label: name,
    detail: `${id} · ${state}`,
    to: '/containers/$id',
    params: { id },
  };
}

function frameworkEntry({ id, name, kind }: FrameworkRecord): PaletteEntry {
  return {
    id,
    group: 'Frameworks',
    label: name,
    detail: kind,
    to: '/frameworks',
    search: { q: `name:${name}` },
  };
}

function offerEntry({ id, state }: OfferRecord): PaletteEntry {
  return { id, group: 'Frameworks', label: `Offer ${id}`, detail: state, to: '/offers', search: { q: id } };
}

function actionEntries({ deployments, jobs, nodes }: PaletteIndex): PaletteEntry[] {
  const deploy: PaletteEntry = {
    id: 'deploy',
    group: 'Actions',
    label: 'Deploy something new',
    detail: 'G D',
    hasKey: true,
    to: '/deploy',
  };
  const examples: PaletteEntry = {
    id: 'examples',
    group: 'Actions',
    label: 'Start from an example',
    detail: '',
    to: '/examples',
  };
  const submit: PaletteEntry = {
    id: 'submit-job',
    group: 'Actions',
    label: 'Submit a job',
    detail: '',
    to: '/jobs/new',
  };
  return [
    ...[deploy, submit, examples],
    ...deployments.flatMap(deploymentActions),
    ...jobs.flatMap(jobActions),
    ...nodes.map(drainEntry),
  ];
}

function drainEntry({ id, name }: NodeRecord): PaletteEntry {
  return {
    id: `${id}-drain`,
    group: 'Actions',
    label: `Drain ${name}`,
    detail: '',
    to: '/nodes/$node',
    params: { node: name },
    search: { panel: 'drain' },
  };
}

function deploymentActions({ id, namespace, name, paused }: DeploymentRecord): PaletteEntry[] {
  const common = { group: 'Actions', detail: namespace, params: { namespace, name } } as const;
  const panel = (name: string) => ({ to: deploymentRoute, search: { panel: name } });
  return [
    { ...common, id: `${id}-scale`, label: `Scale ${name}`, ...panel('scale') },
    { ...common, id: `${id}-image`, label: `Update image of ${name}`, ...panel('image') },
    { ...common, id: `${id}-rollback`, label: `Roll back ${name}`, to: `${deploymentRoute}/timeline` },
    { ...common, id: `${id}-restart`, label: `Restart ${name}`, ...panel('restart') },
    paused
      ? { ...common, id: `${id}-resume`, label: `Resume ${name}`, ...panel('resume') }
      : { ...common, id: `${id}-pause`, label: `Pause ${name}`, ...panel('pause') },
    { ...common, id: `${id}-edit`, label: `Edit ${name}`, to: `${deploymentRoute}/config` },
    { ...common, id: `${id}-logs`, label: `Logs of ${name}`, to: `${deploymentRoute}/logs` },
    { ...common, id: `${id}-delete`, label: `Delete ${name}`, ...panel('delete') },
  ];
}

function jobActions(job: JobRecord): PaletteEntry[] {
  const { id, namespace, name, spec } = job;
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
