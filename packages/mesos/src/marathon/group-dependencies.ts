import type { DeploymentRecord } from '@gantry/model';
import type { App } from './app-schema.ts';

/**
 * A group exists by its apps alone. What it depends on as a whole is kept with each of them, in an annotation of the
 * deployment: group id -> what it depends on.
 */
export const groupsAnnotation = 'gantry.local/marathon-groups';

export type GroupDependencies = Record<string, string[]>;

export function groupDependenciesOf({
  annotations,
}: Pick<DeploymentRecord, 'annotations'>): GroupDependencies {
  try {
    const kept: unknown = JSON.parse(annotations[groupsAnnotation] ?? '{}');
    const entries = Object.entries(kept as Record<string, unknown>);
    return Object.fromEntries(entries.filter(([, ids]) => Array.isArray(ids))) as GroupDependencies;
  } catch {
    // Broken by hand: then the group depends on nothing.
    return {};
  }
}

export function withGroups(
  annotations: Record<string, string>,
  groups: GroupDependencies,
): Record<string, string> {
  const { [groupsAnnotation]: _, ...others } = annotations;
  return Object.keys(groups).length === 0
    ? others
    : { ...others, [groupsAnnotation]: JSON.stringify(groups) };
}

/** All that an app waits for: its own dependencies and those of the groups it is in. */
export function dependenciesOf(app: Pick<App, 'dependencies'>, groups: GroupDependencies): string[] {
  return [...new Set([...(app.dependencies ?? []), ...Object.values(groups).flat()])];
}
