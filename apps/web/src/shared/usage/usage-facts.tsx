import type { Usage } from '@gantry/client';
import { Fact } from '../ui/facts.tsx';
import type { CourseSource } from './spark.tsx';
import { type UsageKind, usageNow } from './spark-line.ts';
import { UsageCell, useHasUsage } from './usage-cell.tsx';
import { usageKinds } from './usage-words.ts';

interface Used {
  source: CourseSource;
  usage: Usage | null;
  /** As of a cell of a list. */
  runs: boolean;
}

/** What is used of what is reserved, among the facts: none of the past, nor of what runs no more. */
export function UsageFacts(used: Used) {
  return (
    <>
      <UsageFact {...used} kind="cpuMillis" />
      <UsageFact {...used} kind="memoryBytes" />
    </>
  );
}

function UsageFact(used: Used & { kind: UsageKind }) {
  if (!useHasUsage(used)) return null;
  return (
    <Fact name={`${usageKinds[used.kind].label} used`}>
      {usageNow(used.usage, used.kind) === null ? (
        <span className="text-ink-3">not measured yet</span>
      ) : (
        <UsageCell {...used} />
      )}
    </Fact>
  );
}
