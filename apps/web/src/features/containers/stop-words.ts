import type { TaskRecord } from '@gantry/model';

/** What stopping a container by hand is called, and what comes of it: that depends on who owns it. */
export function stopWords(
  task: Pick<TaskRecord, 'deploymentId' | 'jobId' | 'executor'>,
  framework: string,
): { verb: string; about: string } {
  if (task.deploymentId !== null)
    return { verb: 'Stop and replace', about: 'It stops gracefully; its deployment starts another.' };
  if (task.jobId !== null)
    return { verb: 'Stop', about: 'It stops gracefully; its job starts another where one is still needed.' };
  const what = task.executor === undefined ? 'It stops' : 'It stops, with all that it carries';
  return { verb: 'Stop', about: `${what}. Nothing replaces it unless its framework ${framework} does.` };
}
