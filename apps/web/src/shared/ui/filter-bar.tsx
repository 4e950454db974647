import { Search, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { formatCount } from '../format/quantity.ts';
import { isTyping } from '../is-typing.ts';

/** The filter line above a list. `/` moves there. */
export function FilterBar({
  value,
  onChange,
  placeholder,
  shown,
  total,
  noun,
  unknown = [],
  slash = true,
  children,
}: {
  value: string;
  onChange: (value: string) => void;
  placeholder: string;
  shown: number;
  total: number;
  noun: string;
  /** Fields in the line that this list does not have. */
  unknown?: readonly string[];
  /** Whether `/` moves here. */
  slash?: boolean;
  children?: ReactNode;
}) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!slash) return;
    const focus = (event: KeyboardEvent) => {
      if (event.key !== '/' || isTyping(event)) return;
      event.preventDefault();
      input.current?.focus();
    };
    addEventListener('keydown', focus);
    return () => removeEventListener('keydown', focus);
  }, [slash]);
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
          onKeyDown={(event) => {
            if (event.key === 'Escape') {
              onChange('');
              input.current?.blur();
            }
          }}
          placeholder={placeholder}
          aria-label={`Filter ${noun}`}
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
      </div>
      {children}
      <output className="ml-auto text-dense text-ink-3">
        {unknown.length > 0
          ? `There is no field ${unknown.join(', ')} here`
          : shown === total
            ? `${formatCount(total)} ${noun}`
            : `${formatCount(shown)} of ${formatCount(total)} ${noun}`}
      </output>
    </div>
  );
}
