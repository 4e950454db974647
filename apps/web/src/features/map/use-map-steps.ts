import type { RefObject } from 'react';
import { isTyping } from '../../shared/is-typing.ts';
import { useKeydown } from '../../shared/use-keydown.ts';
import type { MapNode } from './map-node.ts';
import type { LitNodes } from './map-raster.ts';
import type { MapSelection } from './map-selection.ts';
import { nextTrouble } from './map-trouble.ts';
import { stepAmong } from './spatial-step.ts';

/**
 * `n` goes to the next trouble, wherever on the page the focus is. On cards and tiles arrows move from node to node and `x`
 * chooses; a canvas, which has no elements, hears those itself.
 */
export function useMapSteps({
  isOn,
  area,
  nodes,
  lit,
  at,
  onGo,
  selection,
}: {
  isOn: boolean;
  /** What the cards or tiles are in. */
  area: RefObject<HTMLElement | null>;
  /** In the order in which they are shown. */
  nodes: readonly MapNode[];
  lit: LitNodes;
  /** The node that the keys are at, by name. */
  at: string | undefined;
  onGo: (name: string) => void;
  selection: MapSelection;
}): void {
  const go = (event: KeyboardEvent, index: number | null) => {
    const name = index === null ? undefined : nodes[index]?.node.name;
    if (name === undefined) return;
    event.preventDefault();
    onGo(name);
  };
  useKeydown((event) => {
    if (!isOn || isTyping(event)) return;
    if (event.key === 'n') {
      const from = nodes.findIndex(({ node }) => node.name === at);
      return go(event, nextTrouble(nodes, from, lit));
    }
    const places = placesIn(area.current);
    const here = places.findIndex((place) => place.contains(document.activeElement));
    if (here < 0) return;
    if (event.key === 'x') selection.toggle(places[here]?.dataset.node ?? '');
    else
      go(
        event,
        stepAmong(
          places.map((place) => place.getBoundingClientRect()),
          here,
          event.key,
        ),
      );
  });
}

/** The elements of cards or tiles, in the order of their nodes. */
export const placesIn = (area: HTMLElement | null): HTMLElement[] => [
  ...(area?.querySelectorAll<HTMLElement>('[data-node]') ?? []),
];

/** The link of the node's own card or tile takes the keys. */
export function focusPlace(area: HTMLElement | null, nodeId: string): void {
  const place = placesIn(area).find(({ dataset }) => dataset.node === nodeId);
  place?.querySelector<HTMLElement>('[data-subject^="node:"]')?.focus();
  // What has the keys already is not scrolled to by them.
  place?.scrollIntoView({ block: 'nearest' });
}
