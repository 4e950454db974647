import type { NodeLoad } from '@gantry/client';
import type { NodeRecord, Resources, TaskRecord, TemplateRecord } from '@gantry/model';
import { requestsOf } from '@gantry/model/init-containers';
import { byName } from '../../shared/by-name.ts';
import { formatCount, formatPlural } from '../../shared/format/quantity.ts';
import { bySeverity, type Tone } from '../../shared/tone.ts';
import { isLive, nodeVerdict, taskVerdict } from '../../shared/verdict.ts';
import { blockColour, type Colouring, type Held } from './colouring.ts';
import { type ColourBy, type LegendEntry, largestShare, legendOf, type SizeBy } from './map-colour.ts';
import { type Hue, hues, isTone } from './map-hue.ts';

/** A container as a block of the map. */
export interface MapBlock {
  task: TaskRecord;
  name: string;
  /** Its state. */
  tone: Tone;
  /** Its colour, which may tell something else, as the label does. */
  hue: Hue;
  label: string;
  requests: Resources;
}

/** A colour of a node's fill, and how much of it: in containers, or in parts of whatever the fill is made of. */
export type Part = readonly [Hue, number];

/** A node as a card or a tile of the map. */
export interface MapNode {
  node: NodeRecord;
  tone: Tone;
  label: string;
  /** What runs there, as far as it is known one by one. */
  blocks: MapBlock[];
  /** How many containers there are, also while only their number is known. */
  containers: number;
  reserved: Resources;
  /** Reserved share of the tightest resource, 0..1. */
  fillRatio: number;
  /** Which resource that is. */
  tightest: SizeBy;
  /** Containers by state, whatever the colours tell. */
  counts: ReadonlyMap<Tone, number>;
  /** The colours of the fill, from the top. */
  parts: readonly Part[];
  /** What its colour says in words. Empty: the parts are containers. */
  note: string;
  /** Offers of it that are out, where the colours tell them. */
  held: readonly Held[];
  /** When its containers were made, on average; null: it has none, or each is known by itself. */
  meanCreatedAtMs: number | null;
}

const nothing: Resources = { cpuMillis: 0, memoryBytes: 0, diskBytes: 0, gpus: 0 };

function plus(a: Resources, b: Resources): Resources {
  return {
    cpuMillis: a.cpuMillis + b.cpuMillis,
    memoryBytes: a.memoryBytes + b.memoryBytes,
    diskBytes: a.diskBytes + b.diskBytes,
    gpus: a.gpus + b.gpus,
  };
}

/** What each template asks for in all. */
export function requestsByTemplate(templates: readonly TemplateRecord[]): Map<string, Resources> {
  return new Map(templates.map(({ hash, template }) => [hash, requestsOf(template)]));
}

export interface MapInput {
  nodes: readonly NodeRecord[];
  tasks: readonly TaskRecord[];
  requests: ReadonlyMap<string, Resources>;
  /** Of each deployment its name and the number of its newest revision. */
  deployments: ReadonlyMap<string, { name: string; revision: number }>;
  colouring: Colouring;
}

/** The map's content: nodes by name, and what is on no node yet. One pass over the tasks. */
export function mapOf(input: MapInput): { nodes: MapNode[]; unplaced: MapBlock[] } {
  const byNode = new Map<string, MapBlock[]>(input.nodes.map((node) => [node.id, []]));
  const unplaced: MapBlock[] = [];
  for (const task of input.tasks) {
    const shown = isLive(task) || (task.state === 'lost' && task.nodeId !== null);
    if (!shown) continue;
    const place = task.nodeId === null ? unplaced : byNode.get(task.nodeId);
    place?.push(blockOf(task, input));
  }
  const nodes = input.nodes.map((node) => mapNodeOf(node, byNode.get(node.id) ?? []));
  return { nodes: nodes.sort((a, b) => byName(a.node.name, b.node.name)), unplaced };
}

function blockOf(task: TaskRecord, { requests, deployments, colouring }: MapInput): MapBlock {
  const deployment = deployments.get(task.deploymentId ?? '');
  return {
    task,
    name: deployment?.name ?? task.name,
    tone: taskVerdict(task).tone,
    ...blockColour(task, colouring, deployment?.revision),
    requests: requests.get(task.templateHash) ?? nothing,
  };
}

function mapNodeOf(node: NodeRecord, blocks: MapBlock[]): MapNode {
  const reserved = blocks.reduce((sum, block) => plus(sum, block.requests), nothing);
  blocks.sort((a, b) =>
    a.name === b.name ? a.task.createdAtMs - b.task.createdAtMs : a.name < b.name ? -1 : 1,
  );
  return {
    ...{ node, ...nodeVerdict(node), blocks, containers: blocks.length, reserved },
    ...fillOf(node, reserved),
    counts: countBy(blocks, ({ tone }) => tone),
    parts: inOrder([...countBy(blocks, ({ hue }) => hue)]),
    ...{ note: '', held: [], meanCreatedAtMs: null },
  };
}

function countBy<T>(blocks: readonly MapBlock[], keyOf: (block: MapBlock) => T): Map<T, number> {
  const counts = new Map<T, number>();
  for (const block of blocks) counts.set(keyOf(block), (counts.get(keyOf(block)) ?? 0) + 1);
  return counts;
}

/** From the top: what is worst, and what is well lowest. */
const inOrder = (parts: readonly Part[]): Part[] => parts.toSorted(([a], [b]) => rankOf(a) - rankOf(b));

const rankOf = (hue: Hue): number =>
  isTone(hue) ? hues.length + bySeverity(hue, 'running') : hues.indexOf(hue);

/**
 * Maps from the server's counts alone: all that a large cluster's map needs. A node whose record and load did not change
 * is the same object as before, so that only what changed is drawn again.
 */
export class LoadMap {
  #nodes: readonly NodeRecord[] = [];
  /** The nodes by name, and of each the load and the entry that were made of it, at the same place. */
  #sorted: readonly NodeRecord[] = [];
  #loads: (NodeLoad | undefined)[] = [];
  #entries: MapNode[] = [];

  of(nodes: readonly NodeRecord[], loadOf: (nodeId: string) => NodeLoad | undefined): MapNode[] {
    if (nodes !== this.#nodes) this.#sort(nodes);
    let entries = this.#entries;
    for (const [place, node] of this.#sorted.entries()) {
      const load = loadOf(node.id);
      const last = entries[place];
      if (last?.node === node && this.#loads[place] === load) continue;
      // Copied once, so that who holds the last ones sees that something changed.
      if (entries === this.#entries) entries = entries.slice();
      entries[place] = nodeOfLoad(node, load);
      this.#loads[place] = load;
    }
    this.#entries = entries;
    return entries;
  }

  #sort(nodes: readonly NodeRecord[]): void {
    const last = new Map(this.#entries.map((entry, place) => [entry.node.id, { entry, place }]));
    const loads = this.#loads;
    this.#nodes = nodes;
    this.#sorted = nodes.toSorted((a, b) => byName(a.name, b.name));
    const kept = this.#sorted.map(({ id }) => last.get(id));
    this.#loads = kept.map((one) => (one === undefined ? undefined : loads[one.place]));
    this.#entries = kept.flatMap((one, place) => one?.entry ?? nodeOfLoad(this.#sorted[place]!, undefined));
  }
}

function nodeOfLoad(node: NodeRecord, load: NodeLoad | undefined): MapNode {
  const { tasks = 0, ready = 0, starting = 0, stopping = 0, lost = 0, meanCreatedAtMs = null } = load ?? {};
  const all: [Tone, number][] = [
    ['running', ready],
    ['progress', starting],
    ['degraded', tasks - ready - starting - stopping],
    ['draining', stopping],
    ['unknown', lost],
  ];
  const reserved = load?.allocated ?? nothing;
  const states = all.filter(([, count]) => count > 0);
  return {
    node,
    ...nodeVerdict(node),
    blocks: [],
    containers: tasks + lost,
    reserved,
    ...fillOf(node, reserved),
    counts: new Map(states),
    parts: inOrder(states),
    ...{ note: '', held: [], meanCreatedAtMs },
  };
}

function fillOf({ resources }: NodeRecord, reserved: Resources): Pick<MapNode, 'fillRatio' | 'tightest'> {
  const { kind, ratio } = largestShare(reserved, resources);
  return { fillRatio: Math.min(1, ratio), tightest: kind };
}

/** What is worth telling beside how many there are. */
const troubleWords: readonly LegendEntry[] = [
  ['failed', 'failed'],
  ['degraded', 'not ready'],
  ['unknown', 'lost'],
  ['draining', 'draining'],
];

/**
 * `19 containers · 1 failed · 1 node cordoned`, leaving out what is well; by revision, how many are of which. `unplaced`:
 * what is on no node, in words.
 */
export function mapSentence(
  nodes: readonly MapNode[],
  unplaced: string,
  colourBy: ColourBy = 'state',
): string {
  const containers = nodes.reduce((sum, node) => sum + node.containers, 0);
  const parts = [formatPlural(nodes.length, 'node'), formatPlural(containers, 'container')];
  const words = colourBy === 'state' ? troubleWords : colourBy === 'revision' ? legendOf(colourBy) : [];
  const totals = new Map<Hue, number>();
  if (words.length > 0)
    for (const node of nodes)
      for (const [hue, count] of node.parts) totals.set(hue, (totals.get(hue) ?? 0) + count);
  for (const [hue, word] of words) {
    const total = totals.get(hue) ?? 0;
    if (total > 0) parts.push(`${formatCount(total)} ${word}`);
  }
  const cordoned = nodes.reduce((sum, { tone }) => sum + (tone === 'pending' ? 1 : 0), 0);
  if (cordoned > 0) parts.push(`${formatPlural(cordoned, 'node')} cordoned`);
  if (unplaced !== '') parts.push(unplaced);
  return parts.join(' · ');
}
