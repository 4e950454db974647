const withUnit = /^(.+)\s(\S+)$/u;

/** Two figures as they stand beside each other: the first has a unit of its own only where it is not the second's. */
export function sharedUnit(first: string, second: string): [string, string] {
  const [, amount, unit] = withUnit.exec(first) ?? [];
  return amount !== undefined && withUnit.exec(second)?.[2] === unit ? [amount, second] : [first, second];
}
