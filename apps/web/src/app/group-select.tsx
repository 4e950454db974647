import { Select } from '../shared/ui/field.tsx';
import type { GroupChoices, ListGroups } from './list-groups.ts';

/** By what the rows of a list are put together. */
export function GroupSelect<T>({
  choices,
  group,
  onGroup,
}: Pick<ListGroups<T>, 'group' | 'onGroup'> & { choices: GroupChoices<T> }) {
  return (
    <Select
      aria-label="Group by"
      className="w-40"
      value={group}
      onChange={(event) => onGroup(event.target.value)}
    >
      <option value="">Not grouped</option>
      {Object.entries(choices).map(([name, { label }]) => (
        <option key={name} value={name}>
          By {label}
        </option>
      ))}
    </Select>
  );
}
