import { marathonIdAnnotation } from '@gantry/controlplane';
import { checkName, type DeploymentRecord } from '@gantry/model';

/**
 * Marathon's paths and our places. `/shop/front/web` is the deployment `web` in the namespace `shop--front`; `/web` is
 * `web` in `default`. The whole id stands in an annotation of the deployment, so that the way back is exact; a
 * deployment made elsewhere is `/namespace/name`.
 */
export const idAnnotation = marathonIdAnnotation;

const segmentPattern = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
/** They would read as parts of the API's own paths. */
const reservedSegments: readonly string[] = ['restart', 'tasks', 'versions', '.', '..'];

export const segmentsOf = (id: string): string[] => id.split('/').filter((segment) => segment !== '');

/** `web` and `../db` seen from the group `/shop`: `/shop/web` and `/db`. An absolute id stays. */
export function resolveId(id: string, group: string): string {
  const parts = id.startsWith('/') ? [] : segmentsOf(group);
  for (const part of segmentsOf(id)) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** What is wrong with an absolute id of an app, as the end of a sentence; null when it is good. */
export function checkAppId(id: string): string | null {
  const segments = segmentsOf(id);
  const last = segments.at(-1);
  if (last === undefined) return 'must name an app, such as `/group/app`';
  if (reservedSegments.includes(last)) return `must not end in \`${last}\``;
  if (!segments.every((segment) => segmentPattern.test(segment))) {
    return 'must fully match the pattern: lower-case letters, digits, `-` and `.` in each part between slashes';
  }
  const { namespace, name } = placeOf(id);
  const wrong = checkName(name) ?? checkName(namespace);
  return wrong === null ? null : `gives the deployment ${namespace}/${name}, whose name ${wrong}`;
}

/** Where the app lives: the groups before the last part are the namespace. */
export function placeOf(id: string): { namespace: string; name: string } {
  const segments = segmentsOf(id).map((segment) => segment.replaceAll('.', '-'));
  const groups = segments.slice(0, -1);
  return { namespace: groups.length === 0 ? 'default' : groups.join('--'), name: segments.at(-1) ?? '' };
}

type Placed = Pick<DeploymentRecord, 'namespace' | 'name' | 'annotations'>;

export function idOf({ namespace, name, annotations }: Placed): string {
  return annotations[idAnnotation] ?? `/${namespace}/${name}`;
}

/** Whether the app lies in the group or in a group below it. */
export function isBelow(id: string, group: string): boolean {
  return group === '/' || id.startsWith(`${group}/`);
}

/** The group that an app or a group lies in. */
export const parentOf = (id: string): string => `/${segmentsOf(id).slice(0, -1).join('/')}`;
