import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { Legend } from '../../features/map/legend.tsx';
import { LitLine } from '../../features/map/lit-line.tsx';
import { groupKeys, type MapNode, mapSentence } from '../../features/map/map-node.ts';
import { MapPicture } from '../../features/map/map-picture.tsx';
import { MapTable } from '../../features/map/map-table.tsx';
import { useMap } from '../../features/map/use-map.ts';
import { useLitNodes } from '../../live/why.ts';
import { isTyping } from '../../shared/is-typing.ts';
import { parseLit } from '../../shared/lit.ts';
import { Empty } from '../../shared/ui/empty.tsx';
import { Select } from '../../shared/ui/field.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Segmented } from '../../shared/ui/segmented.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';

const route = '/map';

export default function MapPage() {
  const { group, view = 'map', size = 'cpu', lit: litParam } = useSearch({ from: route });
  const lit = useMemo(() => parseLit(litParam), [litParam]);
  const litNodes = useLitNodes(lit);
  const { ready, nodes, unplaced } = useMap();
  const navigate = useNavigate({ from: route });
  useTableToggle();
  return (
    <Page
      title="Cluster map"
      documentTitle="Map"
      facts={mapSentence(nodes, unplaced)}
      actions={<MapControls nodes={nodes} />}
    >
      {lit !== null && litNodes !== null && (
        <LitLine
          lit={lit}
          nodes={litNodes.size}
          onAll={() => void navigate({ search: (old) => ({ ...old, lit: undefined }) })}
        />
      )}
      <Legend />
      <h2 className="sr-only">Nodes</h2>
      {!ready && <SkeletonRows />}
      {ready && nodes.length === 0 && (
        <Empty title="No nodes yet">A node appears here as soon as its agent connects.</Empty>
      )}
      {ready && nodes.length > 0 && view === 'map' && (
        <MapPicture
          nodes={nodes}
          unplaced={unplaced}
          sizeBy={size === 'cpu' ? 'cpuMillis' : 'memoryBytes'}
          groupKey={group}
          height={Math.max(320, innerHeight - 190)}
          lit={litNodes}
        />
      )}
      {ready && nodes.length > 0 && view === 'table' && (
        <MapTable nodes={litNodes === null ? nodes : nodes.filter(({ node }) => litNodes.has(node.id))} />
      )}
    </Page>
  );
}

/** `t` goes from the picture to its table and back. */
function useTableToggle(): void {
  const navigate = useNavigate({ from: route });
  useEffect(() => {
    const toggle = (event: KeyboardEvent) => {
      if (event.key === 't' && !isTyping(event))
        void navigate({ search: (old) => ({ ...old, view: old.view === 'table' ? undefined : 'table' }) });
    };
    addEventListener('keydown', toggle);
    return () => removeEventListener('keydown', toggle);
  }, [navigate]);
}

function MapControls({ nodes }: { nodes: readonly MapNode[] }) {
  const { group, view = 'map', size = 'cpu' } = useSearch({ from: route });
  const navigate = useNavigate({ from: route });
  const keys = useMemo(() => groupKeys(nodes.map((entry) => entry.node)), [nodes]);
  return (
    <>
      {keys.length > 0 && (
        <Select
          aria-label="Group by"
          className="w-36"
          value={group ?? ''}
          onChange={(event) =>
            void navigate({ search: (old) => ({ ...old, group: event.target.value || undefined }) })
          }
        >
          <option value="">Not grouped</option>
          {keys.map((key) => (
            <option key={key} value={key}>
              Group: {key}
            </option>
          ))}
        </Select>
      )}
      <Segmented
        label="Size of blocks"
        value={size}
        choices={[
          { value: 'cpu', label: 'CPU' },
          { value: 'memory', label: 'Memory' },
        ]}
        onChange={(next) =>
          void navigate({ search: (old) => ({ ...old, size: next === 'cpu' ? undefined : next }) })
        }
      />
      <Segmented
        label="View"
        value={view}
        choices={[
          { value: 'map', label: 'Map' },
          { value: 'table', label: 'Table' },
        ]}
        onChange={(next) =>
          void navigate({ search: (old) => ({ ...old, view: next === 'map' ? undefined : next }) })
        }
      />
    </>
  );
}
