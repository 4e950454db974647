import { Search, X } from 'lucide-react';
import { type KeyboardEvent as KeyPress, type ReactNode, useId, useRef, useState } from 'react';
import type { Suggestion } from '../filter-suggestions.ts';
import { focusFirstRow } from '../first-row.ts';
import { formatCount } from '../format/quantity.ts';
import { isTyping } from '../is-typing.ts';
import { useKeydown } from '../use-keydown.ts';
import { classNames } from './class-names.ts';

const noSuggestions = (): readonly Suggestion[] => [];

/** The filter line above a list. `/` moves there. */
export function FilterBar({
  value,
  onChange,
  placeholder,
  shown,
  total,
  noun,
  fault = null,
  slash = true,
  suggest = noSuggestions,
  children,
}: {
  value: string;
  onChange: (value: string) => void;
  placeholder: string;
  shown: number;
  total: number;
  noun: string;
  /** What is wrong with the line. */
  fault?: string | null;
  /** Whether `/` moves here. */
  slash?: boolean;
  /** How a line may go on. */
  suggest?: (line: string) => readonly Suggestion[];
  children?: ReactNode;
}) {
  const input = useRef<HTMLInputElement>(null);
  const { list, take, activeId, listId, onKeyDown, ...focus } = useSuggestions(value, onChange, suggest);
  useKeydown((event) => {
    if (!slash || event.key !== '/' || isTyping(event)) return;
    event.preventDefault();
    input.current?.focus();
  });
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div className="relative min-w-48 flex-1 md:max-w-md">
        <Search
          size={14}
          className="pointer-events-none absolute top-1/2 left-2 -translate-y-1/2 text-ink-3"
        />
        <input
          ref={input}
          type="text"
          value={value}
          onChange={(event) => onChange(event.target.value)}
          {...focus}
          {...(suggest !== noSuggestions && {
            role: 'combobox',
            'aria-expanded': list.length > 0,
            'aria-controls': listId,
            'aria-autocomplete': 'list',
            'aria-activedescendant': activeId,
          })}
          onKeyDown={(event) => {
            if (onKeyDown(event)) return;
            if (event.key === 'Escape') {
              onChange('');
              input.current?.blur();
            }
          }}
          placeholder={placeholder}
          aria-label={`Filter ${noun}`}
          aria-keyshortcuts={slash ? '/' : undefined}
          spellCheck={false}
          className="h-8 w-full rounded-control border border-line-strong bg-panel pr-7 pl-7 pointer-coarse:h-11"
        />
        {value !== '' && (
          <button
            type="button"
            aria-label="Clear filter"
            onClick={() => onChange('')}
            className="absolute top-1/2 right-1 inline-flex size-6 -translate-y-1/2 items-center justify-center rounded-control text-ink-3 hover:text-ink"
          >
            <X size={14} />
          </button>
        )}
        <Suggestions list={list} listId={listId} activeId={activeId} onTake={take} />
      </div>
      {children}
      <output className="ml-auto text-dense text-ink-3">
        {fault ??
          (shown === total
            ? `${formatCount(total)} ${total === 1 ? noun.slice(0, -1) : noun}`
            : `${formatCount(shown)} of ${formatCount(total)} ${noun}`)}
      </output>
    </div>
  );
}

/** The suggestions while the line has the focus: arrows move, Enter takes, Escape closes. Without any, ↓ goes to the rows. */
function useSuggestions(
  value: string,
  onChange: (line: string) => void,
  suggest: (line: string) => readonly Suggestion[],
) {
  const listId = useId();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const list = open ? suggest(value) : noSuggestions();
  const take = ({ line }: Suggestion) => {
    onChange(line);
    setActive(-1);
  };
  /** Whether the key was one for the list. */
  const onKeyDown = (event: KeyPress): boolean => {
    const { key } = event;
    const chosen = list[active];
    if (key === 'Escape' && list.length > 0) setOpen(false);
    else if (key === 'Enter' && chosen !== undefined) take(chosen);
    else if (suggest === noSuggestions) return false;
    else if (key === 'ArrowDown' && open && list.length === 0) focusFirstRow();
    else if (key === 'ArrowDown') {
      setOpen(true);
      setActive(Math.min(active + 1, list.length - 1));
    } else if (key === 'ArrowUp') setActive(Math.max(active - 1, -1));
    else {
      if (key.length === 1 || key === 'Backspace') setOpen(true);
      return false;
    }
    event.preventDefault();
    return true;
  };
  return {
    list,
    listId,
    take,
    onKeyDown,
    activeId: list[active] && `${listId}-${active}`,
    onFocus: () => setOpen(true),
    onBlur: () => setOpen(false),
  };
}

function Suggestions({
  list,
  listId,
  activeId,
  onTake,
}: {
  list: readonly Suggestion[];
  listId: string;
  activeId: string | undefined;
  onTake: (suggestion: Suggestion) => void;
}) {
  if (list.length === 0) return null;
  return (
    <div
      id={listId}
      role="listbox"
      aria-label="How to go on"
      className="floats absolute top-full left-0 z-20 mt-1 max-h-72 min-w-48 overflow-y-auto rounded-panel border border-line bg-panel p-1 shadow-low"
    >
      {list.map((suggestion, index) => {
        const id = `${listId}-${index}`;
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the line above has the keys
          <div
            key={suggestion.word}
            id={id}
            role="option"
            aria-selected={id === activeId}
            tabIndex={-1}
            // The line keeps the focus.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onTake(suggestion)}
            className={classNames(
              'flex h-7 cursor-pointer items-center rounded-control px-2 whitespace-nowrap font-mono text-dense pointer-coarse:h-11',
              id === activeId ? 'bg-pressed' : 'hover:bg-raised',
            )}
          >
            {suggestion.word}
            {suggestion.meaning && (
              <span className="ml-auto pl-3 font-sans text-ink-3">{suggestion.meaning}</span>
            )}
          </div>
        );
      })}
    </div>
  );
}
