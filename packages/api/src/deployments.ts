import {
  type DeploymentRecord,
  deploymentId,
  formatDeployment,
  longestPin,
  rolloutPace,
} from '@gantry/model';
import { z } from 'zod';
import type { Context } from './context.ts';
import {
  abortCommand,
  abortFields,
  deleteCommand,
  deleteFields,
  deployCommand,
  deployFields,
  planInput,
  plannedCommand,
  restartCommand,
  restartFields,
  rollbackCommand,
  rollbackFields,
  scaleCommand,
  scaleFields,
  setImageCommand,
  setImageFields,
} from './deployment-command.ts';
import { type DeploymentDetail, deploymentRow, newestRollout } from './deployment-view.ts';
import { findDeployment, findRevision, findTemplate } from './find.ts';
import { type DeploymentHistory, revisionEntries } from './history.ts';
import { type Imported, importText } from './import.ts';
import {
  type Asked,
  accept,
  mayTake,
  named,
  pageFields,
  retried,
  sortBy,
  takes,
  textField,
  undoable,
} from './input.ts';
import { deploymentText } from './kept-text.ts';
import { type WrittenManifest, writtenManifest } from './manifest.ts';
import { page, type SortKey } from './page.ts';
import { mutation, query, router } from './procedure.ts';
import { accepted } from './refusal.ts';
import { planAct, submit, submitAct } from './submit.ts';
import { deploymentsUsage } from './usage.ts';

const listFields = {
  /** Left out: all namespaces. */
  namespace: z.string().max(253).nullish(),
  text: textField,
  sort: sortBy('name', 'createdAtMs', 'updatedAtMs').default('name'),
  ...pageFields,
};

const historyFields = {
  ...named,
  /** How far back the series goes at the most. */
  windowSeconds: z.int().min(1).max(31_536_000).default(86_400),
  maxPoints: z.int().min(2).max(5_000).default(500),
};

const ribbonFields = {
  ...named,
  /** Where it begins, by the cluster's clock; as far as commits are kept. */
  fromAtMs: z.int().min(0),
  maxPoints: historyFields.maxPoints,
};

/** As many as a screen shows, and some more. */
const mostAtOnce = 200;
const theseDeployments = takes({ deployments: z.array(deploymentId).min(1).max(mostAtOnce) });

const target = takes({ ...named, ...retried });

export const deployments = router({
  list: query.input(mayTake(listFields)).query(({ ctx, input }) => listDeployments(ctx, input)),
  get: query
    .input(takes(named))
    .query(({ ctx, input }) => deploymentDetail(ctx, findDeployment(ctx.plane.view, input))),
  /** As a person would write it: the deployment as it is, or as one of its revisions was. */
  manifest: query
    .input(takes({ ...named, revision: z.int().nullish() }))
    .query(({ ctx, input }) => deploymentManifest(ctx, input)),
  history: query.input(takes(historyFields)).query(({ ctx, input }) => deploymentHistory(ctx, input)),
  /** Ready tasks per revision over time alone, for a picture of a rollout that is asked for again and again. */
  ribbon: query
    .input(takes(ribbonFields))
    .query(({ ctx, input }) => ctx.ribbons.since(findDeployment(ctx.plane.view, input), input)),
  /** The last day of each of these, for a list of them; one that is not there is left out. */
  days: query.input(theseDeployments).query(({ ctx, input }) => ({
    items: input.deployments.flatMap((id) => ctx.days.of(id) ?? []),
  })),
  /** What each of these uses now beside what is reserved for it; one that is not there is left out. */
  usage: query.input(theseDeployments).query(async ({ ctx, input }) => ({
    items: await deploymentsUsage(ctx.plane, input.deployments),
  })),
  /** What each of these used in the last ten minutes; one of which nothing was measured is left out. */
  trails: query.input(theseDeployments).query(({ ctx, input }) => ({
    items: input.deployments.flatMap((id) => ctx.trails.ofDeployment(id) ?? []),
  })),
  /** What was written for another system, as deployments of this one. Changes nothing. */
  import: query
    .input(takes({ text: z.string().max(1_000_000) }))
    .query(({ ctx, input }): Imported => importText(ctx, input.text)),
  /** What a change would do: the engine's own planners, run ahead in virtual time. Changes nothing. */
  plan: query.input(accept(planInput)).query(({ ctx, input }) => planAct(ctx, plannedCommand(input))),

  deploy: mutation
    .input(takes({ ...deployFields, ...undoable }))
    .mutation(({ ctx, input }) => submitAct(ctx, deployCommand(input), input)),
  scale: mutation
    .input(takes({ ...scaleFields, ...undoable }))
    .mutation(({ ctx, input }) => submitAct(ctx, scaleCommand(input), input)),
  setImage: mutation
    .input(takes({ ...setImageFields, ...undoable }))
    .mutation(({ ctx, input }) => submitAct(ctx, setImageCommand(input), input)),
  rollback: mutation
    .input(takes({ ...rollbackFields, ...undoable }))
    .mutation(({ ctx, input }) => submitAct(ctx, rollbackCommand(input), input)),
  restart: mutation
    .input(takes({ ...restartFields, ...undoable }))
    .mutation(({ ctx, input }) => submitAct(ctx, restartCommand(input), input)),
  delete: mutation
    .input(takes({ ...deleteFields, ...undoable }))
    .mutation(({ ctx, input }) => submitAct(ctx, deleteCommand(input), input)),
  pause: mutation
    .input(target)
    .mutation(({ ctx, input: { commandId, ...name } }) =>
      submit(ctx, { type: 'deployment.pause', ...name }, { commandId }),
    ),
  resume: mutation
    .input(target)
    .mutation(({ ctx, input: { commandId, ...name } }) =>
      submit(ctx, { type: 'deployment.resume', ...name }, { commandId }),
    ),
  /** Goes on at once with a canary or blue-green rollout that waits for a person. */
  promote: mutation
    .input(target)
    .mutation(({ ctx, input: { commandId, ...name } }) =>
      submit(ctx, { type: 'rollout.promote', ...name }, { commandId }),
    ),
  /** Takes a rollout back to where it came from. */
  abort: mutation
    .input(takes({ ...abortFields, ...undoable }))
    .mutation(({ ctx, input }) => submitAct(ctx, abortCommand(input), input)),
  /** Keeps a revision whatever the history limit says, under a name; null lets it go with the others again. */
  pin: mutation
    .input(
      takes({
        ...named,
        revision: z.int(),
        pin: z.string().trim().min(1).max(longestPin).nullable(),
        ...retried,
      }),
    )
    .mutation(({ ctx, input: { commandId, ...pin } }) =>
      submit(ctx, { type: 'revision.pin', ...pin }, { commandId }),
    ),
});

function listDeployments({ plane }: Context, input: Asked<typeof listFields>) {
  const text = input.text?.toLowerCase() ?? '';
  const found = page<DeploymentRecord>({
    list: 'deployments',
    rows: plane.view.all('deployments'),
    matches: ({ namespace, name }) =>
      (!input.namespace || namespace === input.namespace) && name.toLowerCase().includes(text),
    keyOf: (row) => sortKey(row, input.sort),
    revision: plane.view.revision,
    sort: input.sort,
    limit: input.limit,
    cursor: input.cursor,
  });
  const { items, ...rest } = accepted(found);
  return { ...rest, items: items.map((row) => deploymentRow(plane.view, row)) };
}

function sortKey(row: DeploymentRecord, sort: string): SortKey {
  const field = sort.replace('-', '');
  if (field === 'createdAtMs') return [row.createdAtMs, row.id];
  if (field === 'updatedAtMs') return [row.updatedAtMs, row.id];
  return [`${row.name}/${row.namespace}`, row.id];
}

function deploymentDetail({ plane: { view } }: Context, deployment: DeploymentRecord): DeploymentDetail {
  return {
    ...deploymentRow(view, deployment),
    template: findTemplate(view, deployment.templateHash),
    replicaSets: view.replicaSetsOf(deployment.id),
    rollout: newestRollout(view, deployment),
  };
}

function deploymentManifest(
  { plane: { view } }: Context,
  input: { namespace: string; name: string; revision?: number | null | undefined },
): WrittenManifest {
  const { id, namespace, name, labels, annotations, spec, paused, ...deployment } = findDeployment(
    view,
    input,
  );
  const hash =
    typeof input.revision === 'number'
      ? findRevision(view, id, input.revision).templateHash
      : deployment.templateHash;
  const template = findTemplate(view, hash);
  const parts = { namespace, name, labels, annotations, spec, paused, template };
  const kept = view.get('manifests', id);
  return writtenManifest(formatDeployment(parts), kept ? deploymentText(kept.text, parts) : null);
}

async function deploymentHistory(
  ctx: Context,
  input: Asked<typeof historyFields>,
): Promise<DeploymentHistory> {
  const deployment = findDeployment(ctx.plane.view, input);
  // What comes of it is in the revisions when it is known; the timeline does not wait for nodes and registries.
  void ctx.plane.lookAtRevisions(deployment);
  return {
    namespace: deployment.namespace,
    name: deployment.name,
    currentRevision: deployment.revision,
    revisions: revisionEntries(ctx.plane.view, deployment),
    pace: rolloutPace(ctx.plane.view.rolloutsOf(deployment.id)),
    series: await ctx.ribbons.read(deployment, input),
  };
}
