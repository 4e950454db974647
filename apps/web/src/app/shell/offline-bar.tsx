import { replica } from '../../live/cluster.ts';
import { useConnection } from '../../live/hooks.ts';
import { formatClock, formatDuration } from '../../shared/format/time.ts';
import { Button } from '../../shared/ui/button.tsx';

/** Under the top bar while there is no connection, wherever that is: since when, and how old the data is. */
export function OfflineBar() {
  const { state, dataAtMs, ageMs } = useConnection();
  if (state !== 'offline') return null;
  return (
    <section
      aria-label="Connection"
      data-tone="failed"
      className="sticky top-(--top-bar) z-19 flex items-center gap-x-3 border-b border-line bg-panel bg-[linear-gradient(var(--tone-tint),var(--tone-tint))] px-4 py-1.5 text-tone-ink short:static"
    >
      {/* Told once: what counts the seconds would be told with each of them. */}
      <p role="alert" className="sr-only">
        Not connected. Trying again by itself.
      </p>
      <span className="min-w-0 max-md:flex-1">
        Not connected for {formatDuration(ageMs)}.{' '}
        {dataAtMs === null ? 'Nothing was loaded yet.' : `Data is from ${formatClock(dataAtMs)}.`} Trying
        again by itself.
      </span>
      <Button onClick={() => replica.reconnect()}>Retry now</Button>
    </section>
  );
}
