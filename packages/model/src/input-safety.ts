import { limits } from './limits.ts';
import { forbiddenKeys } from './name.ts';
import type { FieldIssue } from './rejection.ts';

/** `['template', 'containers', 0, 'image']` as a person writes it: `template.containers[0].image`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const plain = /^[A-Za-z_][\w-]*$/.test(String(part));
    if (!plain) return `${text}[${JSON.stringify(String(part))}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
const controlCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

interface Walk {
  issues: FieldIssue[];
  values: number;
}

/**
 * What no parser further in should meet, whatever the field: keys that reach prototypes, control characters (tab and
 * line ends are fine), lone surrogates, and nesting or size beyond any real manifest.
 */
export function findUnsafeInput(input: unknown): FieldIssue[] {
  const walk: Walk = { issues: [], values: 0 };
  visit(input, [], walk);
  if (walk.values > limits.inputValues) {
    walk.issues.push({ field: '', message: `holds more than ${limits.inputValues} values` });
  }
  return walk.issues;
}

function visit(value: unknown, path: PropertyKey[], walk: Walk): void {
  if (++walk.values > limits.inputValues) return;
  if (typeof value === 'string') visitText(value, path, walk);
  if (typeof value !== 'object' || value === null) return;
  if (path.length >= limits.inputDepth) {
    walk.issues.push({
      field: formatPath(path),
      message: `is nested deeper than ${limits.inputDepth} levels`,
    });
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) visit(item, [...path, index], walk);
  } else {
    for (const key of Object.keys(value)) visitKey(key, value as Record<string, unknown>, path, walk);
  }
}

function visitKey(key: string, owner: Record<string, unknown>, path: PropertyKey[], walk: Walk): void {
  const here = [...path, key];
  if (forbiddenKeys.includes(key)) {
    walk.issues.push({ field: formatPath(here), message: `the key \`${key}\` is not allowed` });
    return;
  }
  if (controlCharacters.test(key)) {
    walk.issues.push({ field: formatPath(here), message: 'the key holds control characters' });
    return;
  }
  visit(owner[key], here, walk);
}

function visitText(text: string, path: PropertyKey[], walk: Walk): void {
  if (controlCharacters.test(text)) {
    walk.issues.push({ field: formatPath(path), message: 'must not hold control characters' });
  } else if (/\p{Surrogate}/u.test(text)) {
    walk.issues.push({ field: formatPath(path), message: 'must be well-formed Unicode text' });
  }
}
