import { formatPlural } from '../../shared/format/quantity.ts';
import { formatAge, formatClock } from '../../shared/format/time.ts';
import type { Colouring, Held } from './colouring.ts';
import { ageHue, largestShare, type SizeBy, shareHue, shareWords } from './map-colour.ts';
import type { Hue } from './map-hue.ts';
import type { MapNode, Part } from './map-node.ts';

/** The node in the colours that are told by node. Those that are told by container it has already. */
export function colouredNode(entry: MapNode, colouring: Colouring): MapNode {
  switch (colouring.by) {
    case 'used':
    case 'requested':
      return byUse(entry, colouring);
    case 'offers':
      return byOffers(entry, colouring.held.get(entry.node.id) ?? []);
    case 'age':
      return byMeanAge(entry, colouring.nowMs);
    default:
      return entry;
  }
}

function byUse(entry: MapNode, { by, sizeBy, used }: Colouring): MapNode {
  const amount = by === 'used' ? used.get(entry.node.id)?.[sizeBy] : entry.reserved[sizeBy];
  if (amount === undefined) return inOneColour(entry, 'other', 'use not measured');
  const ratio = entry.node.resources[sizeBy] > 0 ? amount / entry.node.resources[sizeBy] : 0;
  return inOneColour(entry, shareHue(ratio), shareWords(ratio, sizeBy, by === 'used' ? 'used' : 'requested'));
}

const inOneColour = (entry: MapNode, hue: Hue, note: string): MapNode => ({
  ...entry,
  note,
  parts: entry.containers > 0 ? [[hue, 1]] : [],
  blocks: entry.blocks.map((block) => ({ ...block, hue })),
});

/** Where containers are known one by one, each has its own. */
function byMeanAge(entry: MapNode, nowMs: number): MapNode {
  const { meanCreatedAtMs, blocks } = entry;
  if (blocks.length > 0 || meanCreatedAtMs === null) return entry;
  const ageMs = nowMs - meanCreatedAtMs;
  return { ...entry, parts: [[ageHue(ageMs), 1]], note: `${formatAge(ageMs)} old on average` };
}

/** What offers hold lies on what runs there: it is neither in use nor free. */
function byOffers(entry: MapNode, held: readonly Held[]): MapNode {
  const { node } = entry;
  const shares = held.map(
    ({ hue, offer }): Part => [hue, largestShare(offer.resources, node.resources).ratio],
  );
  const heldRatio = shares.reduce((sum, [, share]) => sum + share, 0);
  // Where containers are known one by one, what is reserved is theirs alone; the server's counts have offers in them.
  const inUse = entry.blocks.length > 0 ? entry.fillRatio : Math.max(0, entry.fillRatio - heldRatio);
  const parts: Part[] = [...shares, ['other', inUse]];
  return {
    ...entry,
    held,
    fillRatio: Math.min(1, inUse + heldRatio),
    tightest: largestShare(takenOf(entry, held), node.resources).kind,
    parts: parts.filter(([, share]) => share > 0),
    note: heldWords(held),
  };
}

/** `spark holds an offer since 14:02:11` */
function heldWords(held: readonly Held[]): string {
  if (held.length === 0) return 'nothing held out';
  const names = [...new Set(held.map(({ framework }) => framework))].join(', ');
  const since = Math.min(...held.map(({ offer }) => offer.createdAtMs));
  return `${names}: ${formatPlural(held.length, 'offer')} held since ${formatClock(since)}`;
}

/** What is reserved and what is held. */
function takenOf({ reserved, blocks }: MapNode, held: readonly Held[]): Record<SizeBy, number> {
  const taken = (kind: SizeBy) => {
    const heldAmount = held.reduce((sum, { offer }) => sum + offer.resources[kind], 0);
    return blocks.length > 0 ? reserved[kind] + heldAmount : Math.max(reserved[kind], heldAmount);
  };
  return { cpuMillis: taken('cpuMillis'), memoryBytes: taken('memoryBytes') };
}

/**
 * Nodes in other colours than those of their state. A node that did not change, and looks the same, is the same object as
 * before, so that only what changed is drawn again.
 */
export class ColouredNodes {
  #from: readonly MapNode[] = [];
  #colouring: Colouring | null = null;
  #shown: MapNode[] = [];

  of(entries: readonly MapNode[], colouring: Colouring): MapNode[] {
    const last = this.#shown;
    const isSameKind = this.#colouring?.by === colouring.by;
    const shown = entries.map((entry, place) => {
      const next = colouredNode(entry, colouring);
      const before = last[place];
      return isSameKind && before && entry === this.#from[place] && looksSame(before, next) ? before : next;
    });
    this.#from = entries;
    this.#colouring = colouring;
    this.#shown = shown;
    return shown;
  }
}

function looksSame(a: MapNode, b: MapNode): boolean {
  return (
    a.note === b.note &&
    a.fillRatio === b.fillRatio &&
    a.parts.length === b.parts.length &&
    a.parts.every(([hue, weight], index) => hue === b.parts[index]![0] && weight === b.parts[index]![1])
  );
}
