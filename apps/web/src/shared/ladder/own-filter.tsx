import type { FrameworkId } from '@gantry/model';
import { useChange } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { formatDuration } from '../format/time.ts';
import { Button } from '../ui/button.tsx';
import { useNow } from '../ui/time.tsx';

/** The filters that a framework set by refusing, with the act that forgets them; nothing where there are none. */
export function OwnFilter({
  of: { frameworkId, name, refusedUntilAtMs },
}: {
  of: { frameworkId: string; name: string; refusedUntilAtMs: number | null };
}) {
  const now = useNow();
  const { submit, pending, refusal } = useChange(api.frameworks.revive.mutate, ({ message }) => message);
  if (refusedUntilAtMs === null || refusedUntilAtMs <= now) return null;
  return (
    <span className="flex flex-wrap items-center gap-2">
      <span data-tone="pending" className="rounded-full bg-tone-tint px-2 py-0.5 text-tone-ink">
        its own filter, {formatDuration(refusedUntilAtMs - now)} more
      </span>
      <Button
        acts
        variant="quiet"
        // As tall as a finger, without moving the lines apart.
        className="pointer-coarse:-my-2.5"
        pending={pending}
        aria-label={`Clear the filters of ${name}`}
        onClick={() => void submit({ framework: frameworkId as FrameworkId })}
      >
        Clear
      </Button>
      {refusal !== null && <span className="text-tone-ink">{refusal.message}</span>}
    </span>
  );
}
