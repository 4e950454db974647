import type { JobRecord } from '@gantry/model';
import { deploymentNameOf, type Subject } from '../../shared/subject.ts';

/** One way to take along what a screen or a row is about. */
export interface Copy {
  name: string;
  text: string;
}

/** What a container is called by kubectl, as far as that is known. */
export type Pod = { namespace: string; name: string };

/** What a job does; kubectl knows runs and schedules, and nothing of the others. */
export type JobPlan = JobRecord['spec']['plan']['kind'];

export interface CopyContext {
  href: string;
  pod: Pod | null;
  /** Of a job, as far as it is known. */
  plan: JobPlan | null;
}

/** The link to what is shown; and of what it is about the id, the command of kubectl, and the question to the API. */
export function copiesOf(subject: Subject | null, { href, pod, plan }: CopyContext): Copy[] {
  const link = { name: 'Link', text: href };
  if (subject === null) return [link];
  const { origin } = new URL(href);
  const { path, procedure, input, kubectl } = addressOf(subject, { pod, plan });
  const question = `${origin}/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`;
  return [
    { name: 'Link', text: new URL(href).pathname === path ? href : `${origin}${path}` },
    { name: 'Id', text: subject.id },
    ...(kubectl === null ? [] : [{ name: 'kubectl', text: kubectl }]),
    { name: 'API', text: `curl -H "Authorization: Bearer $GANTRY_TOKEN" '${question}'` },
  ];
}

function addressOf({ kind, id }: Subject, { pod, plan }: Pick<CopyContext, 'pod' | 'plan'>) {
  switch (kind) {
    case 'container':
      return {
        path: `/containers/${id}`,
        ...{ procedure: 'tasks.get', input: { task: id } },
        kubectl: pod && `kubectl -n ${pod.namespace} get pod ${pod.name} -o yaml`,
      };
    case 'node':
      return {
        path: `/nodes/${encodeURIComponent(id)}`,
        ...{ procedure: 'nodes.get', input: { node: id } },
        kubectl: `kubectl get node ${id} -o yaml`,
      };
    case 'offer':
      return {
        path: `/offers?peek=${encodeURIComponent(`offer:${id}`)}`,
        ...{ procedure: 'offers.get', input: { offer: id } },
        kubectl: null,
      };
    case 'deployment':
    case 'job': {
      const { namespace, name } = deploymentNameOf(id);
      const resource = kind === 'job' ? jobResource(plan) : kind;
      return {
        path: `/${kind}s/${namespace}/${name}`,
        ...{ procedure: `${kind}s.get`, input: { namespace, name } },
        kubectl: resource && `kubectl -n ${namespace} get ${resource} ${name} -o yaml`,
      };
    }
  }
}

/** What kubectl calls a job of this plan. null: it does not show it. */
function jobResource(plan: JobPlan | null): string | null {
  if (plan === 'cron') return 'cronjob';
  return plan === 'batch' || plan === 'gang' ? 'job' : null;
}
