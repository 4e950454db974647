import type { ServerResponse } from 'node:http';
import { mayOperate, missingRight, type Rights } from '@gantry/model';
import { findResource } from '../resource/registry.ts';
import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { type ApiRequest, readObject } from '../wire/request.ts';
import { sendJson } from '../wire/response.ts';

/** What somebody may do, by name; null: nobody of that name is known any more. */
export type RightsOf = (name: string) => Rights | null;

/** Who am I and what may I do: `auth whoami`, `auth can-i`. */
export async function sendReview(
  response: ServerResponse,
  request: ApiRequest,
  { resource, rightsOf }: { resource: string; rightsOf: RightsOf },
): Promise<boolean> {
  const answer = reviews[resource];
  if (answer === undefined || request.method !== 'POST') return false;
  const review = await readObject(request);
  const spec = isJsonObject(review.spec) ? review.spec : {};
  const { name } = request.caller;
  sendJson(response, 201, {
    ...review,
    metadata: isJsonObject(review.metadata) ? review.metadata : {},
    status: answer(spec, { name, rights: rightsOf(name) }),
  });
  return true;
}

interface Asker {
  name: string;
  rights: Rights | null;
}

const reviews: Record<string, (spec: JsonObject, asker: Asker) => JsonObject> = {
  selfsubjectaccessreviews: access,
  selfsubjectrulesreviews: rules,
  selfsubjectreviews: (_spec, { name }) => ({
    userInfo: { username: name, groups: ['system:authenticated'] },
  }),
};

const looking = ['get', 'list', 'watch'];
/** What is read through a task rather than of it takes an operator, whatever the verb. */
const through = ['exec', 'attach', 'portforward'];

function access({ resourceAttributes }: JsonObject, { rights }: Asker): JsonObject {
  if (rights === null) return { allowed: false, reason: 'nobody of this name is known here any more' };
  if (!isJsonObject(resourceAttributes)) return { allowed: true, reason: 'who comes in may look' };
  const { verb, subresource } = resourceAttributes;
  if (looking.includes(String(verb)) && !through.includes(String(subresource)))
    return { allowed: true, reason: 'who comes in may look' };
  const missing = missingRight(rights, wantedBy(resourceAttributes));
  return missing === null
    ? { allowed: true, reason: `by the level ${rights.level}` }
    : { allowed: false, reason: missing };
}

/** Where it would act; null: on what belongs to no namespace, or in all of them. */
function wantedBy({ group, resource, namespace }: JsonObject): string[] | null {
  const inNamespace = typeof namespace === 'string' && namespace !== '';
  const known = ['v1', 'v2'].flatMap(
    (version) => findResource(String(group ?? ''), version, String(resource)) ?? [],
  );
  const isNamespaced = known.length === 0 || known.some(({ namespaced }) => namespaced);
  return inNamespace && isNamespaced ? [namespace] : null;
}

function rules({ namespace }: JsonObject, { rights }: Asker): JsonObject {
  const acts = rights !== null && mayOperate(rights, [String(namespace)]);
  const verbs = rights === null ? [] : acts ? ['*'] : looking;
  return {
    resourceRules: [{ verbs, apiGroups: ['*'], resources: ['*'] }],
    nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['*'] }],
    incomplete: false,
  };
}
