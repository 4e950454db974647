import { formatBytes, formatCpu } from '../../shared/format/quantity.ts';
import { groupOfNode } from '../../shared/node-groups.ts';
import type { RowGroup } from '../../shared/ui/row-groups.ts';
import type { NodeRow } from './node-row.ts';

/** What nodes can be put together by: the labels and attributes that tell them apart, e.g. their zone or their pool. */
export function nodeGroups(keys: readonly string[]) {
  return Object.fromEntries(
    keys.map((key) => [key, { label: key, groupOf: groupOfKey(key), sumOf: reservedIn }]),
  );
}

type GroupOf = (row: NodeRow) => RowGroup;

const groupsOfKeys = new Map<string, GroupOf>();

/** The same function for the same key at all times: another one is another question, for which rows move at once. */
function groupOfKey(key: string): GroupOf {
  const known = groupsOfKeys.get(key);
  if (known !== undefined) return known;
  const groupOf = ({ node }: NodeRow) => {
    const label = groupOfNode(node, key);
    return { key: label, label };
  };
  groupsOfKeys.set(key, groupOf);
  return groupOf;
}

/** What is reserved of all that these nodes have. */
export function reservedIn(rows: readonly NodeRow[]): string {
  const sum = (amountOf: (row: NodeRow) => number) => rows.reduce((total, row) => total + amountOf(row), 0);
  const cpu = sum(({ load }) => load?.allocated.cpuMillis ?? 0);
  const memory = sum(({ load }) => load?.allocated.memoryBytes ?? 0);
  const ofCpu = formatCpu(sum(({ node }) => node.resources.cpuMillis));
  const ofMemory = formatBytes(sum(({ node }) => node.resources.memoryBytes));
  return `${formatCpu(cpu)} of ${ofCpu} and ${formatBytes(memory)} of ${ofMemory} reserved`;
}
