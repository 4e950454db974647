import { listOf, objectOf, type Reading, scalarOf } from './reading.ts';

type Json = Record<string, unknown>;

/**
 * The network of the container engine that a service asks for by name: one of the file's that is `external`. A network of
 * the file's own divides its services from each other, which nothing does here; null then, and said.
 */
export function networkOf(
  written: Json,
  { file, place, reading }: { file: Json; place: string; reading: Reading },
): { name: string } | null {
  if (written.networks === undefined) return null;
  const names = Array.isArray(written.networks)
    ? listOf(written.networks).map((name) => scalarOf(name) ?? '')
    : Object.keys(objectOf(written.networks));
  const external = names.flatMap((name) => externalName(name, objectOf(file.networks)) ?? []);
  const [only] = external;
  if (only === undefined || names.length > 1)
    reading.warn(
      `${place}.networks`,
      only === undefined
        ? 'are left out: a namespace has one network, and services reach each other by name'
        : `are left out but for ${only}: a container is on one network`,
    );
  return only === undefined ? null : { name: only };
}

/** What the container engine calls it; null: the file makes it itself, or says nothing of it. */
function externalName(name: string, networks: Json): string | null {
  const { external, name: called } = objectOf(networks[name]);
  // Old files say `external: { name: … }`.
  return external ? (scalarOf(called) ?? scalarOf(objectOf(external).name) ?? name) : null;
}
