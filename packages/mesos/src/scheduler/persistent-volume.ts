import type { Persistence, VolumeRecord } from '@gantry/model';
import { mebibyte } from '../wire/resources.ts';
import type { Resource } from './task-info.ts';
import { persistenceOf, reservedRole } from './task-to-launch.ts';
import { isBadId, isGoodPath } from './wire-text.ts';

/** A volume as CREATE asks for it. */
export interface AskedVolume {
  persistence: Persistence;
  bytes: number;
}

/** What a CREATE asks for with one of its volumes; a string: what is wrong with that, in Mesos's words. */
export function askedVolume(volume: Resource, principal: string): AskedVolume | string {
  const { name, disk, scalar } = volume;
  const role = reservedRole(volume);
  const value = scalar?.value ?? 0;
  if (name !== 'disk') return `Persistent volumes are of disk, not of ${name}`;
  if (disk === undefined) return 'Resource disk does not have DiskInfo';
  if (disk.persistence === undefined) return "Expecting 'persistence' to be set in DiskInfo";
  if (volume.revocable !== undefined) return 'Persistent volumes cannot be created from revocable resources';
  if (role === undefined) return 'Persistent volumes cannot be created from unreserved resources';
  if (disk.source !== undefined || volume.shared !== undefined)
    return 'Shared volumes, and volumes of a disk of their own, are not made here';
  if (!(value > 0)) return 'A persistent volume must be larger than nothing';
  const fault = persistenceFault(disk.persistence, principal) ?? mountFault(disk.volume);
  if (fault !== null) return fault;
  const containerPath = disk.volume!.container_path;
  return {
    persistence: { role, id: disk.persistence.id, principal, containerPath },
    bytes: Math.round(value * mebibyte),
  };
}

function persistenceFault(
  asked: { id: string; principal?: string | undefined },
  principal: string,
): string | null {
  if (asked.id === '' || Buffer.byteLength(asked.id) > 255 || isBadId(asked.id))
    return `Persistence ID '${asked.id}' contains invalid characters, or none, or more than 255`;
  return asked.principal !== undefined && asked.principal !== principal
    ? `The volume's principal '${asked.principal}' is not '${principal}', who asks for it`
    : null;
}

function mountFault(mount: NonNullable<Resource['disk']>['volume']): string | null {
  if (mount === undefined) return "Expecting 'volume' to be set for persistent volume";
  if (mount.host_path !== undefined) return "Expecting 'host_path' to be unset for persistent volume";
  if (mount.mode === 'RO') return 'Read-only persistent volume not supported';
  return isGoodPath(mount.container_path) ? null : `Invalid container_path '${mount.container_path}'`;
}

/** Whether that is the volume which a resource names, in full. */
export function isVolume(resource: Resource, { persistence, capacityBytes }: VolumeRecord): boolean {
  const role = reservedRole(resource);
  return (
    persistence !== undefined &&
    persistence.id === persistenceOf(resource) &&
    (role === undefined || role === persistence.role) &&
    Math.round((resource.scalar?.value ?? 0) * mebibyte) === capacityBytes
  );
}
