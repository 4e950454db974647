import type { TaskRecord } from '@gantry/model';
import type { WriteContext } from '../resource/definition.ts';
import { isJsonObject } from '../wire/object.ts';
import { type ApiRequest, readObject } from '../wire/request.ts';
import { StatusError } from '../wire/status.ts';

/**
 * The polite way to end a pod, as `kubectl drain` asks for it. The owner replaces it elsewhere. Throws a 429 while a
 * disruption budget keeps it; without `Retry-After`, since clients would try again in silence.
 */
export async function evict(request: ApiRequest, context: WriteContext, task: TaskRecord) {
  const body = await readObject(request);
  const options = isJsonObject(body.deleteOptions) ? body.deleteOptions : {};
  const graceSeconds = typeof options.gracePeriodSeconds === 'number' ? options.gracePeriodSeconds : null;
  try {
    await context.submit({ type: 'task.evict', task: task.id, graceSeconds });
  } catch (thrown) {
    throw thrown instanceof StatusError && thrown.reason === 'TooManyRequests' ? kept(thrown) : thrown;
  }
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' };
}

function kept({ message, details }: StatusError): StatusError {
  return new StatusError(
    'TooManyRequests',
    "Cannot evict pod as it would violate the pod's disruption budget.",
    { ...details, causes: [{ reason: 'DisruptionBudget', message }] },
  );
}
