import { isJsonObject, type JsonObject } from '../wire/object.ts';

/** An init container that is to run beside the program for as long as it does: nothing here runs one. */
export interface Sidecar {
  /** Where it stood among the init containers. */
  index: number;
  container: JsonObject;
}

/** Parts the init containers into those that run to their end before the program, and those that are only kept. */
export function partSidecars(
  { warn }: { warn(text: string): void },
  initContainers: unknown,
): { honoured: unknown; sidecars: Sidecar[] } {
  if (!Array.isArray(initContainers)) return { honoured: initContainers, sidecars: [] };
  const sidecars = initContainers.flatMap((container: unknown, index) =>
    isJsonObject(container) && container.restartPolicy === 'Always' ? [{ index, container }] : [],
  );
  for (const { index } of sidecars)
    warn(
      `spec.template.spec.initContainers[${index}]: kept, but not run by Gantry, as it has \`restartPolicy: Always\`: write it under \`containers\` to run it beside the program`,
    );
  const kept = new Set(sidecars.map(({ index }) => index));
  return { honoured: initContainers.filter((_, index) => !kept.has(index)), sidecars };
}

/** Each where it stood, as far as there are still so many. */
export function withSidecars(initContainers: JsonObject[], sidecars: readonly Sidecar[]): JsonObject[] {
  return sidecars.reduce((list, { index, container }) => list.toSpliced(index, 0, container), initContainers);
}

export const areSidecars = (value: unknown): value is Sidecar[] =>
  Array.isArray(value) &&
  value.every((one) => isJsonObject(one) && Number.isInteger(one.index) && isJsonObject(one.container));
