import { type Resources, referencesOf, requestsOf, type Template } from '@gantry/model';

/** What a task of a template takes on its node. */
export interface Needs {
  resources: Resources;
  /** Published ports in the template's order: a number is that host port and no other, 0 any free one. */
  ports: readonly number[];
  fixedPorts: readonly number[];
  dynamicPorts: number;
  /** Names of the volumes of its namespace that it mounts. */
  volumes: readonly string[];
}

const known = new WeakMap<Template, Needs>();

/** Remembered by the template itself, as it never changes. */
export function needsOf(template: Template): Needs {
  let needs = known.get(template);
  if (needs === undefined) {
    needs = countNeeds(template);
    known.set(template, needs);
  }
  return needs;
}

function countNeeds(template: Template): Needs {
  const { containers } = template;
  const ports = containers.flatMap((container) =>
    container.ports.flatMap(({ hostPort }) => (hostPort === null ? [] : [hostPort])),
  );
  return {
    resources: requestsOf(template),
    ports,
    fixedPorts: ports.filter((port) => port !== 0),
    dynamicPorts: ports.filter((port) => port === 0).length,
    volumes: referencesOf(template).flatMap(({ kind, name }) => (kind === 'volume' ? [name] : [])),
  };
}
