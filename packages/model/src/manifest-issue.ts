import type { z } from 'zod';
import { formatPath } from './input-safety.ts';
import { nearestName } from './nearest-name.ts';
import type { FieldIssue } from './rejection.ts';

type Issue = z.core.$ZodIssue;

/** Sentences for a person from what the schemas found. `input` is what was parsed, to tell missing from wrong. */
export function describeIssues(issues: readonly Issue[], input: unknown): FieldIssue[] {
  return issues.flatMap((issue) => describeIssue(issue, input));
}

function describeIssue(issue: Issue, input: unknown): FieldIssue[] {
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split(' ');
    return issue.keys.map((key) => ({
      field: formatPath([...issue.path, key]),
      message: unknownField(key, known),
    }));
  }
  return [{ field: formatPath(issue.path), message: sentence(issue, valueAt(input, issue.path)) }];
}

export function unknownField(key: string, known: readonly string[]): string {
  const near = nearestName(key, known);
  if (near) return `unknown field \`${key}\`; did you mean \`${near}\`?`;
  return `unknown field \`${key}\`; known here: ${known.join(', ')}`;
}

export function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined),
    input,
  );
}

const kinds: Record<string, string> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: '`true` or `false`',
  array: 'a list',
  object: 'an object',
  record: 'an object of names and texts',
};

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return (
    { string: 'text', number: 'a number', boolean: 'true or false' }[typeof value as string] ?? 'an object'
  );
}

function sentence(issue: Issue, value: unknown): string {
  if (value === undefined && issue.code !== 'custom') return 'is required';
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? issue.expected}, not ${describeValue(value, issue.expected)}`;
    case 'too_small':
      if (issue.inclusive === false) return `must be more than ${issue.minimum}`;
      return tooSmall(issue.origin, Number(issue.minimum));
    case 'too_big':
      if (issue.inclusive === false) return `must be less than ${issue.maximum}`;
      return `must be at most ${issue.maximum}${tooBigUnit(issue.origin)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map((each) => `\`${String(each)}\``).join(', ')}`;
    case 'invalid_union':
      return issue.message === 'Invalid input' ? `must not be ${kindOf(value)}` : issue.message;
    default:
      return issue.message;
  }
}

function describeValue(value: unknown, expected: string): string {
  return typeof value === 'number' && (expected === 'int' || expected === 'number')
    ? String(value)
    : kindOf(value);
}

function tooSmall(origin: string, minimum: number): string {
  if (origin === 'string' && minimum === 1) return 'must not be empty';
  if (origin === 'string') return `must be at least ${minimum} characters long`;
  return `must be at least ${minimum}${origin === 'array' ? ' long' : ''}`;
}

function tooBigUnit(origin: string): string {
  if (origin === 'array') return ' entries long';
  return origin === 'string' ? ' characters long' : '';
}
