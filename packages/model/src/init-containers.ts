import { addResources, noResources, type Resources, resourceKinds } from './resources.ts';
import type { Container, Template } from './template.ts';

/** All containers of a template in the order in which they start: those that run before the program come first. */
export function allContainers({
  initContainers = [],
  containers,
}: Pick<Template, 'initContainers' | 'containers'>): Container[] {
  return [...initContainers, ...containers];
}

/**
 * What a task of the template takes on its node: its containers together, or more where one that runs before them needs
 * more, as those run one at a time and are over when the program starts.
 */
export function requestsOf({
  initContainers = [],
  containers,
}: Pick<Template, 'initContainers' | 'containers'>): Resources {
  const together = containers.reduce((sum, { requests }) => addResources(sum, requests), noResources);
  return initContainers.reduce((most, { requests }) => largest(most, requests), together);
}

function largest(a: Resources, b: Resources): Resources {
  const kinds = resourceKinds.map((kind) => [kind, Math.max(a[kind], b[kind])]);
  return Object.fromEntries(kinds) as Resources;
}

/** The template with another image for the container of this name, whichever kind it is. */
export function withImage(template: Template, name: string, image: string): Template {
  const changed = (containers: readonly Container[]) =>
    containers.map((one) => (one.name === name ? { ...one, image } : one));
  return {
    ...template,
    ...(template.initContainers === undefined ? {} : { initContainers: changed(template.initContainers) }),
    containers: changed(template.containers),
  };
}
