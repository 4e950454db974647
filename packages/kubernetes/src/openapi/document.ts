import type { ResourceDefinition } from '../resource/definition.ts';
import { registry } from '../resource/registry.ts';
import { schemas } from './schemas.ts';

/** OpenAPI v3 as far as clients read it: that writes take `fieldValidation`, and the schemas for `kubectl explain`. */

const pathOf = ({ group, version }: Pick<ResourceDefinition, 'group' | 'version'>) =>
  group === '' ? `api/${version}` : `apis/${group}/${version}`;

export function openApiIndex() {
  const paths = [...new Set(registry.map(pathOf))];
  return {
    paths: Object.fromEntries(paths.map((path) => [path, { serverRelativeURL: `/k8s/openapi/v3/${path}` }])),
  };
}

export function openApiDocument(path: string) {
  const kinds = registry.filter((definition) => pathOf(definition) === path);
  if (kinds.length === 0) return null;
  return {
    openapi: '3.0.0',
    info: { title: 'Gantry', version: 'v1.34.0' },
    paths: Object.fromEntries(
      kinds.map((definition) => [`/${objectPath(definition)}`, operations(definition)]),
    ),
    components: { schemas: schemas(kinds) },
  };
}

function objectPath(definition: ResourceDefinition): string {
  return `${pathOf(definition)}/${definition.namespaced ? 'namespaces/{namespace}/' : ''}${definition.resource}/{name}`;
}

/**
 * Kinds that clients are to make patches of by these schemas, as the types that they bring along say to replace a part
 * of it whole, and then find a change where there is none: kubectl would call every apply `configured`. No list of
 * theirs is merged by a key, which the schemas do not tell.
 */
const patchedBySchema: ReadonlySet<string> = new Set(['PodDisruptionBudget']);

const strategicPatch = {
  content: { 'application/strategic-merge-patch+json': { schema: { type: 'object' } } },
};

function operations({ group, version, kind }: ResourceDefinition) {
  const kindOf = { 'x-kubernetes-group-version-kind': { group, version, kind } };
  const parameters = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => ({
    name,
    in: 'query',
    schema: { type: 'string', uniqueItems: true },
  }));
  const responses = { 200: { description: 'OK' } };
  return {
    get: { 'x-kubernetes-action': 'get', ...kindOf, responses },
    patch: {
      'x-kubernetes-action': 'patch',
      ...kindOf,
      parameters,
      ...(patchedBySchema.has(kind) ? { requestBody: strategicPatch } : {}),
      responses,
    },
    put: { 'x-kubernetes-action': 'put', ...kindOf, parameters, responses },
  };
}
