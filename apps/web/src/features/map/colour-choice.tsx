import { Select } from '../../shared/ui/field.tsx';
import { type ColourBy, colouringOff, colourings } from './map-colour.ts';

const labels: Record<ColourBy, string> = {
  state: 'State',
  revision: 'Revision',
  app: 'App',
  used: 'Use',
  requested: 'Requests',
  offers: 'Offers',
  age: 'Age',
};

/** What the map's colours tell. What cannot be told of so many nodes is there, and cannot be chosen. */
export function ColourChoice({
  value,
  byCounts,
  onChoose,
}: {
  value: ColourBy;
  byCounts: boolean;
  onChoose: (by: ColourBy) => void;
}) {
  return (
    <Select
      aria-label="Colour by"
      className="field-sizing-content min-w-32"
      value={value}
      onChange={(event) => onChoose(event.target.value as ColourBy)}
    >
      {colourings.map((by) => {
        const off = colouringOff(by, byCounts);
        return (
          <option key={by} value={by} disabled={off !== null} title={off ?? undefined}>
            Colour: {labels[by].toLowerCase()}
            {off !== null && ' (too many nodes)'}
          </option>
        );
      })}
    </Select>
  );
}
