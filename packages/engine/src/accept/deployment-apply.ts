import {
  type CommandOf,
  type DeploymentRecord,
  type DeploymentStatus,
  err,
  hashTemplate,
  type Rejection,
  rejection,
} from '@gantry/model';
import type { Draft } from '../draft.ts';
import { dropTemplate } from '../plan/reaper.ts';
import { isSame } from '../same.ts';
import { aboutDeployment, record } from '../timeline.ts';
import { type Acceptance, acceptedFor, alreadySoFor, goneMessage, refuse } from './answer.ts';
import { changeDeployment, notPaused, revise } from './deployment-change.ts';
import { whyGone } from './images.ts';
import { isRewritten, keepManifest } from './keep-manifest.ts';
import { ensureNamespace } from './namespace.ts';
import { isRevised, keepTemplate, makeRevision } from './revision.ts';

type Apply = CommandOf<'deployment.apply'>;

/** Creates the deployment, or makes it what the command says, as one change. */
export function applyDeployment(draft: Draft, command: Apply): Acceptance {
  const existing = draft.state.deployment(command.namespace, command.name);
  if (existing === undefined)
    return command.mode === 'update' ? refuseMissing(command) : create(draft, command);
  const refusal =
    refusalOf(existing, command) ?? whyGone(draft.state, existing, hashTemplate(command.template));
  return refusal === null ? update(draft, existing, command) : err(refusal);
}

function refuseMissing({ name, namespace }: Apply): Acceptance {
  return refuse(
    'not_found',
    `There is no deployment ${name} in namespace ${namespace} to update; create it first.`,
  );
}

/** Why an existing deployment cannot be made what the command says; null: it can. */
function refusalOf(
  existing: DeploymentRecord,
  { mode, name, namespace, ifGeneration, spec }: Apply,
): Rejection | null {
  if (existing.deletingAtMs !== null) return rejection('gone', goneMessage(name));
  if (mode === 'create') {
    const message = `Deployment ${name} exists already in namespace ${namespace}; choose another name, or update it.`;
    return rejection('already_exists', message);
  }
  if (ifGeneration !== null && ifGeneration !== existing.generation) {
    const message = `Deployment ${name} was changed meanwhile: its generation is ${existing.generation}, yours ${ifGeneration}. Look at it again and repeat your change.`;
    return rejection('conflict', message);
  }
  if (isSame(spec.selector, existing.spec.selector)) return null;
  const message = `cannot be changed from ${describeLabels(existing.spec.selector)}; deploy under another name instead`;
  return rejection('immutable', `selector: ${message}`, [{ field: 'selector', message }]);
}

function describeLabels(labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? 'none' : pairs.sort().join(',');
}

function create(draft: Draft, command: Apply): Acceptance {
  const refusal = ensureNamespace(draft, command.namespace);
  if (refusal !== null) return err(refusal);
  const { name, spec, paused, cause } = command;
  const created = draft.put('deployments', newDeployment(draft, command));
  keepManifest(draft, created.id, command.text);
  const replicas = `${spec.replicas} ${spec.replicas === 1 ? 'replica' : 'replicas'}`;
  record(draft, aboutDeployment(created), 'DeploymentCreated', `Created with ${replicas}.`);
  if (paused)
    return acceptedFor(created, `Deployment ${name} is created; it is paused and starts when it is resumed.`);
  const started = makeRevision(draft, created, { cause: cause || 'created', restoredFrom: null });
  return acceptedFor(started, `Deployment ${name} is created.`);
}

function newDeployment(draft: Draft, command: Apply): DeploymentRecord {
  const { namespace, name, labels, annotations, spec, template, paused } = command;
  return {
    id: draft.newId('deployment') as DeploymentRecord['id'],
    namespace,
    name,
    labels,
    annotations,
    spec,
    templateHash: keepTemplate(draft, template),
    revision: 0,
    generation: 1,
    paused,
    pauseReason: paused ? 'created paused' : '',
    pausedBy: paused ? 'person' : null,
    status: noStatus,
    createdAtMs: draft.nowMs,
    updatedAtMs: draft.nowMs,
    deletingAtMs: null,
    quarantine: null,
  };
}

const noStatus: DeploymentStatus = {
  observedGeneration: 0,
  replicas: 0,
  updatedReplicas: 0,
  readyReplicas: 0,
  availableReplicas: 0,
  unavailableReplicas: 0,
  terminatingReplicas: 0,
  conditions: [],
};

function update(draft: Draft, existing: DeploymentRecord, command: Apply): Acceptance {
  const { labels, annotations, spec, paused, cause, retold, text } = command;
  const templateHash = keepTemplate(draft, command.template);
  const wanted = { labels, annotations, spec, paused, templateHash };
  const fields = Object.keys(wanted) as (keyof typeof wanted)[];
  const isSo = fields.every((field) => isSame(wanted[field], existing[field]));
  if (isSo && !isRewritten(draft, existing.id, text)) {
    return alreadySoFor(existing, `Deployment ${existing.name} is so already.`);
  }
  const updated = changeDeployment(draft, existing, { ...wanted, ...pauseOf(draft, existing, paused) });
  keepManifest(draft, existing.id, text);
  dropTemplate(draft, existing.templateHash);
  record(draft, aboutDeployment(updated), 'DeploymentUpdated', `Updated${cause === '' ? '' : `: ${cause}`}.`);
  if (retold !== undefined && !isRevised(draft, updated)) retell(draft, updated, retold);
  return revise(draft, updated, { cause: cause || 'updated', restoredFrom: null });
}

/** One that is paused already keeps who paused it and why. */
function pauseOf(
  draft: Draft,
  existing: DeploymentRecord,
  paused: boolean,
): Pick<DeploymentRecord, 'paused' | 'pauseReason' | 'pausedBy'> {
  if (!paused) return notPaused;
  const { pauseReason, pausedBy = null } = existing;
  if (existing.paused) return { paused, pauseReason, pausedBy };
  return { paused, pauseReason: `paused by ${draft.actor.name}`, pausedBy: 'person' };
}

/** Why the newest revision was made is often told after it was (rule RV14). */
function retell(draft: Draft, { id, revision: newest }: DeploymentRecord, cause: string): void {
  const revision = draft.state.revisionsOf(id).find(({ number }) => number === newest);
  if (revision !== undefined) draft.update('revisions', revision, { cause });
}
