import { useMemo } from 'react';
import { usePaced } from '../../live/paced.ts';
import type { ColourBy } from './map-colour.ts';
import { type MapNode, mapSentence } from './map-node.ts';
import { type Unplaced, unplacedWords } from './unplaced.ts';

/** What the map shows in words, of many nodes as often as anybody reads it. */
export function useMapSentence(
  { nodes, unplaced, ready }: { nodes: readonly MapNode[]; unplaced: Unplaced; ready: boolean },
  colourBy?: ColourBy,
): string {
  const told = usePaced(ready ? nodes : none);
  const waiting = unplacedWords(unplaced);
  return useMemo(() => (ready ? mapSentence(told, waiting, colourBy) : ''), [ready, told, waiting, colourBy]);
}

const none: readonly MapNode[] = [];
