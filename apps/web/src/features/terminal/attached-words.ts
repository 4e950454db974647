import type { Person } from '@gantry/client';

/**
 * `2 terminals are open in this container: ada, ben`; whoever has several is named once, with how many. null: one's own is the
 * only one.
 */
export function attachedWords(people: readonly Pick<Person, 'name'>[]): string | null {
  if (people.length < 2) return null;
  const names = Map.groupBy(people, ({ name }) => name);
  const told = [...names].map(([name, all]) => (all.length > 1 ? `${name} (${all.length})` : name));
  return `${people.length} terminals are open in this container: ${told.join(', ')}`;
}
