import { z } from 'zod';
import { always, fields, text } from './manifest-field.ts';
import { checkNetworkName } from './name.ts';
import type { Template } from './template.ts';

/** The network of a task's containers as a person writes it: the container engine's own, by name and driver. */

const checkDriver = (name: string): string | null =>
  /^[a-z0-9][a-z0-9_./:-]{0,254}$/.test(name) ? null : 'must name a network driver, such as `bridge`';

const address = String.raw`(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}`;
const matches = (pattern: RegExp, wrong: string) => (given: string) => (pattern.test(given) ? null : wrong);

const networkFields = fields({
  name: text(checkNetworkName),
  driver: text(checkDriver).default('bridge'),
  options: z.record(z.string(), z.string()).default({}),
  subnet: text(
    matches(new RegExp(`^${address}/([1-9]|[12]\\d|3[0-2])$`), 'must be a range such as `10.20.0.0/24`'),
  )
    .nullable()
    .default(null),
  gateway: text(matches(new RegExp(`^${address}$`), 'must be an address such as `10.20.0.1`'))
    .nullable()
    .default(null),
});

export const networkManifest = always(networkFields, (value, report) => {
  const given = (field: string) => typeof value === 'object' && value !== null && Reflect.get(value, field);
  if (given('gateway') && !given('subnet')) report(['gateway'], 'needs a `subnet` that it is in');
});

/** Back to what a person writes, leaving out what the defaults would fill in again. */
export function formatNetwork(network: Template['network']): Record<string, unknown> | undefined {
  if (!network) return undefined;
  const { name, driver, options, subnet, gateway } = network;
  return {
    name,
    ...(driver === 'bridge' ? {} : { driver }),
    ...(Object.keys(options).length > 0 ? { options } : {}),
    ...(subnet === null ? {} : { subnet }),
    ...(gateway === null ? {} : { gateway }),
  };
}
