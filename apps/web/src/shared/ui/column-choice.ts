import { create } from 'zustand';

/** What a person made of a table's columns. Ids that a table does not have (any more) are passed over. */
export interface ColumnChoice {
  hidden: readonly string[];
  /** Ids in their order; those that are missing stand where the table has them. */
  order: readonly string[];
  /** In pixels. */
  widths: Readonly<Record<string, number>>;
}

export const noChoice: ColumnChoice = { hidden: [], order: [], widths: {} };
export const leastColumnPixels = 48;

const storageKey = 'gantry.columns';

function load(): Record<string, ColumnChoice> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
    return typeof kept === 'object' && kept !== null ? (kept as Record<string, ColumnChoice>) : {};
  } catch {
    return {};
  }
}

/** By the table's label. Kept in this browser: a link shows what is looked at, not how somebody likes his tables. */
export const useColumnChoices = create<Record<string, ColumnChoice>>(load);

useColumnChoices.subscribe((choices) => {
  try {
    localStorage.setItem(storageKey, JSON.stringify(choices));
  } catch {
    // A browser without storage forgets the choice with the tab.
  }
});

export const useColumnChoice = (table: string) => useColumnChoices((choices) => choices[table] ?? noChoice);

export function chooseColumns(table: string, change: (choice: ColumnChoice) => ColumnChoice): void {
  useColumnChoices.setState((choices) => ({ [table]: change(choices[table] ?? noChoice) }));
}

interface Arranged {
  id: string;
  width: string;
}

/** All columns in their chosen order and widths, the hidden ones too. The first one names the row and stays first. */
export function arranged<C extends Arranged>(columns: readonly C[], { order, widths }: ColumnChoice): C[] {
  const [first, ...rest] = columns;
  if (first === undefined) return [];
  const places = new Map(rest.map(({ id }, index) => [id, index]));
  const placeOf = ({ id }: C) => {
    const chosen = order.indexOf(id);
    return chosen === -1 ? (places.get(id) ?? 0) : chosen;
  };
  const ordered = order.length === 0 ? rest : rest.toSorted((a, b) => placeOf(a) - placeOf(b));
  return [first, ...ordered].map((column) => {
    const pixels = widths[column.id];
    return pixels === undefined ? column : { ...column, width: `${pixels}px` };
  });
}

/** The same without the hidden ones. */
export function shownColumns<C extends Arranged>(columns: readonly C[], choice: ColumnChoice): C[] {
  return arranged(columns, choice).filter(({ id }, index) => index === 0 || !choice.hidden.includes(id));
}

export function toggled(choice: ColumnChoice, id: string): ColumnChoice {
  const isHidden = choice.hidden.includes(id);
  return {
    ...choice,
    hidden: isHidden ? choice.hidden.filter((one) => one !== id) : [...choice.hidden, id],
  };
}

/** One place towards the start or the end, among all but the first. */
export function moved(
  choice: ColumnChoice,
  { columns, id, by }: { columns: readonly Arranged[]; id: string; by: 1 | -1 },
): ColumnChoice {
  const order = arranged(columns, choice)
    .slice(1)
    .map((column) => column.id);
  const from = order.indexOf(id);
  const to = from + by;
  if (from === -1 || to < 0 || to >= order.length) return choice;
  [order[from], order[to]] = [order[to]!, order[from]!];
  return { ...choice, order };
}

export function widened(choice: ColumnChoice, id: string, pixels: number): ColumnChoice {
  return { ...choice, widths: { ...choice.widths, [id]: Math.max(leastColumnPixels, Math.round(pixels)) } };
}
