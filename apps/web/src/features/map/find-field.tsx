import { Search } from 'lucide-react';
import { useRef } from 'react';
import { isTyping } from '../../shared/is-typing.ts';
import { useKeydown } from '../../shared/use-keydown.ts';
import { useReadyNames } from './find-app.ts';

/** The deployment whose nodes are lit. `F` goes there. */
export function FindField({ value, onFind }: { value: string; onFind: (name: string | undefined) => void }) {
  const field = useRef<HTMLInputElement>(null);
  const names = useReadyNames();
  useKeydown((event) => {
    if (event.key !== 'f' || isTyping(event)) return;
    event.preventDefault();
    field.current?.select();
  });
  return (
    <label className="relative max-sm:w-full">
      <span className="sr-only">Find a deployment on the map</span>
      <Search size={14} aria-hidden="true" className="absolute top-1/2 left-2 -translate-y-1/2 text-ink-3" />
      <input
        ref={field}
        type="search"
        list="map-deployments"
        placeholder="Find a deployment"
        title="Find a deployment (F)"
        value={value}
        onChange={(event) => onFind(event.target.value || undefined)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && value !== '') onFind(undefined);
          if (event.key === 'Escape' || event.key === 'Enter') field.current?.blur();
        }}
        className="h-8 w-52 max-sm:w-full rounded-button border border-line-strong bg-panel pr-2 pl-7 text-ink placeholder:text-ink-3 pointer-coarse:h-11"
      />
      <datalist id="map-deployments">
        {names.slice(0, 50).map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </label>
  );
}
