import type { TemplateHash } from './id.ts';
import type { JobPlan, RunPlan, WantedJobPlan, WantedRunPlan } from './job.ts';
import type { Template } from './template.ts';

type Replace<P, From, To> = P extends From
  ? To
  : P extends object
    ? { [K in keyof P]: Replace<P[K], From, To> }
    : P;

/** The same plan with each template replaced, in order of appearance. */
export function mapTemplates<T>(
  plan: WantedJobPlan,
  by: (template: Template) => T,
): Replace<WantedJobPlan, Template, T>;
export function mapTemplates<T>(
  plan: JobPlan,
  by: (hash: TemplateHash) => T,
): Replace<JobPlan, TemplateHash, T>;
export function mapTemplates(plan: WantedJobPlan | JobPlan, by: (template: never) => unknown): unknown {
  if (plan.kind === 'batch')
    return {
      ...plan,
      stages: plan.stages.map((stage) => ({ ...stage, template: by(stage.template as never) })),
    };
  if (plan.kind === 'gang') return { ...plan, template: by(plan.template as never) };
  return { ...plan, run: mapTemplates(plan.run as JobPlan, by as (hash: TemplateHash) => unknown) };
}

/** The templates that a plan names, each once. */
export function templatesOf(plan: JobPlan): TemplateHash[] {
  const hashes = new Set<TemplateHash>();
  mapTemplates(plan, (hash) => hashes.add(hash));
  return [...hashes];
}

/** How many tasks have to succeed for a run to succeed. */
export function tasksWanted(plan: RunPlan | WantedRunPlan): number {
  return plan.kind === 'gang'
    ? plan.ranks
    : plan.stages.reduce((sum: number, { completions }) => sum + completions, 0);
}
