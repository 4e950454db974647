import type { VolumeRecord } from './volume.ts';

/** The driver whose volumes are folders of one node. */
export const localDriver = 'local';
/** Docker's own named volumes, on one node as well. */
export const dockerDriver = 'docker';

/** Whether a volume's data lies on one node, which tasks that use it have to go to; else any node may reach it. */
export const isOnOneNode = ({ driver }: Pick<VolumeRecord, 'driver'>): boolean =>
  driver === localDriver || driver === dockerDriver;

/** The node attribute that lists, joined by commas, the volume drivers which an agent can mount. */
export const storageAttribute = 'storage';
