import { z } from 'zod';
import { always, fields, text } from './manifest-field.ts';
import type { Template } from './template.ts';

/** The network of a task's containers as a person writes it: the container engine's own, by name and driver. */

/** What every engine has already, under words of its own. */
const engineOwn: Readonly<Record<string, string>> = {
  host: 'is the node’s own network: say `hostNetwork: true` instead',
  none: 'is no network: nothing could reach the container',
  default: 'is the engine’s own word; leave `network` out, or name `bridge`',
};

function checkNetworkName(name: string): string | null {
  if (Object.hasOwn(engineOwn, name)) return engineOwn[name]!;
  // Each namespace has a network of that name, which comes and goes with its containers.
  if (name.startsWith('gantry-')) return 'must not start with `gantry-`: such networks are Gantry’s own';
  return /^[A-Za-z0-9][\w.-]{0,127}$/.test(name)
    ? null
    : 'must be of letters, digits, `_`, `.` or `-`, starting with a letter or digit';
}

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
