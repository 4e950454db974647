import { Select } from '../../shared/ui/field.tsx';
import { type ColourBy, colouringOff, colourings, type Known } from './map-colour.ts';

const labels: Record<ColourBy, string> = {
  state: 'State',
  revision: 'Revision',
  app: 'App',
  used: 'Use',
  requested: 'Requests',
  offers: 'Offers',
  age: 'Age',
};

/** What the map's colours tell. What cannot be told is there with why, and cannot be chosen. */
export function ColourChoice({
  value,
  known,
  onChoose,
}: {
  /** Of what is shown, whatever was asked for. */
  value: ColourBy;
  known: Known;
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
        const off = colouringOff(by, known);
        return (
          <option key={by} value={by} disabled={off !== null} title={off?.reason}>
            Colour: {labels[by].toLowerCase()}
            {off !== null && ` (${off.short})`}
          </option>
        );
      })}
    </Select>
  );
}
