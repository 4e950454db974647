import { type Constraint, compilePattern, formatScalar, type NodeRecord, type Template } from '@gantry/model';
import { fieldOf } from './node-field.ts';

/** Active tasks of the deployment on one node, as the constraints on their distribution count them. */
export interface TaskPlace {
  node: NodeRecord;
  count: number;
}

const distributing: ReadonlySet<Constraint['operator']> = new Set(['unique', 'cluster', 'groupBy', 'maxPer']);

/** Whether where a task may go depends on where the deployment's others are. */
export const isDistributing = ({ operator }: Constraint) => distributing.has(operator);

const patterns = new WeakMap<Constraint, (value: string) => boolean>();

/** Compiled once a constraint, as it is matched against every node. */
function patternOf(constraint: Constraint): (value: string) => boolean {
  let pattern = patterns.get(constraint);
  if (pattern === undefined) {
    pattern = compilePattern(constraint.values[0] ?? '');
    patterns.set(constraint, pattern);
  }
  return pattern;
}

/** Whether a node satisfies a constraint that looks at the node alone. A node without the field satisfies only a no. */
export function satisfies(node: NodeRecord, constraint: Constraint): boolean {
  const value = fieldOf(node, constraint.field);
  switch (constraint.operator) {
    case 'exists':
      return value !== null;
    case 'doesNotExist':
      return value === null;
    case 'notIn':
      return value === null || !constraint.values.includes(value);
    case 'unlike':
      return value === null || !patternOf(constraint)(value);
    case 'like':
      return value !== null && patternOf(constraint)(value);
    case 'is':
      return value !== null && constraint.values.map(formatScalar).includes(formatScalar(value));
    case 'in':
      return value !== null && constraint.values.includes(value);
    default:
      return value !== null;
  }
}

/** The first label that the template's node selector wants otherwise; null: none. */
export function unselected(node: NodeRecord, { nodeSelector }: Template): string | null {
  for (const [key, value] of Object.entries(nodeSelector)) {
    if (fieldOf(node, key) !== value) return `${key}=${value}`;
  }
  return null;
}

/** Whether one more task may go to the node, given where the deployment's others are: Marathon's rules. */
export function mayAdd(node: NodeRecord, constraint: Constraint, places: readonly TaskPlace[]): boolean {
  const value = fieldOf(node, constraint.field);
  if (value === null) return false;
  const groups = countByValue(places, constraint.field);
  const count = groups.get(value) ?? 0;
  switch (constraint.operator) {
    case 'unique':
      return count === 0;
    case 'maxPer':
      return count < Number(constraint.values[0]);
    case 'cluster':
      return constraint.values.length > 0
        ? constraint.values.includes(value)
        : groups.size === 0 || groups.has(value);
    case 'groupBy':
      return count === 0 || isSmallestGroup(groups, count, Number(constraint.values[0] ?? 0));
    default:
      return true;
  }
}

function countByValue(places: readonly TaskPlace[], field: string): Map<string, number> {
  const groups = new Map<string, number>();
  for (const { node, count } of places) {
    const value = fieldOf(node, field);
    if (value !== null) groups.set(value, (groups.get(value) ?? 0) + count);
  }
  return groups;
}

/** `expected`: how many groups there should be; a group gets its second task only when all of them have one. */
function isSmallestGroup(groups: ReadonlyMap<string, number>, count: number, expected: number): boolean {
  return groups.size >= expected && count === Math.min(...groups.values());
}

export function describeConstraint({ field, operator, values }: Constraint): string {
  return [field, operator, values.join(',')].filter((part) => part !== '').join(' ');
}
