import type { ControlPlane } from '@gantry/controlplane';
import type { View } from '@gantry/engine';
import { noResources, type Resources } from '@gantry/model';
import { resourceList, scalarsOf } from '../wire/resources.ts';
import { sumOf } from './framework-message.ts';
import { oldResources } from './task-message.ts';

/** Roles that somebody set up, or that frameworks are in, with what they have. */
export function rolesOf(plane: ControlPlane) {
  const { view } = plane;
  const { rungs } = plane.ladder();
  const names = new Set([
    ...Array.from(view.all('roles'), ({ name }) => name),
    ...rungs.map(({ role }) => role),
  ]);
  return [...names].sort().map((name) => {
    const within = rungs.filter(({ role }) => role === name || role.startsWith(`${name}/`));
    return {
      name,
      weight: view.get('roles', name)?.weight ?? 1,
      frameworkIds: [...new Set(within.map(({ frameworkId }) => frameworkId))],
      taken: sumOf(within.map(({ taken }) => taken)),
      offered: sumOf(within.map(({ offered }) => offered)),
    };
  });
}

export const roleMessages = (plane: ControlPlane) =>
  rolesOf(plane).map(({ name, weight, frameworkIds, taken }) => ({
    name,
    weight,
    frameworks: frameworkIds.map((value) => ({ value })),
    resources: resourceList(taken, []),
  }));

export function oldRoles(plane: ControlPlane) {
  return rolesOf(plane).map(({ name, weight, frameworkIds, taken, offered }) => ({
    name,
    weight,
    frameworks: frameworkIds,
    resources: oldResources(taken, []),
    allocated: oldResources(taken, []),
    offered: oldResources(offered, []),
    reserved: {},
    ...quotaOf(plane.view, name),
  }));
}

function quotaOf(view: View, role: string): object {
  const record = view.get('roles', role);
  if (record === undefined || (record.quotaGuarantee === null && record.quotaLimit === null)) return {};
  return { quota: { role, ...quotaMessage(record) } };
}

/** Kinds that are not limited are left out. */
export function quotaMessage(of: { quotaGuarantee: Resources | null; quotaLimit: Resources | null }) {
  return { guarantees: amounts(of.quotaGuarantee ?? noResources, 0), limits: amounts(of.quotaLimit, null) };
}

function amounts(resources: Resources | null, none: number | null) {
  if (resources === null) return {};
  const { cpuMillis, memoryBytes, diskBytes, gpus } = resources;
  const unlimited = (value: number) => value >= Number.MAX_SAFE_INTEGER;
  const kinds = { cpus: cpuMillis, mem: memoryBytes, disk: diskBytes, gpus };
  const scalars = scalarsOf(resources);
  return Object.fromEntries(
    Object.entries(kinds)
      .filter(([, value]) => !unlimited(value) && value !== none)
      .map(([name]) => [name, { value: scalars[name as keyof typeof scalars] }]),
  );
}
