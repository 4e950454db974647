import type { DeploymentRecord, NodeRecord, TaskRecord } from '@gantry/model';
import { places } from '../places.ts';

/** One line of the palette: where it leads. */
export interface PaletteEntry {
  id: string;
  group: 'Actions' | 'Deployments' | 'Containers' | 'Nodes' | 'Places';
  label: string;
  detail: string;
  to: string;
  params?: Record<string, string>;
  search?: Record<string, string>;
}

const mostOfAKind = 8;

interface Index {
  deployments: readonly DeploymentRecord[];
  nodes: readonly NodeRecord[];
  tasks: readonly TaskRecord[];
}

/** What matches the typed text, best first in each group. `>` asks for actions, `@` for nodes only. */
export function paletteEntries(typed: string, index: Index): PaletteEntry[] {
  const prefix = typed.trimStart()[0] ?? '';
  const words = typed
    .replace(/^\s*[>@]/, '')
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean);
  const actions = best(actionEntries(index.deployments), words, words.length > 0 ? mostOfAKind : 1);
  const nodes = best(index.nodes.map(nodeEntry), words, mostOfAKind);
  if (prefix === '>') return actions;
  if (prefix === '@') return nodes;
  return [
    ...best(placeEntries, words, places.length),
    ...best(index.deployments.map(deploymentEntry), words, mostOfAKind),
    ...actions,
    ...nodes,
    ...(words.length > 0 ? best(index.tasks.map(taskEntry), words, mostOfAKind) : []),
  ];
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
  detail: `g ${key}`,
  to,
}));

const deploymentRoute = '/deployments/$namespace/$name';

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

function actionEntries(deployments: readonly DeploymentRecord[]): PaletteEntry[] {
  const deploy: PaletteEntry = {
    id: 'deploy',
    group: 'Actions',
    label: 'Deploy something new',
    detail: 'g d',
    to: '/deploy',
  };
  return [deploy, ...deployments.flatMap(deploymentActions)];
}

function deploymentActions({ id, namespace, name }: DeploymentRecord): PaletteEntry[] {
  const common = { group: 'Actions', detail: namespace, params: { namespace, name } } as const;
  const panel = (name: string) => ({ to: deploymentRoute, search: { panel: name } });
  return [
    { ...common, id: `${id}-scale`, label: `Scale ${name}`, ...panel('scale') },
    { ...common, id: `${id}-image`, label: `Update image of ${name}`, ...panel('image') },
    { ...common, id: `${id}-rollback`, label: `Roll back ${name}`, to: `${deploymentRoute}/timeline` },
    { ...common, id: `${id}-restart`, label: `Restart ${name}`, ...panel('restart') },
    { ...common, id: `${id}-logs`, label: `Logs of ${name}`, to: `${deploymentRoute}/logs` },
    { ...common, id: `${id}-delete`, label: `Delete ${name}`, ...panel('delete') },
  ];
}
