import { type KeyboardEvent, useCallback, useRef, useState } from 'react';

/** Which rows of a table are chosen, by key, to act on all of them at once. */
export interface RowChoice {
  chosen: ReadonlySet<string>;
  /** Turns one row over; with `range` all from the last one to it become as that one is. */
  onChoose: (key: string, how: { range: boolean }) => void;
  /** All of these and no others. */
  onChooseAll: (keys: readonly string[]) => void;
}

/** The chosen ones of the rows that are shown: what a filter hides is not acted on. */
export function chosenOf<T>(
  rows: readonly T[],
  { chosen }: Pick<RowChoice, 'chosen'>,
  rowKey: (row: T) => string,
): readonly T[] {
  return chosen.size === 0 ? [] : rows.filter((row) => chosen.has(rowKey(row)));
}

/** The rows that are chosen now. `keys`: of the rows in their order, as they are shown. */
export function nextChoice(
  chosen: ReadonlySet<string>,
  { key, last, keys }: { key: string; last: string | null; keys: readonly string[] },
): ReadonlySet<string> {
  const next = new Set(chosen);
  const [from, to] = [keys.indexOf(last ?? ''), keys.indexOf(key)];
  if (from === -1 || to === -1) {
    if (!next.delete(key)) next.add(key);
    return next;
  }
  const isOn = chosen.has(last ?? '');
  for (const one of keys.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (isOn) next.add(one);
    else next.delete(one);
  }
  return next;
}

/** Rows that are chosen, kept while the screen is there. `order`: tells the keys as the table shows them. */
export function useRowChoice(): RowChoice & { clear: () => void; order: { current: readonly string[] } } {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string | null>(null);
  const order = useRef<readonly string[]>([]);
  const onChoose = useCallback((key: string, { range }: { range: boolean }) => {
    setChosen((now) => nextChoice(now, { key, last: range ? last.current : null, keys: order.current }));
    if (!range) last.current = key;
  }, []);
  const onChooseAll = useCallback((keys: readonly string[]) => setChosen(new Set(keys)), []);
  const clear = useCallback(() => setChosen(new Set()), []);
  return { chosen, onChoose, onChooseAll, clear, order };
}

const typing = 'input:not([type="checkbox"]), select, textarea';

/**
 * `j`, `k` and the arrows move between rows; Enter opens. Where rows can be chosen `x` turns one over, Shift with an
 * arrow takes along the rows on the way, and Ctrl A takes all.
 */
export function useRowKeys({
  choice,
  ordered,
  rowKey,
}: {
  choice: RowChoice | undefined;
  ordered: readonly unknown[];
  rowKey: (row: never) => string;
}) {
  return (event: KeyboardEvent<HTMLElement>) => {
    if (!(event.target instanceof HTMLElement) || event.target.matches(typing)) return;
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    if (step !== undefined) moveTo(rows, { at, step, choice: event.shiftKey ? choice : undefined });
    else if (choice === undefined) return;
    else if (event.key === 'x') choose(choice, rows[at], false);
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey))
      choice.onChooseAll(ordered.map((row) => rowKey(row as never)));
    else return;
    event.preventDefault();
  };
}

function moveTo(
  rows: readonly HTMLElement[],
  { at, step, choice }: { at: number; step: number; choice: RowChoice | undefined },
): void {
  const next = rows[at + step];
  if (next === undefined) return;
  if (choice !== undefined && !choice.chosen.has(rows[at]?.dataset.row ?? ''))
    choose(choice, rows[at], false);
  next.focus();
  choose(choice, next, true);
}

function choose(choice: RowChoice | undefined, row: HTMLElement | undefined, range: boolean): void {
  if (row?.dataset.row !== undefined) choice?.onChoose(row.dataset.row, { range });
}
