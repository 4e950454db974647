import {
  type ConfigRecord,
  type DeploymentRecord,
  type Difference,
  diffValues,
  formatConfig,
  formatDeployment,
  type IntentRecord,
  type JobRecord,
  type NodeRecord,
  type RevisionRecord,
  type RolloutRecord,
  type SecretRecord,
  type TableName,
  type Tables,
  type TaskRecord,
  type Template,
} from '@gantry/model';

/** What of a record people write, table by table: what it does by itself (status, counts, times) is no part of it. */
const shown: { [T in TableName]?: (record: Tables[T], template: Template | null) => object } = {
  deployments: shownDeployment,
  revisions: ({ pinned }: RevisionRecord) => ({ pinned: pinned ?? undefined }),
  rollouts: ({ promoted, outcome }: RolloutRecord) => ({ promoted, outcome }),
  tasks: ({ desired, labels, annotations }: TaskRecord) => ({ wanted: desired, labels, annotations }),
  nodes: ({ cordoned, drain, labels, annotations, taints }: NodeRecord) => ({
    cordoned,
    drain: drain === null ? undefined : { deadlineAtMs: drain.deadlineAtMs, force: drain.force },
    ...{ labels, annotations, taints },
  }),
  jobs: ({ spec, labels, annotations, state }: JobRecord) => ({
    ...{ state, labels, annotations },
    ...spec,
    environment: undefined,
  }),
  services: withoutBookkeeping,
  volumes: withoutBookkeeping,
  budgets: withoutBookkeeping,
  autoscalers: ({ labels, annotations, minReplicas, maxReplicas, metrics, calmSeconds }) => ({
    ...{ labels, annotations, minReplicas, maxReplicas, metrics, calmSeconds },
  }),
  configs: (config: ConfigRecord) => openedData(formatConfig(config)),
  secrets: shownSecret,
  namespaces: ({ labels, annotations, deletingAtMs }) => ({
    ...{ labels, annotations },
    deleting: deletingAtMs !== null,
  }),
  roles: ({ name: _, ...rest }) => rest,
  frameworks: ({ connected, active, roles, suppressedRoles, completedAtMs }) => ({
    ...{ connected, active, roles, suppressedRoles },
    removed: completedAtMs !== null,
  }),
  offers: ({ state }) => ({ state }),
  intents: ({ state, summary }: IntentRecord) => ({ state, summary }),
};

/** The tables of what is shown. */
export type ShownTable = keyof typeof shown & TableName;

function shownDeployment(deployment: DeploymentRecord, template: Template | null): object {
  const { revision, deletingAtMs, status: _, ...parts } = deployment;
  const deleting = deletingAtMs === null ? undefined : true;
  if (template === null) return { revision, deleting, replicas: parts.spec.replicas, paused: parts.paused };
  const { template: written, ...rest } = formatDeployment({ ...parts, template });
  return { revision, deleting, ...rest, ...(written as object) };
}

function withoutBookkeeping(record: object): object {
  const fields = Object.entries(record).filter(([name]) => !bookkeeping.has(name));
  return Object.fromEntries(fields);
}

const bookkeeping: ReadonlySet<string> = new Set([
  ...['id', 'namespace', 'name', 'generation', 'author', 'createdAtMs', 'updatedAtMs'],
  ...['state', 'message', 'nodeId', 'clusterAddress'],
]);

/** A config's entries as fields of their own, so that one that changed is told by itself. */
function openedData({ data, binaryData, ...rest }: Record<string, unknown>): object {
  const entries = Object.entries((data ?? {}) as Record<string, string>);
  const binary = Object.entries((binaryData ?? {}) as Record<string, string>);
  return {
    ...rest,
    ...Object.fromEntries(entries.map(([key, value]) => [`data.${key}`, value])),
    ...Object.fromEntries(binary.map(([key, value]) => [`data.${key}`, `${value.length} base64 characters`])),
  };
}

/** Which keys were written when: a sealing tells that a value was written, never which. */
function shownSecret({ type, labels, annotations, immutable, data }: SecretRecord): object {
  const keys = Object.entries(data).map(([key, value]) => [`data.${key}`, { sealed: value.nonceBase64 }]);
  return { ...{ type, labels, annotations, immutable }, ...Object.fromEntries(keys) };
}

const mostDifferences = 40;
const longestValue = 200;
/** What clients and doors keep for themselves: whole manifests, with every value in them, and who wrote which field. */
const kept = [
  'kubectl.kubernetes.io/last-applied-configuration',
  ...[
    'ingresses',
    'kubernetes-fields',
    'managed-fields',
    'marathon-app',
    'marathon-deployment',
    'marathon-groups',
  ].map((name) => `gantry.local/${name}`),
];

export interface Pair<T extends TableName> {
  before: Tables[T] | null;
  after: Tables[T] | null;
}

/**
 * How a record differs before and after, in the words of a manifest, images and replicas first. Values of variables and
 * of secrets are withheld: that one was written is told, not which.
 */
export function differencesIn<T extends ShownTable>(
  table: T,
  { before, after }: Pair<T>,
  templates: { before: Template | null; after: Template | null },
): { differences: Difference[]; more: boolean } {
  const show = shown[table] as (record: Tables[T], template: Template | null) => object;
  const [left, right] = [
    before === null ? {} : show(before, templates.before),
    after === null ? {} : show(after, templates.after),
  ];
  const found = diffValues(plain(left), plain(right)).filter(
    ({ path }) => !kept.some((annotation) => path.includes(annotation)),
  );
  return {
    differences: found.slice(0, mostDifferences).map((one) => withheld(table, one)),
    more: found.length > mostDifferences,
  };
}

/** As JSON has it: what is undefined is not there. */
const plain = (value: object): unknown => JSON.parse(JSON.stringify(value));

const isVariable = /(^|\.)env\[[^\]]*\]/;

function withheld(table: ShownTable, { path, before, after }: Difference): Difference {
  const isSecret = (table === 'secrets' && path.includes('data.')) || isVariable.test(path);
  const told = (value: string | null, withheldAs: string) => {
    if (value === null) return null;
    if (isSecret && !value.startsWith('from {')) return withheldAs;
    return value.length <= longestValue ? value : `${value.slice(0, longestValue - 1)}…`;
  };
  const [was, is] = before !== null && after !== null ? ['a value', 'another value'] : ['a value', 'a value'];
  return { path: secretPath(path), before: told(before, was), after: told(after, is) };
}

/** `data.password`, not `[data.password].sealed`. */
const secretPath = (path: string): string => path.replace(/^\[(data\.[^\]]+)\](\.sealed)?$/, '$1');
