import { limits } from './limits.ts';

/**
 * The grammars of names. Each check returns what is wrong as the end of a sentence that starts with the field's name,
 * or null when the name is good. All are linear in the length of the name.
 */

const labelCharacters = 'lower-case letters, digits and `-`, starting and ending with a letter or digit';

/** The longest name of a pinned revision. */
export const longestPin = 63;

/** Path words of the dashboard and names that mean something to JavaScript: an object so named would shadow them. */
export const reservedNames: readonly string[] = ['new', 'all', 'constructor'];

/** Keys that reach an object's prototype in JavaScript. Refused everywhere a person may choose a key. */
export const forbiddenKeys: readonly string[] = ['__proto__', 'constructor', 'prototype'];

function checkDnsLabel(text: string): string | null {
  if (text === '') return 'must not be empty';
  if (text.length > limits.nameLength) return `must be at most ${limits.nameLength} characters long`;
  return /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text) ? null : `must be of ${labelCharacters}`;
}

/** The name of a deployment, node, service, namespace and the like: a DNS label that is not reserved. */
export function checkName(text: string): string | null {
  if (reservedNames.includes(text)) return `\`${text}\` is reserved; choose another name`;
  return checkDnsLabel(text);
}

/** A name inside an object (container, volume): a DNS label; nothing is reserved there. */
export function checkInnerName(text: string): string | null {
  return checkDnsLabel(text);
}

/** A port's name, as Kubernetes bounds it: a DNS label of 15 characters with a letter. */
export function checkPortName(text: string): string | null {
  if (text.length > 15) return 'must be at most 15 characters long';
  if (!/[a-z]/.test(text)) return 'must hold at least one lower-case letter';
  return checkDnsLabel(text);
}

/** A node's name: host names with dots are usual. */
export function checkNodeName(text: string): string | null {
  if (text === '' || text.length > limits.labelPrefixLength) return 'must have 1 to 253 characters';
  if (reservedNames.includes(text)) return `\`${text}\` is reserved; choose another name`;
  return text.split('.').every((part) => checkDnsLabel(part) === null)
    ? null
    : `must be of ${labelCharacters}; dots may join such parts`;
}

const labelName = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** `name` or `prefix/name`, where the prefix is a DNS domain. Also the grammar of annotation and taint keys. */
export function checkLabelKey(key: string): string | null {
  if (forbiddenKeys.includes(key)) return `the key \`${key}\` is not allowed`;
  const slash = key.indexOf('/');
  const [prefix, name] = slash < 0 ? [null, key] : [key.slice(0, slash), key.slice(slash + 1)];
  if (prefix !== null && checkNodeName(prefix) !== null) return 'the part before `/` must be a DNS domain';
  if (name.length > limits.labelNameLength || !labelName.test(name)) {
    return 'a key must have 1 to 63 letters, digits, `-`, `_` or `.`, starting and ending with a letter or digit';
  }
  return null;
}

export function checkLabelValue(value: string): string | null {
  if (value === '') return null;
  if (value.length > limits.labelValueLength)
    return 'must be at most 63 characters long; longer text is an annotation';
  return labelName.test(value)
    ? null
    : 'must be of letters, digits, `-`, `_` or `.`, starting and ending with a letter or digit';
}

/** The name of an environment variable: what every shell accepts, with `-` and `.` as Kubernetes allows. */
export function checkEnvName(name: string): string | null {
  if (forbiddenKeys.includes(name)) return `the name \`${name}\` is not allowed`;
  return /^[A-Za-z_.-][A-Za-z0-9_.-]{0,255}$/.test(name)
    ? null
    : 'must be of letters, digits, `_`, `-` or `.`, must not start with a digit, and has at most 256 characters';
}

/** The key of a config or secret entry; it becomes a file name. */
export function checkConfigKey(key: string): string | null {
  if (forbiddenKeys.includes(key) || key === '.' || key.startsWith('..'))
    return `the key \`${key}\` is not allowed`;
  return /^[-._A-Za-z0-9]{1,253}$/.test(key) ? null : 'must have 1 to 253 letters, digits, `-`, `_` or `.`';
}

/** A role, as in Mesos: `*`, or path parts joined by `/`, such as `shop/checkout`. */
export function checkRole(role: string): string | null {
  if (role === '*') return null;
  const parts = role.split('/');
  const good = parts.every((part) => /^[A-Za-z0-9_][-A-Za-z0-9_.]{0,62}$/.test(part));
  return good && parts.length <= 8
    ? null
    : 'must be `*`, or up to 8 parts joined by `/`, each of letters, digits, `-`, `_` or `.`';
}

/** Networks that every container engine has already, under words of its own. */
const engineNetworks: Readonly<Record<string, string>> = {
  host: 'is the node’s own network: say `hostNetwork: true` instead',
  none: 'is no network: nothing could reach the container',
  default: 'is the engine’s own word; leave `network` out, or name `bridge`',
};

/** The name of a container engine's network. */
export function checkNetworkName(name: string): string | null {
  if (Object.hasOwn(engineNetworks, name)) return engineNetworks[name]!;
  // Each namespace has a network of that name, which comes and goes with its containers.
  if (name.startsWith('gantry-')) return 'must not start with `gantry-`: such networks are Gantry’s own';
  return /^[A-Za-z0-9][\w.-]{0,127}$/.test(name)
    ? null
    : 'must be of letters, digits, `_`, `.` or `-`, starting with a letter or digit';
}
