import { deploymentNameOf, type Subject } from '../../shared/subject.ts';

/** One way to take along what a screen or a row is about. */
export interface Copy {
  name: string;
  text: string;
}

/** What a container is called by kubectl, as far as that is known. */
export type Pod = { namespace: string; name: string };

/** The link to what is shown; and of what it is about the id, the command of kubectl, and the question to the API. */
export function copiesOf(subject: Subject | null, { href, pod }: { href: string; pod: Pod | null }): Copy[] {
  const link = { name: 'Link', text: href };
  if (subject === null) return [link];
  const { origin } = new URL(href);
  const { path, procedure, input, kubectl } = addressOf(subject, pod);
  const question = `${origin}/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`;
  return [
    { name: 'Link', text: new URL(href).pathname === path ? href : `${origin}${path}` },
    { name: 'Id', text: subject.id },
    ...(kubectl === null ? [] : [{ name: 'kubectl', text: kubectl }]),
    { name: 'API', text: `curl -H "Authorization: Bearer $GANTRY_TOKEN" '${question}'` },
  ];
}

function addressOf({ kind, id }: Subject, pod: Pod | null) {
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
      return {
        path: `/${kind}s/${namespace}/${name}`,
        ...{ procedure: `${kind}s.get`, input: { namespace, name } },
        kubectl: `kubectl -n ${namespace} get ${kind} ${name} -o yaml`,
      };
    }
  }
}
