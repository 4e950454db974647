/**
 * The patterns of the `like` and `unlike` constraints: regular expressions without back-references and look-around,
 * matched against the whole value in time linear in pattern x value (JavaScript's own engine backtracks, and a pattern
 * such as `(a+)+$` would hold the planner for minutes). Syntax: literals, `.`, `[a-z]`, `[^a-z]`, `\d \w \s` and their
 * opposites, groups, `|`, `*`, `+`, `?`, and `{m}`, `{m,}`, `{m,n}` with counts up to 64.
 */

/** One state of the machine: eats a character, forks, or accepts. */
type State =
  | { kind: 'eat'; takes: (character: string) => boolean; next: number }
  | { kind: 'fork'; next: number; other: number }
  | { kind: 'accept' };

type Node =
  | { kind: 'one'; takes: (character: string) => boolean }
  | { kind: 'sequence'; parts: Node[] }
  | { kind: 'either'; options: Node[] }
  | { kind: 'repeat'; part: Node; min: number; max: number };

const maxRepeat = 64;
const maxStates = 4_096;

class PatternError extends Error {}

const classes: Record<string, RegExp> = { d: /\d/, D: /\D/, w: /\w/, W: /\W/, s: /\s/, S: /\S/ };

/** Recursive descent over the pattern; `position` is the reader's only state. */
class Reader {
  private position = 0;
  private depth = 0;
  private readonly pattern: string;

  constructor(pattern: string) {
    this.pattern = pattern;
  }

  read(): Node {
    const node = this.either();
    if (this.position < this.pattern.length) throw new PatternError('has a `)` without its `(`');
    return node;
  }

  private peek(): string {
    return this.pattern[this.position] ?? '';
  }

  private take(): string {
    return this.pattern[this.position++] ?? '';
  }

  private either(): Node {
    const options = [this.sequence()];
    while (this.peek() === '|') {
      this.take();
      options.push(this.sequence());
    }
    return options.length === 1 ? options[0]! : { kind: 'either', options };
  }

  private sequence(): Node {
    const parts: Node[] = [];
    while (this.peek() !== '' && this.peek() !== '|' && this.peek() !== ')') parts.push(this.repeated());
    return { kind: 'sequence', parts };
  }

  private repeated(): Node {
    const part = this.atom();
    const bounds = this.bounds();
    if (!bounds) return part;
    if ('*+?{'.includes(this.peek() || ' ')) throw new PatternError('has one repetition after another');
    return { kind: 'repeat', part, ...bounds };
  }

  private bounds(): { min: number; max: number } | null {
    const simple = { '*': [0, Infinity], '+': [1, Infinity], '?': [0, 1] }[this.peek()];
    if (simple) {
      this.take();
      return { min: simple[0]!, max: simple[1]! };
    }
    if (this.peek() !== '{') return null;
    const match = /^\{(\d{1,3})(,?)(\d{0,3})\}/.exec(this.pattern.slice(this.position));
    if (!match)
      throw new PatternError('has a `{` that is not `{m}`, `{m,}` or `{m,n}`; write `\\{` for the character');
    this.position += match[0].length;
    return countsOf(match);
  }

  private atom(): Node {
    const character = this.take();
    if (character === '(') return this.group();
    if (character === '[') return { kind: 'one', takes: this.set() };
    if (character === '.') return { kind: 'one', takes: () => true };
    if (character === '\\') return { kind: 'one', takes: this.escaped() };
    if ('*+?{'.includes(character)) throw new PatternError(`has a \`${character}\` with nothing before it`);
    if (character === '^' || character === '$') {
      throw new PatternError('matches the whole value as it is: leave out `^` and `$`');
    }
    return { kind: 'one', takes: (other) => other === character };
  }

  private group(): Node {
    if (++this.depth > 16) throw new PatternError('has groups nested too deeply');
    if (this.pattern.startsWith('?:', this.position)) this.position += 2;
    else if (this.peek() === '?')
      throw new PatternError('uses look-around or named groups, which are not supported');
    const node = this.either();
    if (this.take() !== ')') throw new PatternError('has a `(` without its `)`');
    this.depth--;
    return node;
  }

  private escaped(): (character: string) => boolean {
    const character = this.take();
    const known = classes[character];
    if (known) return (other) => known.test(other);
    if (character === '' || /[A-Za-z0-9]/.test(character)) {
      throw new PatternError(`uses \`\\${character}\`, which is not supported`);
    }
    return (other) => other === character;
  }

  private set(): (character: string) => boolean {
    const negated = this.peek() === '^';
    if (negated) this.take();
    const members: ((character: string) => boolean)[] = [];
    while (this.peek() !== ']') {
      if (this.peek() === '') throw new PatternError('has a `[` without its `]`');
      members.push(this.member());
    }
    this.take();
    return (character) => members.some((member) => member(character)) !== negated;
  }

  private member(): (character: string) => boolean {
    const from = this.take();
    if (from === '\\') return this.escaped();
    if (this.peek() !== '-' || this.pattern[this.position + 1] === ']') return (other) => other === from;
    this.take();
    const to = this.take();
    if (to === '' || to === '\\' || to < from)
      throw new PatternError('has a range in `[]` that is not from low to high');
    return (other) => other >= from && other <= to;
  }
}

function countsOf(match: RegExpExecArray): { min: number; max: number } {
  const min = Number(match[1]);
  const max = match[2] === '' ? min : match[3] === '' ? Infinity : Number(match[3]);
  if (min > max || min > maxRepeat || (max !== Infinity && max > maxRepeat)) {
    throw new PatternError(`has a repetition count that is over ${maxRepeat} or upside down`);
  }
  return { min, max };
}

/** Adds the states of `node` that go on at `next`; returns where it begins. Built back to front. */
function build(node: Node, next: number, states: State[]): number {
  if (states.length > maxStates) throw new PatternError('is too large');
  switch (node.kind) {
    case 'one':
      return states.push({ kind: 'eat', takes: node.takes, next }) - 1;
    case 'sequence':
      return node.parts.reduceRight((after, part) => build(part, after, states), next);
    case 'either':
      return node.options
        .map((option) => build(option, next, states))
        .reduceRight((other, start) => states.push({ kind: 'fork', next: start, other }) - 1);
    case 'repeat':
      return buildRepeat(node, next, states);
  }
}

function buildRepeat(node: Node & { kind: 'repeat' }, next: number, states: State[]): number {
  let start = next;
  if (node.max === Infinity) {
    const loop: State & { kind: 'fork' } = { kind: 'fork', next, other: next };
    start = states.push(loop) - 1;
    loop.next = build(node.part, start, states);
  } else {
    for (let count = node.min; count < node.max; count++) {
      start = states.push({ kind: 'fork', next: build(node.part, start, states), other: next }) - 1;
    }
  }
  for (let count = 0; count < node.min; count++) start = build(node.part, start, states);
  return start;
}

function follow(state: number, states: State[], reached: Set<number>): void {
  const waiting = [state];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (reached.has(at)) continue;
    reached.add(at);
    const found = states[at]!;
    if (found.kind === 'fork') waiting.push(found.next, found.other);
  }
}

/** A matcher for the whole value. Throws when the pattern is not one: `checkPattern` first. */
export function compilePattern(pattern: string): (value: string) => boolean {
  const states: State[] = [{ kind: 'accept' }];
  const start = build(new Reader(pattern).read(), 0, states);
  return (value) => {
    let reached = new Set<number>();
    follow(start, states, reached);
    for (const character of value) {
      const next = new Set<number>();
      for (const at of reached) {
        const state = states[at]!;
        if (state.kind === 'eat' && state.takes(character)) follow(state.next, states, next);
      }
      reached = next;
    }
    return reached.has(0);
  };
}

/** What is wrong with a pattern, as the end of a sentence, or null. */
export function checkPattern(pattern: string): string | null {
  try {
    compilePattern(pattern);
    return null;
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}
