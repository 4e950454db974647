/** More names than these are counted: a sentence is no list. */
const mostNames = 5;
export const some = (names: readonly string[]) =>
  names.length <= mostNames
    ? names.join(', ')
    : `${names.slice(0, mostNames).join(', ')} and ${names.length - mostNames} more`;

export const namesOf = (named: readonly { name: string }[]) => some(named.map(({ name }) => name));
