import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useRows } from '../../live/hooks.ts';
import { groupKeys } from '../../shared/node-groups.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Select } from '../../shared/ui/field.tsx';
import { Segmented } from '../../shared/ui/segmented.tsx';
import { ColourChoice } from './colour-choice.tsx';
import { FindField } from './find-field.tsx';
import type { ColourBy, Known } from './map-colour.ts';
import type { MapLevel } from './map-level.ts';
import type { MapStance } from './map-picture.tsx';
import { ZoomButtons } from './zoom-buttons.tsx';

const route = '/map';

/** Colours that tell amounts of one kind of resource. */
const byAmount: readonly ColourBy[] = ['used', 'requested'];

/** How the map is looked at. What would change nothing of what is shown is not there. */
export function MapControls({
  known,
  level,
  colourBy,
  stance: { zoom, onZoom },
}: {
  known: Known;
  /** Of the picture; null: the table is shown. */
  level: MapLevel | null;
  /** What the colours tell now, whatever was asked for. */
  colourBy: ColourBy;
  stance: Pick<MapStance, 'zoom' | 'onZoom'>;
}) {
  const { view = 'map', size = 'cpu', find = '' } = useSearch({ from: route });
  const navigate = useNavigate({ from: route });
  return (
    <>
      <FindField
        value={find}
        onFind={(next) => void navigate({ search: (old) => ({ ...old, find: next }), replace: true })}
      />
      {level !== null && <GroupChoice />}
      <ColourChoice
        value={colourBy}
        known={known}
        onChoose={(next) =>
          void navigate({ search: (old) => ({ ...old, color: next === 'state' ? undefined : next }) })
        }
      />
      {(level === 'cards' || byAmount.includes(colourBy)) && (
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
      )}
      {onZoom !== null && <ZoomButtons zoom={zoom} onZoom={onZoom} />}
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

/** By what the nodes are grouped, and whether the groups where most is wrong come first. */
function GroupChoice() {
  const { group, first } = useSearch({ from: route });
  const navigate = useNavigate({ from: route });
  const records = useRows('nodes');
  const keys = useMemo(() => groupKeys(records), [records]);
  if (keys.length === 0 && group === undefined) return null;
  return (
    <>
      <Select
        aria-label="Group by"
        className="w-36 max-md:w-32"
        value={group ?? ''}
        onChange={(event) =>
          void navigate({
            search: (old) => ({
              ...old,
              group: event.target.value || undefined,
              first: event.target.value ? old.first : undefined,
            }),
          })
        }
      >
        <option value="">Not grouped</option>
        {(group === undefined || keys.includes(group) ? keys : [...keys, group]).map((key) => (
          <option key={key} value={key}>
            Group: {key}
          </option>
        ))}
      </Select>
      {group !== undefined && (
        <Button
          on={first === 'trouble'}
          title="The groups where most is wrong come first"
          onClick={() =>
            void navigate({
              search: (old) => ({ ...old, first: first === 'trouble' ? undefined : 'trouble' }),
            })
          }
        >
          Trouble first
        </Button>
      )}
    </>
  );
}
