import type { View } from '@gantry/engine';
import { formatJob, type JobRecord, mapTemplates, type TaskRecord, type Template } from '@gantry/model';
import { findTemplate } from './find.ts';
import { jobText } from './kept-text.ts';
import { type WrittenManifest, writtenManifest } from './manifest.ts';

/** A job with what belongs to it. */
export interface JobDetail extends JobRecord {
  /** The cron or build job that made it, by its name. */
  parent: string | null;
  tasks: TaskRecord[];
  /** Of a cron or build job: its runs, the newest first. */
  runs: JobRecord[];
  /** Of its tasks, by hash. */
  templates: Record<string, Template>;
}

export function jobDetail(view: View, job: JobRecord): JobDetail {
  const tasks = [...view.tasksOfJob(job.id)];
  const hashes = new Set<string>();
  mapTemplates(job.spec.plan, (hash) => hashes.add(hash));
  return {
    ...job,
    parent: job.parentId === null ? null : (view.get('jobs', job.parentId)?.name ?? null),
    tasks: tasks.sort((a, b) => a.jobPart! - b.jobPart! || a.jobIndex! - b.jobIndex!),
    runs: view.runsOf(job.id).sort((a, b) => b.createdAtMs - a.createdAtMs),
    templates: Object.fromEntries([...hashes].map((hash) => [hash, findTemplate(view, hash)])),
  };
}

export function jobManifest(
  view: View,
  { id, namespace, name, labels, annotations, spec }: JobRecord,
): WrittenManifest {
  const plan = mapTemplates(spec.plan, (hash) => findTemplate(view, hash));
  const parts = { namespace, name, labels, annotations, spec: { ...spec, plan } };
  const kept = view.get('manifests', id);
  return writtenManifest(formatJob(parts), kept ? jobText(kept.text, parts) : null);
}
