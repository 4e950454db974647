import type { TaskRecord } from '@gantry/model';
import type { WriteContext } from '../resource/definition.ts';
import { isJsonObject } from '../wire/object.ts';
import { type ApiRequest, readObject } from '../wire/request.ts';

/** The polite way to end a pod, as `kubectl drain` asks for it. The owner replaces it elsewhere. */
export async function evict(request: ApiRequest, context: WriteContext, task: TaskRecord) {
  const body = await readObject(request);
  const options = isJsonObject(body.deleteOptions) ? body.deleteOptions : {};
  const graceSeconds = typeof options.gracePeriodSeconds === 'number' ? options.gracePeriodSeconds : null;
  await context.submit({ type: 'task.kill', task: task.id, graceSeconds, reason: 'evicted' });
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' };
}
