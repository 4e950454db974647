import type { EnvSource, EnvValue } from '@gantry/model';

/** Where the value of a variable comes from, if it was not written down. */
export function valueSource(value: Exclude<EnvValue, { type: 'literal' }>): string {
  switch (value.type) {
    case 'field':
      return `(${value.path})`;
    case 'resource':
      return `(${value.resource}${value.container === null ? '' : ` of ${value.container}`})`;
    default:
      return `(${value.type} ${value.name}, ${value.key})`;
  }
}

/** `all keys of config settings, behind APP_`. */
export function envSourceWords({ type, name, prefix, optional }: EnvSource): string {
  const behind = prefix === '' ? '' : `, behind ${prefix}`;
  return `all keys of ${type} ${name}${behind}${optional ? ', if it is there' : ''}`;
}
