import { useCallback, useMemo, useState } from 'react';
import type { MapNode } from './map-node.ts';

/** The nodes that are chosen on the map, by id. */
export interface MapSelection {
  chosen: ReadonlySet<string>;
  /** These too, or these alone. */
  choose(ids: readonly string[], how: { add: boolean }): void;
  toggle(id: string): void;
  clear(): void;
}

export function useMapSelection(): MapSelection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const choose = useCallback(
    (ids: readonly string[], { add }: { add: boolean }) =>
      setChosen((last) => new Set([...(add ? last : []), ...ids])),
    [],
  );
  const toggle = useCallback(
    (id: string) =>
      setChosen((last) => {
        const next = new Set(last);
        if (!next.delete(id)) next.add(id);
        return next;
      }),
    [],
  );
  const clear = useCallback(() => setChosen(new Set()), []);
  return useMemo(() => ({ chosen, choose, toggle, clear }), [chosen, choose, toggle, clear]);
}

export const chosenNodes = (nodes: readonly MapNode[], { chosen }: MapSelection) =>
  chosen.size === 0 ? [] : nodes.filter(({ node }) => chosen.has(node.id)).map(({ node }) => node);
