import { z } from 'zod';
import { administrator, levels } from './rights.ts';

/** Names that the control plane and its agents act under; a person of that name would be taken for them. */
const takenNames = new Set([administrator, 'engine', 'agent', 'npm start', 'npm stop']);
const longestName = 63;
const mostNamespaces = 100;

/** As they are asked for. A name is written as people write theirs: `ana`, `ana@example.org`, `build-bot`. */
export const personName = z
  .string()
  .trim()
  .max(longestName)
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N}@._-]*$/u,
    'must be letters, digits and @ . _ - and begin with a letter or digit',
  )
  .refine((name) => !takenNames.has(name), 'must be another name: the control plane acts under this one');

export const rightsFields = {
  level: z.enum(levels),
  namespaces: z.array(z.string().min(1).max(253)).min(1).max(mostNamespaces).nullable().default(null),
};
