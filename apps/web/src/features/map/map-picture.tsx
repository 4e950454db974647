import type { DeploymentId } from '@gantry/model';
import { type ReactNode, Suspense, useRef } from 'react';
import { lazyPart } from '../../shared/missing-part.ts';
import { classNames } from '../../shared/ui/class-names.ts';
import type { CanvasHandle } from './map-canvas.tsx';
import type { SizeBy } from './map-colour.ts';
import { mapLevel } from './map-level.ts';
import type { MapBlock, MapNode } from './map-node.ts';
import type { LitNodes } from './map-raster.ts';
import type { MapSelection } from './map-selection.ts';
import { NodeCard } from './node-card.tsx';
import { NodeTile } from './node-tile.tsx';
import { meets, type ScreenBox, SelectArea } from './select-area.tsx';
import { UnplacedTray } from './unplaced-tray.tsx';
import type { WhatIf } from './what-if.ts';

// Most clusters never need it, and the first screen does not wait for it.
const MapCanvas = lazyPart(() => import('./map-canvas.tsx'));

/** What the map's own screen adds to the picture. The overview's has none of it. */
export interface MapStance {
  zoom: number;
  /** The node that the keys are at, by name. */
  at: string | undefined;
  onAt: (name: string | undefined) => void;
  selection: MapSelection;
  whatIf: WhatIf | null;
}

const nothingChosen: MapSelection = { chosen: new Set(), choose() {}, toggle() {}, clear() {} };
const still: MapStance = { zoom: 1, at: undefined, onAt() {}, selection: nothingChosen, whatIf: null };

/** The map at the level that its number of nodes asks for. */
export function MapPicture({
  nodes,
  unplaced,
  sizeBy,
  groupKey,
  height,
  lit = null,
  app,
  stance = still,
}: {
  nodes: readonly MapNode[];
  unplaced: readonly MapBlock[];
  sizeBy: SizeBy;
  groupKey: string | undefined;
  height: number;
  lit?: LitNodes;
  /** The deployment that is looked for: where containers are named, the others' are faint. */
  app?: DeploymentId | undefined;
  stance?: MapStance;
}) {
  const area = useRef<HTMLDivElement>(null);
  const canvas = useRef<CanvasHandle>(null);
  const { selection, whatIf } = stance;
  const level = mapLevel(nodes.length);
  const chooseIn = (box: ScreenBox, how: { add: boolean }) =>
    selection.choose([...elementsIn(area.current, box), ...(canvas.current?.nodesIn(box) ?? [])], how);
  const stand = (entry: MapNode, picture: ReactNode) => (
    <Stand
      key={entry.node.id}
      node={entry.node.id}
      isChosen={selection.chosen.has(entry.node.id)}
      arrivals={whatIf?.arrivals.get(entry.node.name) ?? 0}
      lit={lit}
    >
      {picture}
    </Stand>
  );
  const content = (
    <div className="flex flex-col gap-3">
      <UnplacedTray blocks={unplaced} />
      {level === 'cards' &&
        nodes.map((entry) => stand(entry, <NodeCard entry={entry} sizeBy={sizeBy} app={app} />))}
      {level === 'tiles' && (
        <div className="grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-2">
          {nodes.map((entry) => stand(entry, <NodeTile entry={entry} />))}
        </div>
      )}
      {level === 'pixels' && (
        <Suspense fallback={<div aria-busy="true" style={{ height }} />}>
          <MapCanvas
            {...stance}
            nodes={nodes}
            groupKey={groupKey}
            height={height}
            lit={lit}
            handle={canvas}
          />
        </Suspense>
      )}
    </div>
  );
  return stance === still ? (
    content
  ) : (
    <SelectArea area={area} onBox={chooseIn}>
      {content}
    </SelectArea>
  );
}

/** Ids of the nodes whose cards or tiles a box meets. */
const elementsIn = (area: HTMLElement | null, box: ScreenBox): string[] =>
  [...(area?.querySelectorAll<HTMLElement>('[data-node]') ?? [])].flatMap((element) =>
    meets(box, element.getBoundingClientRect()) ? (element.dataset.node ?? []) : [],
  );

/** A node's place: outlined when it is lit or chosen, faint when others are lit, with what would come to it. */
function Stand({
  node,
  isChosen,
  arrivals,
  lit,
  children,
}: {
  node: string;
  isChosen: boolean;
  arrivals: number;
  lit: LitNodes;
  children: ReactNode;
}) {
  const isLit = lit?.has(node) ?? false;
  return (
    <div
      data-node={node}
      data-lit={isLit || undefined}
      data-chosen={isChosen || undefined}
      className={classNames(
        'relative grid min-w-0 rounded-panel',
        (isLit || isChosen) && 'outline-2 outline-offset-1 outline-accent',
        isChosen && 'bg-accent/10',
        lit !== null && !isLit && 'opacity-40',
      )}
    >
      {children}
      {arrivals > 0 && (
        <span
          data-arrivals={arrivals}
          data-tone="canary"
          className="absolute -top-2 right-2 rounded-full border border-dashed border-tone bg-panel px-1.5 text-label text-tone-ink"
        >
          +{arrivals}
        </span>
      )}
    </div>
  );
}
