import type { NodeRecord } from '@gantry/model';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { type FoundApp, useFoundApp } from '../../features/map/find-app.ts';
import { Legend } from '../../features/map/legend.tsx';
import { LitLine } from '../../features/map/lit-line.tsx';
import { askedNames, lostText } from '../../features/map/lost-nodes.ts';
import { type ColourBy, colouringOff, type Known, legendOf } from '../../features/map/map-colour.ts';
import { MapControls } from '../../features/map/map-controls.tsx';
import { useMapKeys, withinZooms } from '../../features/map/map-keys.ts';
import { type MapLevel, mapLevel } from '../../features/map/map-level.ts';
import type { MapNode } from '../../features/map/map-node.ts';
import { MapPicture, type MapStance } from '../../features/map/map-picture.tsx';
import { chosenNodes, type MapSelection, useMapSelection } from '../../features/map/map-selection.ts';
import { MapTable } from '../../features/map/map-table.tsx';
import { UnplacedTray } from '../../features/map/unplaced-tray.tsx';
import { useMap } from '../../features/map/use-map.ts';
import { useMapSentence } from '../../features/map/use-map-sentence.ts';
import { useWhatIf } from '../../features/map/what-if.ts';
import { WhatIfPanel } from '../../features/map/what-if-panel.tsx';
import { useLitNodes } from '../../live/why.ts';
import { BulkBar } from '../../shared/bulk/bulk-bar.tsx';
import { nodeBulkActs } from '../../shared/bulk/node-bulk.ts';
import { formatPlural } from '../../shared/format/quantity.ts';
import { AddNode } from '../../shared/join/add-node.tsx';
import { parseLit } from '../../shared/lit.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';

const route = '/map';

// A large cluster's picture is drawn by it: it comes along with this screen, and not after the nodes have come.
void import('../../features/map/map-canvas.tsx').catch(() => {});

/** What is on no node stands over the map. */
const trayPixels = 84;

export default function MapPage() {
  const search = useSearch({ from: route });
  const { group, first, view = 'map', size = 'cpu', color = 'state', lit: litParam } = search;
  const lit = useMemo(() => parseLit(litParam), [litParam]);
  const litNodes = useLitNodes(lit);
  const found = useFoundApp(search.find);
  const sizeBy = size === 'cpu' ? 'cpuMillis' : 'memoryBytes';
  const content = useMap(color, sizeBy);
  const { ready, nodes, unplaced, colouring, known } = content;
  const sentence = useMapSentence(content, colouring.by);
  const legend = legendOf(colouring.by, colouring.names, known.byCounts);
  const level = view === 'map' ? mapLevel(nodes.length) : null;
  const stance = useStance(level === 'pixels');
  const shownLit = found?.nodeIds ?? litNodes;
  const navigate = useNavigate({ from: route });
  const onAll = () => void navigate({ search: (old) => ({ ...old, lit: undefined }) });
  return (
    <Page
      title="Cluster map"
      documentTitle="Map"
      facts={sentence}
      actions={<MapControls {...{ known, level, stance }} colourBy={colouring.by} />}
      wide
    >
      {lit !== null && litNodes !== null && <LitLine lit={lit} nodes={litNodes.size} onAll={onAll} />}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <Legend
          entries={legend}
          level={level}
          cordoned={hasCordoned(nodes, level)}
          taking={level !== null && stance.whatIf !== null}
        />
        {ready && <ColourOff asked={color} known={known} />}
        <FoundLine asked={search.find} found={found} />
      </div>
      {stance.whatIf !== null && <WhatIfPanel whatIf={stance.whatIf} onDiscard={stance.discard} />}
      <h2 className="sr-only">Nodes</h2>
      {!ready && <SkeletonRows />}
      {ready && nodes.length === 0 && (
        <Empty title="No nodes yet" action={<AddNode />}>
          A node appears here as soon as its agent connects.
        </Empty>
      )}
      {ready && nodes.length > 0 && view === 'map' && (
        <MapPicture
          nodes={nodes}
          unplaced={unplaced}
          sizeBy={sizeBy}
          groupKey={group}
          troubleFirst={first === 'trouble'}
          height={Math.max(320, innerHeight - 190 - (unplaced.count > 0 ? trayPixels : 0))}
          lit={shownLit}
          app={found?.id}
          stance={stance}
        />
      )}
      {ready && nodes.length > 0 && view === 'table' && (
        <>
          <UnplacedTray unplaced={unplaced} />
          <MapTable
            nodes={shownLit === null ? nodes : nodes.filter(({ node }) => shownLit.has(node.id))}
            colourBy={colouring.by}
            legend={legend}
          />
        </>
      )}
      <ChosenBar nodes={nodes} selection={stance.selection} onWhatIf={stance.ask} />
    </Page>
  );
}

/** The table says it in words. */
const hasCordoned = (nodes: readonly MapNode[], level: MapLevel | null): boolean =>
  level !== null && nodes.some(({ node }) => node.cordoned);

/** How the map is looked at: what the address says of it, what is chosen, and a what-if. */
function useStance(
  canZoom: boolean,
): MapStance & { ask: (nodes: readonly NodeRecord[]) => void; discard: () => void } {
  const { node, view, zoom: percent = 100 } = useSearch({ from: route });
  const navigate = useNavigate({ from: route });
  const selection = useMapSelection();
  const zoom = canZoom ? withinZooms(percent / 100) : 1;
  const keys = useMemo(
    () => ({
      zoom,
      onZoom: canZoom
        ? (next: number) =>
            void navigate({
              search: (old) => ({ ...old, zoom: next === 1 ? undefined : next * 100 }),
              ...inPlace,
            })
        : null,
      onTable: () =>
        void navigate({ search: (old) => ({ ...old, view: view === 'table' ? undefined : 'table' }) }),
    }),
    [zoom, canZoom, view, navigate],
  );
  useMapKeys(keys);
  return {
    ...{ zoom, onZoom: keys.onZoom, at: node, selection },
    // In the address: whoever opens the node and comes back is where he was.
    onAt: (name) => void navigate({ search: (old) => ({ ...old, node: name }), ...inPlace }),
    ...useAskedWhatIf(),
  };
}

/** The same view, a little further: nothing to go back to, and nothing scrolls. */
const inPlace = { replace: true, resetScroll: false } as const;

/** The what-if that the address asks for, so that it can be sent on; one of more nodes than an address has room for is this page's own. */
function useAskedWhatIf() {
  const { lost } = useSearch({ from: route });
  const navigate = useNavigate({ from: route });
  const [many, setMany] = useState<readonly string[] | null>(null);
  const names = useMemo(() => askedNames(lost, many), [many, lost]);
  const whatIf = useWhatIf(names);
  const ask = (nodes: readonly NodeRecord[]) => {
    const asked = nodes.map(({ name }) => name);
    const text = lostText(asked);
    setMany(text === undefined ? asked : null);
    void navigate({ search: (old) => ({ ...old, lost: text }), resetScroll: false });
  };
  const discard = () => {
    setMany(null);
    if (lost !== undefined)
      void navigate({ search: (old) => ({ ...old, lost: undefined }), resetScroll: false });
  };
  return { whatIf, ask, discard };
}

function FoundLine({ asked, found }: { asked: string | undefined; found: FoundApp | null }) {
  if (asked === undefined) return null;
  return (
    <span role="status" className="text-dense text-ink-2">
      {found === null
        ? `There is no deployment ${asked}`
        : `${found.name}: ${formatPlural(found.containers, 'container')} on ${formatPlural(found.nodeIds.size, 'node')}, lit`}
    </span>
  );
}

/** What can be done with the nodes that are chosen. */
function ChosenBar({
  nodes,
  selection,
  onWhatIf,
}: {
  nodes: readonly MapNode[];
  selection: MapSelection;
  onWhatIf: (nodes: readonly NodeRecord[]) => void;
}) {
  const chosen = chosenNodes(nodes, selection);
  return (
    <BulkBar
      what={formatPlural(chosen.length, 'node')}
      count={chosen.length}
      choices={nodeBulkActs(chosen)}
      namespaces={null}
      more={
        <Button
          onClick={() => {
            onWhatIf(chosen);
            selection.clear();
          }}
        >
          What if lost?
        </Button>
      }
      onClear={selection.clear}
    />
  );
}

/** Says why the map is in other colours than a link asked for. */
function ColourOff({ asked, known }: { asked: ColourBy; known: Known }) {
  const off = colouringOff(asked, known);
  return off === null ? null : (
    <span role="status" className="text-dense text-ink-2">
      By state instead. {off.reason}
    </span>
  );
}
