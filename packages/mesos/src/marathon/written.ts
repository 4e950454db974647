import type { DeploymentParts, DeploymentSpec, Template } from '@gantry/model';
import { parseApp } from './app-parse.ts';
import type { App } from './app-schema.ts';
import { toDeployment } from './app-to-deployment.ts';
import { toApp } from './deployment-to-app.ts';
import { carryOver, isObject, isSame, type Json } from './plain-data.ts';
import { Refusal } from './refusal.ts';

/**
 * A template keeps the app as its author wrote it beside what it was translated to. So an app is read back word for
 * word, each revision has its own, and a change that was made elsewhere (kubectl, the dashboard) shows in the app all
 * the same: what differs from the translation of the kept app is taken from the deployment.
 */
export const writtenAnnotation = 'gantry.local/marathon-app';

type Parts = Omit<DeploymentParts, 'paused'>;

/** What has its own place in the records: the number of instances is no part of a revision. */
const keptApart = ['id', 'instances'] as const;

export function keepWritten(template: Template, raw: Json): Template {
  const kept = { ...raw };
  for (const key of keptApart) delete kept[key];
  return { ...template, annotations: { ...template.annotations, [writtenAnnotation]: JSON.stringify(kept) } };
}

/** The app as written, with what was changed elsewhere since. For a deployment made elsewhere, what comes nearest. */
export function readRaw(parts: Parts): Json {
  const now = toApp(parts);
  const kept = keptIn(parts.template);
  if (kept === null) return now;
  const { id, instances } = now;
  const then = translated({ ...kept, id, instances });
  return then === null ? now : carryOver({ ...kept, id, instances }, toApp(then), now);
}

function keptIn({ annotations }: Template): Json | null {
  const text = annotations[writtenAnnotation];
  if (text === undefined) return null;
  try {
    const kept: unknown = JSON.parse(text);
    return isObject(kept) ? kept : null;
  } catch {
    return null;
  }
}

/** An annotation that somebody broke by hand is no app; the deployment itself is still one. */
function translated(raw: Json): DeploymentParts | null {
  try {
    return toDeployment(parseApp(raw));
  } catch {
    return null;
  }
}

/** The app with every default, as it is told to clients. A deployment made elsewhere may be more than an app can say. */
export function readApp(parts: Parts): App {
  return parseLenient(readRaw(parts));
}

function parseLenient(raw: Json): App {
  try {
    return parseApp(raw);
  } catch {
    // Not an app that could be put here as it is (two checks on one port, a name that Marathon does not allow): told as far as it goes.
    return raw as unknown as App;
  }
}

/**
 * The deployment that the written app asks for, given the one there is: only what the author changed is changed, so that
 * what no app can say (a second container, a toleration) stays.
 */
export function writeOnto(existing: DeploymentParts | null, raw: Json): DeploymentParts {
  const app = parseApp(raw);
  const wanted = toDeployment(app);
  if (existing === null) return { ...wanted, template: keepWritten(wanted.template, raw) };
  const { spec } = existing;
  const beforeApp = readForWriting(existing);
  if (isSame({ ...beforeApp, instances: 0 }, { ...app, instances: 0 })) {
    return { ...existing, spec: { ...spec, replicas: app.instances } };
  }
  const before = toDeployment(beforeApp);
  const template = mergeTemplate(existing.template, before.template, wanted.template);
  const labels = { ...template.labels, ...spec.selector };
  return {
    ...existing,
    spec: { ...carryOver(spec, before.spec, wanted.spec), selector: spec.selector },
    template: keepWritten({ ...template, labels }, raw),
  };
}

function readForWriting(existing: DeploymentParts): App {
  try {
    return parseApp(readRaw(existing));
  } catch (fault) {
    const why =
      fault instanceof Refusal ? (fault.body.details?.[0]?.errors[0] ?? fault.message) : String(fault);
    const message = `This deployment was made elsewhere and is more than an app can say (${why}); change it there. It can be scaled, restarted and deleted here.`;
    throw new Refusal(422, { message });
  }
}

/** The first container is the app's; its name is the deployment's business, and so are the other containers. */
function mergeTemplate(current: Template, before: Template, wanted: Template): Template {
  const [first, ...others] = current.containers;
  const { containers: oldContainers, annotations: _kept, ...old } = before;
  const { containers: newContainers, annotations: _none, ...next } = wanted;
  const container = carryOver(first!, oldContainers[0]!, newContainers[0]!);
  return { ...carryOver(current, old, next), containers: [container, ...others] };
}

/**
 * The spec of an earlier revision: the present one, with what the app kept in that revision said of upgrades, back-off
 * and the like. A revision that was made elsewhere keeps its template alone.
 */
export function specOfRevision(current: DeploymentParts, past: DeploymentParts): DeploymentSpec {
  const { id, instances } = toApp(past);
  const then = translated({ ...keptIn(past.template), id, instances });
  const now = translated(readRaw(current));
  if (keptIn(past.template) === null || then === null || now === null) return current.spec;
  return { ...carryOver(current.spec, now.spec, then.spec), selector: current.spec.selector };
}
