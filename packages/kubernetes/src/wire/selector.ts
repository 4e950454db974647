import { badRequest } from './status.ts';

/** A label selector as in `a=b,c!=d,e in (f,g),h notin (i),j,!k`. All requirements must hold. */
export type LabelRequirement =
  | { key: string; operator: 'in' | 'notin'; values: string[] }
  | { key: string; operator: 'exists' | 'absent' };

const labelPattern =
  /^\s*(?:(!)\s*)?([A-Za-z0-9]([-A-Za-z0-9_./]{0,316})?)\s*(?:(==|=|!=)\s*([-A-Za-z0-9_.]*)|\s(in|notin)\s*\(([^()]*)\))?\s*$/;

/** Throws BadRequest when the text is not a selector. */
export function parseLabelSelector(text: string): LabelRequirement[] {
  return splitOutsideParentheses(text).map(parseRequirement);
}

function splitOutsideParentheses(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    if (text[i] === '(') depth++;
    if (text[i] === ')') depth--;
    if (i === text.length || (text[i] === ',' && depth === 0)) {
      if (text.slice(start, i).trim() !== '') parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return parts;
}

function parseRequirement(part: string): LabelRequirement {
  const match = labelPattern.exec(part);
  if (!match)
    throw badRequest(
      `unable to parse requirement: ${JSON.stringify(part)} is not of the form key=value, key in (a,b), key or !key`,
    );
  const [, not, key, , sign, value, set, list] = match as unknown as [
    string,
    string?,
    string?,
    string?,
    string?,
    string?,
    string?,
    string?,
  ];
  if (not && (sign || set))
    throw badRequest(`unable to parse requirement: ${JSON.stringify(part)} has both ! and a comparison`);
  if (set)
    return {
      key: key!,
      operator: set as 'in' | 'notin',
      values: list!.split(',').map((item) => item.trim()),
    };
  if (sign) return { key: key!, operator: sign === '!=' ? 'notin' : 'in', values: [value!] };
  return { key: key!, operator: not ? 'absent' : 'exists' };
}

export function matchesLabels(requirements: LabelRequirement[], labels: Record<string, string>): boolean {
  return requirements.every((requirement) => matchesLabel(requirement, labels));
}

function matchesLabel(requirement: LabelRequirement, labels: Record<string, string>): boolean {
  const value = Object.hasOwn(labels, requirement.key) ? labels[requirement.key] : undefined;
  switch (requirement.operator) {
    case 'in':
      return value !== undefined && requirement.values.includes(value);
    case 'notin':
      return value === undefined || !requirement.values.includes(value);
    case 'exists':
      return value !== undefined;
    case 'absent':
      return value === undefined;
  }
}

export interface FieldRequirement {
  field: string;
  equal: boolean;
  value: string;
}

/** `metadata.name=x,status.phase!=Running`. Which fields exist is the resource's to say (`fieldPredicate`). */
export function parseFieldSelector(text: string): FieldRequirement[] {
  return text
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const match = /^\s*([A-Za-z.]+)\s*(==|=|!=)(.*)$/.exec(part);
      if (!match)
        throw badRequest(
          `invalid field selector: ${JSON.stringify(part)} is not of the form field=value or field!=value`,
        );
      return { field: match[1]!, equal: match[2] !== '!=', value: match[3]!.trim() };
    });
}

/** `fields` says of every selectable field how it is read; another one is refused as Kubernetes does. */
export function fieldPredicate<T>(
  requirements: FieldRequirement[],
  fields: Record<string, (object: T) => string>,
): (object: T) => boolean {
  const checks = requirements.map(({ field, equal, value }) => {
    const read = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (!read) throw badRequest(`field label not supported: ${field}`);
    return (object: T) => (read(object) === value) === equal;
  });
  return (object) => checks.every((check) => check(object));
}
