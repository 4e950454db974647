import { byName } from '../../shared/by-name.ts';
import { growthOf } from './growth.ts';
import type { ShownLine } from './log-buffer.ts';

/** Who has written the lines that there are. */
export interface LogSources {
  /** The newest first. */
  revisions: readonly number[];
  replicas: readonly string[];
}

/** Reads the sources of a list that grows, of which only new lines are looked at. The same ones are the same object. */
export function sourcesReader(): (lines: readonly ShownLine[]) => LogSources {
  let before: readonly ShownLine[] = [];
  let revisions = new Set<number>();
  let replicas = new Set<string>();
  let sources: LogSources = { revisions: [], replicas: [] };
  return (lines) => {
    const growth = growthOf(before, lines);
    // Of what went nobody knows whether it was the last of its source.
    const isMore = growth !== null && growth.gone === 0;
    const known = isMore ? revisions.size + replicas.size : -1;
    if (!isMore) [revisions, replicas] = [new Set(), new Set()];
    for (const { stream, revision, taskName } of isMore ? growth.fresh : lines) {
      if (stream === 'note') continue;
      if (revision > 0) revisions.add(revision);
      replicas.add(taskName);
    }
    before = lines;
    if (revisions.size + replicas.size !== known)
      sources = { revisions: [...revisions].sort((a, b) => b - a), replicas: [...replicas].sort(byName) };
    return sources;
  };
}
