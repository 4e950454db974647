import type { View } from '@gantry/engine';
import type { DeploymentRecord } from '@gantry/model';
import { idOf, isBelow, parentOf, segmentsOf } from './app-id.ts';
import { versionsOf } from './app-record.ts';
import { appView, type Embed } from './app-view.ts';
import { groupDependenciesOf } from './group-dependencies.ts';
import type { Json } from './plain-data.ts';

/** The apps of a group and of the groups below it. */
export function appsBelow(view: View, group: string): DeploymentRecord[] {
  return [...view.all('deployments')].filter((record) => isBelow(idOf(record), group));
}

export interface GroupEmbed {
  apps: boolean;
  groups: boolean;
  app: ReadonlySet<Embed>;
}

/** A group with what is below it; null when there is none. The root is always there. */
export function groupView(view: View, id: string, embed: GroupEmbed): Json | null {
  const records = appsBelow(view, id);
  if (records.length === 0 && id !== '/') return null;
  return groupOf(view, { id, records }, embed);
}

function groupOf(
  view: View,
  { id, records }: { id: string; records: DeploymentRecord[] },
  embed: GroupEmbed,
): Json {
  const own = records.filter((record) => parentOf(idOf(record)) === id);
  const below = new Set(
    records.filter((record) => !own.includes(record)).map((record) => childOf(id, idOf(record))),
  );
  const dependencies = new Set(records.flatMap((record) => groupDependenciesOf(record)[id] ?? []));
  const groups = [...below]
    .sort()
    .map((child) =>
      groupOf(view, { id: child, records: records.filter((record) => isBelow(idOf(record), child)) }, embed),
    );
  return {
    id,
    ...(embed.apps ? { apps: own.map((record) => appView(view, record, embed.app)) } : {}),
    ...(embed.groups ? { groups } : {}),
    pods: [],
    dependencies: [...dependencies],
    version: groupVersions(view, records)[0] ?? new Date(0).toISOString(),
    enforceRole: false,
  };
}

/** The group right below `group` that the app lies in. */
const childOf = (group: string, appId: string) =>
  `/${segmentsOf(appId)
    .slice(0, segmentsOf(group).length + 1)
    .join('/')}`;

/** Each moment at which one of the apps got a version; newest first. */
export function groupVersions(view: View, records: readonly DeploymentRecord[]): string[] {
  const all = records.flatMap((record) => versionsOf(view, record).map(({ version }) => version));
  return [...new Set(all)].sort().reverse();
}
