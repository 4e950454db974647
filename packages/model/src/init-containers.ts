import type { Resources } from './resources.ts';
import type { Container, Template } from './template.ts';

type Parts = Pick<Template, 'initContainers' | 'containers'>;

/** All containers of a template in the order in which they start: those that run before the program come first. */
export function allContainers({ initContainers = [], containers }: Parts): Container[] {
  return [...initContainers, ...containers];
}

/**
 * What a task of the template takes on its node: its containers together, or more where one that runs before them needs
 * more, as those run one at a time and are over when the program starts.
 */
export function requestsOf({ initContainers = [], containers }: Parts): Resources {
  const together = containers.reduce((sum, { requests }) => joined(sum, requests, plus), nothing);
  return initContainers.reduce((most, { requests }) => joined(most, requests, Math.max), together);
}

const nothing: Resources = { cpuMillis: 0, memoryBytes: 0, diskBytes: 0, gpus: 0 };
const plus = (a: number, b: number) => a + b;

function joined(a: Resources, b: Resources, by: (a: number, b: number) => number): Resources {
  return {
    cpuMillis: by(a.cpuMillis, b.cpuMillis),
    memoryBytes: by(a.memoryBytes, b.memoryBytes),
    diskBytes: by(a.diskBytes, b.diskBytes),
    gpus: by(a.gpus, b.gpus),
  };
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
