import type { NodeRecord } from '@gantry/model';

/** Mesos's agents listen there; ours connect out and do not. Clients want the host, and some want any port. */
export const nominalPort = 5051;

export function urlOf({ name, address }: NodeRecord) {
  return { scheme: 'http', address: { hostname: name, ip: address, port: nominalPort }, path: '/slave(1)' };
}

/** Numbers are scalars, ranges in brackets are ranges, everything else is text, as Mesos's agents read them. */
export function attributesOf({ attributes, labels }: NodeRecord) {
  return Object.entries({ ...labels, ...attributes }).map(([name, value]) => attribute(name, value));
}

function attribute(name: string, value: string) {
  if (/^-?\d+(\.\d+)?$/.test(value)) return { name, type: 'SCALAR', scalar: { value: Number(value) } };
  const range = /^\[(\d+)-(\d+)\]$/.exec(value);
  if (range === null) return { name, type: 'TEXT', text: { value } };
  return { name, type: 'RANGES', ranges: { range: [{ begin: Number(range[1]), end: Number(range[2]) }] } };
}
