import {
  type CommandOf,
  frameworkId,
  limits,
  type TaskRecord,
  type Template,
  taskId,
  templateHash,
} from '@gantry/model';
import { type PodObject, projectPod } from '../projection/pod.ts';
import { barePodAnnotation, barePodLabel } from '../projection/pod-identity.ts';
import type { Projector } from '../projection/projector.ts';
import type { WriteContext } from '../resource/definition.ts';
import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { invalid, notSupported, StatusError } from '../wire/status.ts';
import { toApplyCommand } from './deployment.ts';
import { toJob } from './job.ts';

type BarePodCommand = CommandOf<'deployment.apply'> | CommandOf<'job.apply'>;

const policies = ['Always', 'OnFailure', 'Never'];

/**
 * A Pod of the API that nobody owns, as what the engine has for it: a deployment of one replica when it is always
 * started again, else a job of one task. Throws a 422 that names every wrong field of the pod, warns of unhonoured ones
 * and of what the pod is.
 */
export function toBarePod(
  context: WriteContext,
  object: JsonObject,
  mode: 'create' | 'update',
): BarePodCommand {
  const { name } = object.metadata as { name: string };
  const spec = isJsonObject(object.spec) ? object.spec : {};
  const policy = spec.restartPolicy || 'Always';
  if (!policies.includes(String(policy)))
    throw invalid({ group: '', kind: 'Pod', name }, [notSupported('spec.restartPolicy', policy, policies)]);
  const inPod = {
    ...context,
    projector: context.projector,
    warn: (text: string) => context.warn(podPath(text)),
  };
  try {
    return policy === 'Always'
      ? { ...toApplyCommand(inPod, namespaceOf(object), asDeployment(object)), mode }
      : {
          type: 'job.apply',
          ...toJob(inPod, asJob(object, String(policy)), undefined),
          mode,
          ifGeneration: null,
        };
  } catch (thrown) {
    throw thrown instanceof StatusError ? asPodError(name, thrown) : thrown;
  } finally {
    if (mode === 'create') context.warn(whatItIs(name, String(policy)));
  }
}

function whatItIs(name: string, policy: string): string {
  return policy === 'Always'
    ? `the pod is the one replica of a deployment that is called ${name} as well, and goes with it`
    : `the pod is the one task of a job that is called ${name} as well, and goes with it`;
}

const namespaceOf = ({ metadata }: JsonObject) => (metadata as { namespace: string }).namespace;

/** Labels and annotations are the pod's; the owner says only that it is one. */
function owned(object: JsonObject, policy: string): { metadata: JsonObject; template: JsonObject } {
  const { namespace, name, labels, annotations } = object.metadata as JsonObject & { name: string };
  const ownLabels = { ...(isJsonObject(labels) ? labels : {}), [barePodLabel]: name };
  return {
    metadata: { namespace, name, labels: ownLabels, annotations: { [barePodAnnotation]: policy } },
    template: {
      metadata: { labels: ownLabels, annotations: isJsonObject(annotations) ? annotations : {} },
      spec: object.spec,
    },
  };
}

function asDeployment(object: JsonObject): JsonObject {
  const { metadata, template } = owned(object, 'Always');
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: 1,
      selector: { matchLabels: { [barePodLabel]: (metadata as { name: string }).name } },
      // One pod of a name at a time.
      strategy: { type: 'Recreate' },
      template,
    },
  };
}

function asJob(object: JsonObject, policy: string): JsonObject {
  const { metadata, template } = owned(object, policy);
  const { activeDeadlineSeconds, ...spec } = template.spec as JsonObject;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata,
    spec: {
      completions: 1,
      parallelism: 1,
      backoffLimit: policy === 'Never' ? 0 : limits.jobTasks,
      ...(activeDeadlineSeconds ? { activeDeadlineSeconds } : {}),
      template: { ...template, spec },
    },
  };
}

/** Where a pod has what its owner has in its template. */
const podPath = (text: string): string =>
  text.replaceAll('spec.template.spec', 'spec').replaceAll('spec.template.metadata', 'metadata');

/** The same refusal, of the pod. A name that a deployment or job has already is said as it is. */
function asPodError(name: string, thrown: StatusError): StatusError {
  const causes = thrown.details.causes?.map((cause) =>
    cause.field === undefined ? cause : { ...cause, field: podPath(cause.field) },
  );
  if (thrown.reason === 'Invalid' && causes) return invalid({ group: '', kind: 'Pod', name }, causes);
  return new StatusError(thrown.reason, podPath(thrown.message), thrown.details);
}

/** The pod as a dry run shows it: not placed yet. */
export function drawnUpPod(projector: Projector, command: BarePodCommand): PodObject {
  const template: Template =
    command.type === 'deployment.apply'
      ? command.template
      : (command.spec.plan as { stages: { template: Template }[] }).stages[0]!.template;
  const hash = templateHash.parse('dry-run');
  const policy = command.annotations[barePodAnnotation]!;
  const pod = projectPod(
    { ...projector, unsaved: new Map([[hash, template]]) },
    { ...blankTask, ...drawn(projector, command), templateHash: hash },
  );
  return { ...pod, spec: { ...pod.spec, restartPolicy: policy } };
}

const drawn = ({ nowMs }: Projector, { namespace, name }: BarePodCommand) => ({
  namespace,
  name,
  createdAtMs: nowMs,
});

const blankTask: Omit<TaskRecord, 'namespace' | 'name' | 'templateHash' | 'createdAtMs'> = {
  ...{ id: taskId.parse('dry-run'), frameworkId: frameworkId.parse('dry-run'), role: '', nearby: null },
  ...{ deploymentId: null, replicaSetId: null, jobId: null, jobPart: null, jobIndex: null, revision: 0 },
  ...{
    nodeId: null,
    desired: 'running',
    state: 'pending',
    ready: false,
    readyAtMs: null,
    firstReadyAtMs: null,
  },
  ...{
    assignedAtMs: null,
    startedAtMs: null,
    finishedAtMs: null,
    notBeforeAtMs: null,
    reason: '',
    message: '',
  },
  ...{ replaces: null, failuresInARow: 0, probeFailures: 0, errorLines: 0, hostPorts: [], address: '' },
  ...{ containers: [], unplaced: null, stopGraceSeconds: null, stopRequestedAtMs: null },
  ...{ labels: {}, annotations: {}, frameworkData: '' },
};
