import type { Template } from './template.ts';
import { canonicalText } from './template-hash.ts';
import { formatTemplate } from './template-manifest.ts';

/** One difference, by meaning: `containers[web].image`, from what to what. null: it was not there. */
export interface Difference {
  path: string;
  before: string | null;
  after: string | null;
}

/** List fields whose items are told apart by a name rather than by their place. */
const itemKeys = new Map([
  ['initContainers', 'name'],
  ['containers', 'name'],
  ['env', 'name'],
  ['volumes', 'name'],
  ['volumeMounts', 'mountPath'],
  ['ports', 'containerPort'],
  ['tolerations', 'key'],
  ['constraints', 'field'],
]);

/** Image first, then what else runs, then the rest: the order in which a person asks "what changed?". */
const importance = [
  'image',
  'runtime',
  'command',
  'args',
  'env',
  'replicas',
  'resources',
  'ports',
  'Probe',
  'strategy',
];

/** Objects that are looked into even when one side lacks them; other objects come and go as a whole. */
const opened = [
  '',
  'metadata',
  'labels',
  'annotations',
  'nodeSelector',
  'resources',
  'requests',
  'limits',
  'lifecycle',
];

export function diffTemplates(before: Template, after: Template): Difference[] {
  return diffValues(comparable(before), comparable(after));
}

/** As a person writes it, with the defaults that a manifest leaves out. */
function comparable(template: Template): unknown {
  const { runtime, priority, terminationGracePeriodSeconds, hostNetwork } = template;
  return { runtime, ...formatTemplate(template), priority, terminationGracePeriodSeconds, hostNetwork };
}

/** Differences of two manifests or parts of one (such as formatDeployment's), most telling first. */
export function diffValues(before: unknown, after: unknown): Difference[] {
  const found: Difference[] = [];
  compare({ path: '', before, after }, found);
  return found
    .map((difference, index) => ({ difference, index, rank: rankOf(difference.path) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ difference }) => difference);
}

interface Pair {
  path: string;
  before: unknown;
  after: unknown;
}

function compare({ path, before, after }: Pair, found: Difference[]): void {
  if (canonicalText(before) === canonicalText(after)) return;
  const [left, right] = [asNamed(path, before), asNamed(path, after)];
  if (!left || !right) {
    found.push({ path, before: shown(before), after: shown(after) });
    return;
  }
  const isItem = Array.isArray(before ?? after);
  if (isItem) compareOrder({ path, before: [...left.keys()], after: [...right.keys()] }, found);
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    compare({ path: join(path, key, isItem), before: left.get(key), after: right.get(key) }, found);
  }
}

/** The order of what both lists have: it is a difference of its own, as when one variable is made from another. */
function compareOrder(lists: { path: string; before: string[]; after: string[] }, found: Difference[]): void {
  const before = lists.before.filter((name) => lists.after.includes(name)).join(', ');
  const after = lists.after.filter((name) => lists.before.includes(name)).join(', ');
  if (before !== after) found.push({ path: lists.path, before, after });
}

/** An object's fields, or a named list's items by name; null for what is compared as a whole. */
function asNamed(path: string, value: unknown): Map<string, unknown> | null {
  const field = lastField(path);
  const key = itemKeys.get(field);
  if (value === undefined) return key || opened.includes(field) ? new Map() : null;
  if (Array.isArray(value)) return key ? byKey(value, key) : null;
  const isVariable = /(^|\.)env\[[^\]]*\]$/.test(path);
  return typeof value === 'object' && value !== null && !isVariable ? new Map(Object.entries(value)) : null;
}

/** Items by name; one that shares its name (or has none) by its place as well, so that none hides another. */
function byKey(items: unknown[], key: string): Map<string, unknown> {
  const named = new Map<string, unknown>();
  items.forEach((item, index) => {
    const name = String((item as Record<string, unknown> | null)?.[key] ?? index);
    named.set(named.has(name) ? `${name}#${index}` : name, item);
  });
  return named;
}

function lastField(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function join(path: string, key: string, isItem: boolean): string {
  if (isItem || !/^[\w-]+$/.test(key)) return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** A variable by its value or source, a container by its image; anything else as compact JSON, text as it is. */
function shown(value: unknown): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string') return value;
  const { value: literal, valueFrom, image } = (value ?? {}) as Record<string, unknown>;
  if (valueFrom !== undefined) return `from ${JSON.stringify(valueFrom)}`;
  return typeof (literal ?? image) === 'string' ? String(literal ?? image) : JSON.stringify(value);
}

function rankOf(path: string): number {
  const rank = importance.findIndex((word) => path.includes(word));
  return rank < 0 ? importance.length : rank;
}
