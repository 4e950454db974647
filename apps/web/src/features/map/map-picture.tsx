import type { DeploymentId } from '@gantry/model';
import { Fragment, Suspense, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { lazyPart } from '../../shared/missing-part.ts';
import { cardGrid } from './card-grid.ts';
import { GroupHeading } from './group-heading.tsx';
import { type GroupedNodes, GroupOrder } from './group-order.ts';
import type { CanvasHandle } from './map-canvas.tsx';
import type { SizeBy } from './map-colour.ts';
import { type MapLevel, mapLevel } from './map-level.ts';
import type { MapNode } from './map-node.ts';
import { MapPlace } from './map-place.tsx';
import type { LitNodes } from './map-raster.ts';
import type { MapSelection } from './map-selection.ts';
import { NodeCard } from './node-card.tsx';
import { NodeTile } from './node-tile.tsx';
import { meets, type ScreenBox, SelectArea } from './select-area.tsx';
import type { Unplaced } from './unplaced.ts';
import { UnplacedTray } from './unplaced-tray.tsx';
import { focusPlace, placesIn, useMapSteps } from './use-map-steps.ts';
import type { WhatIf } from './what-if.ts';

// Most clusters never need it, and the first screen does not wait for it.
const MapCanvas = lazyPart(() => import('./map-canvas.tsx'));

/** What the map's own screen adds to the picture. The overview's has none of it. */
export interface MapStance {
  /** 1: all of it fits; above, it is so many times larger. Of pixels only. */
  zoom: number;
  /** null: it has this size only. */
  onZoom: ((zoom: number) => void) | null;
  /** The node that the keys are at, by name. */
  at: string | undefined;
  onAt: (name: string | undefined) => void;
  selection: MapSelection;
  whatIf: WhatIf | null;
}

const nothingChosen: MapSelection = { chosen: new Set(), choose() {}, toggle() {}, clear() {} };
const still: MapStance = {
  ...{ zoom: 1, onZoom: null, at: undefined, onAt() {} },
  ...{ selection: nothingChosen, whatIf: null },
};

/** The map at the level that its number of nodes asks for. */
export function MapPicture({
  nodes,
  unplaced,
  sizeBy,
  groupKey,
  troubleFirst = false,
  height,
  lit = null,
  app,
  stance = still,
}: {
  nodes: readonly MapNode[];
  unplaced: Unplaced;
  sizeBy: SizeBy;
  groupKey: string | undefined;
  /** The groups where most is wrong come first. */
  troubleFirst?: boolean;
  height: number;
  lit?: LitNodes;
  /** The deployment that is looked for: where containers are named, the others' are faint. */
  app?: DeploymentId | undefined;
  stance?: MapStance;
}) {
  const area = useRef<HTMLDivElement>(null);
  const canvas = useRef<CanvasHandle>(null);
  const { selection } = stance;
  const level = mapLevel(nodes.length);
  const [order] = useState(() => new GroupOrder());
  const ordered = useMemo(
    () => order.of(nodes, { key: groupKey, troubleFirst }),
    [order, nodes, groupKey, troubleFirst],
  );
  useKeysOfPicture(ordered, { area, canvas, lit, stance });
  const chooseIn = (box: ScreenBox, how: { add: boolean }) =>
    selection.choose([...idsIn(area.current, box), ...(canvas.current?.nodesIn(box) ?? [])], how);
  const content = (
    <div className="flex flex-col gap-3">
      <UnplacedTray unplaced={unplaced} />
      {level === 'pixels' ? (
        <Suspense fallback={<div aria-busy="true" style={{ height }} />}>
          <MapCanvas {...{ ...stance, ordered, height, lit }} handle={canvas} />
        </Suspense>
      ) : (
        <Places {...{ ordered, level, sizeBy, lit, app, stance }} />
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

/** The keys of the map's own screen; and where the address says that they are, they are. */
function useKeysOfPicture(
  { nodes }: GroupedNodes,
  {
    area,
    canvas,
    lit,
    stance,
  }: {
    area: React.RefObject<HTMLElement | null>;
    canvas: React.RefObject<CanvasHandle | null>;
    lit: LitNodes;
    stance: MapStance;
  },
): void {
  const { at, onAt, selection } = stance;
  const focus = (name: string) => {
    const id = nodes.find(({ node }) => node.name === name)?.node.id;
    if (canvas.current !== null) canvas.current.focus();
    else if (id !== undefined) focusPlace(area.current, id);
  };
  const onGo = (name: string) => {
    focus(name);
    // It is there already, and may have been scrolled away.
    if (name === at) canvas.current?.look();
    onAt(name);
  };
  useMapSteps({ isOn: stance !== still, area, nodes, lit, at, onGo, selection });
  const arrive = useEffectEvent(() => {
    if (at !== undefined && document.activeElement === document.body) focus(at);
  });
  useEffect(() => arrive(), []);
}

const grids = {
  cards: cardGrid,
  tiles: 'grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-2',
} as const;

/** Cards or tiles, group by group. */
function Places({
  ordered,
  level,
  sizeBy,
  lit,
  app,
  stance: { selection, whatIf },
}: {
  ordered: GroupedNodes;
  level: Exclude<MapLevel, 'pixels'>;
  sizeBy: SizeBy;
  lit: LitNodes;
  app: DeploymentId | undefined;
  stance: MapStance;
}) {
  const { nodes, groups } = ordered;
  const lost = new Set<string>(whatIf?.nodes.map(({ id }) => id));
  return groups.map((group) => {
    const places = nodes.slice(group.first, group.first + group.count).map((entry) => (
      <MapPlace
        key={entry.node.id}
        node={entry.node.id}
        isChosen={selection.chosen.has(entry.node.id)}
        isLost={lost.has(entry.node.id)}
        arrivals={whatIf?.arrivals.get(entry.node.name) ?? 0}
        lit={lit}
      >
        {level === 'cards' ? (
          <NodeCard entry={entry} sizeBy={sizeBy} app={app} />
        ) : (
          <NodeTile entry={entry} />
        )}
      </MapPlace>
    ));
    return (
      <Fragment key={group.name}>
        {group.name !== '' && (
          <h3 className="-mb-1.5 flex items-center gap-1.5 truncate text-dense font-medium text-ink-2">
            <GroupHeading group={group} ordered={ordered} selection={selection} />
          </h3>
        )}
        <div className={grids[level]}>{places}</div>
      </Fragment>
    );
  });
}

/** Ids of the nodes whose cards or tiles a box meets. */
const idsIn = (area: HTMLElement | null, box: ScreenBox): string[] =>
  placesIn(area).flatMap((place) =>
    meets(box, place.getBoundingClientRect()) ? (place.dataset.node ?? []) : [],
  );
