import { type BudgetRecord, type BudgetSpec, budgetBound, budgetId } from '@gantry/model';
import { type DisruptionBudgetObject, projectDisruptionBudget } from '../projection/disruption-budget.ts';
import { storedMetadata } from '../projection/stored-metadata.ts';
import { readLabelSelector, selectorCauses } from '../wire/label-selector.ts';
import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { invalid, notSupported, type StatusCause } from '../wire/status.ts';
import { ageColumn, nameColumn } from './columns.ts';
import { defineResource, type WriteContext } from './definition.ts';
import { savedKind } from './saved-kind.ts';

const group = 'policy';
const resource = 'poddisruptionbudgets';
const saved = savedKind(
  { group, resource },
  {
    table: 'budgets',
    find: ({ view }, namespace, name) => view.budget(namespace, name),
    project: projectDisruptionBudget,
    save: saveBudget,
    remove: ({ namespace, name }) => ({ type: 'budget.delete', namespace, name }),
  },
);

export const disruptionBudgets = defineResource<DisruptionBudgetObject>({
  group,
  version: 'v1',
  resource,
  singular: 'poddisruptionbudget',
  kind: 'PodDisruptionBudget',
  namespaced: true,
  shortNames: ['pdb'],
  categories: [],
  subresources: [{ name: 'status', kind: 'PodDisruptionBudget', verbs: ['get'] }],
  columns: [
    nameColumn(),
    { name: 'Min Available', type: 'string', priority: 0, cell: ({ spec }) => shown(spec.minAvailable) },
    { name: 'Max Unavailable', type: 'string', priority: 0, cell: ({ spec }) => shown(spec.maxUnavailable) },
    {
      name: 'Allowed Disruptions',
      type: 'integer',
      priority: 0,
      cell: ({ status }) => status.disruptionsAllowed,
    },
    ageColumn(),
  ],
  ...saved,
  /** A task or a deployment that comes, goes or gets ready moves what the budgets of its namespace allow. */
  dependents(change, projector) {
    if (change.table !== 'tasks' && change.table !== 'deployments')
      return saved.dependents(change, projector);
    return change.value === null
      ? []
      : projector.view.budgetsIn(change.value.namespace).map(({ id }) => id as string);
  },
  fields: {},
});

const shown = (bound: unknown) => (bound === undefined ? 'N/A' : String(bound));

function saveBudget(context: WriteContext, object: JsonObject, previous: BudgetRecord | undefined) {
  const { namespace, name } = object.metadata as { namespace: string; name: string };
  const spec = budgetSpec(name, isJsonObject(object.spec) ? object.spec : {});
  const described = { namespace, name, ...storedMetadata(object) };
  const { nowMs } = context.projector;
  const blank = { id: budgetId.parse('dry-run'), generation: 1, createdAtMs: nowMs, updatedAtMs: nowMs };
  return {
    command: {
      type: 'budget.save' as const,
      ...{ ...described, spec },
      mode: previous ? ('update' as const) : ('create' as const),
      ifGeneration: previous?.generation ?? null,
    },
    drawnUp: { ...blank, ...previous, expressions: [], ...described, ...spec },
  };
}

function budgetSpec(name: string, spec: JsonObject): BudgetSpec {
  const named = { group, kind: 'PodDisruptionBudget', name };
  const causes = [
    ...boundCauses(spec, 'minAvailable'),
    ...boundCauses(spec, 'maxUnavailable'),
    ...policyCauses(spec),
    ...selectorCauses(spec.selector, 'spec.selector'),
  ];
  if (!isJsonObject(spec.selector))
    causes.push({ reason: 'FieldValueRequired', field: 'spec.selector', message: 'Required value' });
  const { minAvailable = null, maxUnavailable = null } = spec as Partial<BudgetSpec>;
  if ((minAvailable === null) === (maxUnavailable === null)) {
    const message = `Invalid value: ${JSON.stringify({ minAvailable, maxUnavailable })}: exactly one of minAvailable and maxUnavailable must be given`;
    causes.push({ reason: 'FieldValueInvalid', field: 'spec', message });
  }
  if (causes.length > 0) throw invalid(named, causes);
  const unready = spec.unhealthyPodEvictionPolicy === 'AlwaysAllow' ? 'always' : 'ifHealthy';
  const { labels, expressions } = readLabelSelector(spec.selector);
  return {
    selector: labels,
    ...(expressions.length === 0 ? {} : { expressions }),
    ...{ minAvailable, maxUnavailable, unready },
  };
}

function boundCauses(spec: JsonObject, key: 'minAvailable' | 'maxUnavailable'): StatusCause[] {
  const bound = spec[key];
  if (bound === undefined || bound === null || budgetBound.safeParse(bound).success) return [];
  const message = `Invalid value: ${JSON.stringify(bound)}: must be a number of pods that is not negative, or a percentage from 0% to 100%`;
  return [{ reason: 'FieldValueInvalid', field: `spec.${key}`, message }];
}

function policyCauses({ unhealthyPodEvictionPolicy: policy }: JsonObject): StatusCause[] {
  const known = ['AlwaysAllow', 'IfHealthyBudget'];
  return policy === undefined || known.includes(String(policy))
    ? []
    : [notSupported('spec.unhealthyPodEvictionPolicy', policy, known)];
}
