import { type DeploymentParts, err, ok, type Rejection, type Result, rejection } from '@gantry/model';
import { resolveId } from './app-id.ts';
import { parseApp } from './app-parse.ts';
import { toDeployment } from './app-to-deployment.ts';
import { isObject, type Json } from './plain-data.ts';
import { Refusal } from './refusal.ts';

/**
 * The apps in Marathon's JSON (an app, a list of apps, or a group with all that is below it) as deployments. null: this
 * is not Marathon's. A rejection names each wrong field by its path there.
 */
export function readMarathonApps(
  documents: readonly unknown[],
): Result<{ deployments: DeploymentParts[]; warnings: string[] }, Rejection> | null {
  const bodies = documents.flatMap((one) => (Array.isArray(one) ? one : [one])).filter(isObject);
  if (bodies.length === 0 || !bodies.every(isMarathons)) return null;
  try {
    const apps = bodies.flatMap((body) => appsIn(body, '/'));
    return ok({ deployments: apps.map(readApp), warnings: bodies.flatMap(leftOut) });
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    const issues = (thrown.body.details ?? []).map(({ path, errors }) => ({
      field: path,
      message: errors.join('; '),
    }));
    const [first] = issues;
    return err(rejection('invalid', first ? `${first.field}: ${first.message}` : thrown.message, issues));
  }
}

const isMarathons = (body: Json): boolean =>
  typeof body.id === 'string' &&
  !('kind' in body) &&
  ['cmd', 'args', 'container', 'instances', 'cpus', 'apps', 'groups'].some((field) => field in body);

function appsIn(body: Json, base: string): Json[] {
  const id = resolveId(String(body.id), base);
  if (!Array.isArray(body.apps) && !Array.isArray(body.groups)) return [{ ...body, id }];
  const below = [body.apps, body.groups].flatMap((list) =>
    Array.isArray(list) ? list.filter(isObject) : [],
  );
  return below.flatMap((one) => appsIn(one, id));
}

const readApp = (body: Json): DeploymentParts => toDeployment(parseApp(body));

const leftOut = ({ id, dependencies, pods }: Json): string[] => [
  ...(Array.isArray(dependencies) && dependencies.length > 0
    ? [`${String(id)}: dependencies order what Marathon's own API deploys; here each is deployed by itself.`]
    : []),
  ...(Array.isArray(pods) && pods.length > 0 ? [`${String(id)}: pods are left out.`] : []),
];
