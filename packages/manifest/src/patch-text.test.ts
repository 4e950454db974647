import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Document, isMap, isScalar, isSeq, parse } from 'yaml';
import { patchText } from './patch-text.ts';
import { isPlainMap, isSameData, keysOf, type Plain } from './plain-data.ts';

const text = `# The shop's front.
name: shop   # the one by the sea
replicas: 3 # enough for the night

template:
  containers:
    # what people see
    - name: web
      image: "web:1"
      command: [node, server.cjs] # no shell
      env:
        # until the new one is ready
        - name: MODE
          value: quiet
        - name: AREA # of the town
          value: south
    - name: cache # beside it
      image: cache:1
# the end
`;

/** The text made to say something else, where it says literally what it means. */
function patched(change: (data: ReturnType<typeof parse>) => void, of = text): string {
  const to = parse(of);
  change(to);
  const result = patchText({
    text: of,
    from: parse(of),
    to,
    isRight: (now) => isSameData(parse(now), to),
  })!;
  expect(parse(result)).toEqual(to);
  return result;
}

describe('a text that is to say something else', () => {
  test('has single values replaced where they stand, and not a letter more, in the quotes they had', () => {
    const result = patched((data) => {
      data.replicas = 12;
      data.template.containers[0].image = 'web:2';
    });
    expect(result).toBe(text.replace('replicas: 3', 'replicas: 12').replace('"web:1"', '"web:2"'));
  });

  test('keeps every comment when something is added', () => {
    const result = patched((data) => {
      data.template.containers[0].env.push({ name: 'NEW', value: '' });
      data.labels = { team: 'a' };
    });
    for (const [comment] of text.matchAll(/#.*/g)) expect(result).toContain(comment);
  });

  test('loses with what goes only its own comments, whatever place it had', () => {
    const result = patched((data) => {
      data.template.containers.shift();
    });
    expect(result).toContain('# beside it');
    expect(result).toContain('# enough for the night');
    expect(result).not.toContain('# no shell');
  });

  test('follows items that change their places', () => {
    const result = patched((data) => {
      data.template.containers.reverse();
      data.template.containers[0].image = 'cache:2';
    });
    expect(result).toMatch(/- name: cache # beside it\n\s+image: cache:2/);
    expect(result).toContain('# until the new one is ready');
  });

  test('writes what it repeats through an alias out where only one of them changes', () => {
    const repeated = 'a: &image web:1 # the front\nb: *image # the same\nc: 1 # one\n';
    const result = patched((data) => {
      data.a = 'web:2';
    }, repeated);
    expect(result).toBe('a: web:2 # the front\nb: web:1 # the same\nc: 1 # one\n');
  });

  test('keeps the layout of lists that are not indented', () => {
    const flush = 'containers:\n- name: web # front\n  image: web:1\n';
    const result = patched((data) => {
      data.containers[0].ports = [80];
    }, flush);
    expect(result).toBe('containers:\n- name: web # front\n  image: web:1\n  ports:\n  - 80\n');
  });

  test('keeps a text in several lines one', () => {
    const block = 'script: | # run once\n  one\n  two\nother: 1\n';
    const result = patched((data) => {
      data.script = 'one\nthree\n';
    }, block);
    expect(result).toBe('script: | # run once\n  one\n  three\nother: 1\n');
  });

  test('is written anew below its head where it cannot be told what stands where', () => {
    const to = { name: 'other', list: [1] };
    const result = patchText({
      text: '# head\nnames: x # shortened\n',
      from: { name: 'shop' },
      to,
      isRight: (now) => isSameData(parse(now), to),
    });
    expect(result).toBe('# head\nname: other\nlist:\n  - 1\n');
  });

  test('is nothing where it is no YAML', () => {
    expect(patchText({ text: 'a: [', from: {}, to: { a: 1 }, isRight: () => false })).toBeNull();
  });
});

const scalar = fc.oneof(
  fc.integer({ min: 0, max: 9 }),
  fc.boolean(),
  fc.constantFrom(
    '',
    'a',
    'yes',
    '1',
    '# no',
    'a: b',
    'x, y',
    '[z',
    "it's",
    '"',
    'two\nlines',
    '- x',
    ' s ',
    '~',
  ),
);
const key = fc.constantFrom('a', 'b', 'c', 'image', '1', 'x.y/z');
const { tree } = fc.letrec<{ tree: unknown; map: Plain; list: unknown }>((tie) => ({
  tree: fc.oneof({ maxDepth: 3, depthSize: 'small' }, scalar, tie('map'), tie('list')),
  map: fc.dictionary(key, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
  list: fc.oneof(
    fc.array(scalar, { maxLength: 3 }),
    fc.uniqueArray(
      fc
        .tuple(fc.constantFrom('n', 'm', 'o'), tie('map'))
        .map(([name, rest]) => ({ ...(rest as Plain), name })),
      { maxLength: 3, selector: ({ name }) => name },
    ),
  ),
}));
const root = fc.dictionary(key, tree, { minKeys: 1, maxKeys: 4, noNullPrototype: true });

/** The text with a comment of its own before each key and behind each value; each with the way to it. */
function commented(data: unknown): { text: string; comments: Map<string, readonly string[]> } {
  const document = new Document(data);
  const comments = new Map<string, readonly string[]>();
  const comment = (way: readonly string[], at: 'key' | 'value'): string => {
    const words = `${at}${comments.size}.`;
    comments.set(words, way);
    return words;
  };
  const walk = (node: unknown, way: readonly string[]): void => {
    if (isMap(node))
      for (const pair of node.items) {
        const inner = [...way, String(isScalar(pair.key) ? pair.key.value : pair.key)];
        if (isScalar(pair.key)) pair.key.commentBefore = comment(inner, 'key');
        if (isScalar(pair.value) && !String(pair.value.value).includes('\n'))
          pair.value.comment = comment(inner, 'value');
        walk(pair.value, inner);
      }
    if (isSeq(node))
      for (const item of node.items) if (isMap(item)) walk(item, [...way, String(item.get('name'))]);
  };
  walk(document.contents, []);
  return { text: document.toString({ lineWidth: 0 }), comments };
}

/** What stands at a way; items go by their names. undefined: nothing. */
function at(data: unknown, way: readonly string[]): unknown {
  return way.reduce<unknown>((inner, step) => {
    if (Array.isArray(inner)) return inner.find((item) => isPlainMap(item) && item.name === step);
    return isPlainMap(inner) && Object.hasOwn(inner, step) ? inner[step] : undefined;
  }, data);
}

/** Nothing on the way is another kind of thing now. */
const lives = (from: unknown, to: unknown, way: readonly string[]): boolean =>
  way.every((_, index) => {
    const [before, after] = [from, to].map((side) => at(side, way.slice(0, index + 1)));
    return after !== undefined && kindOf(before) === kindOf(after);
  });
const kindOf = (value: unknown) => (Array.isArray(value) ? 'list' : typeof value);

test('says what it is to say, and keeps each comment about something that is still there', () => {
  fc.assert(
    fc.property(root, root, (from, over) => {
      const to = Object.fromEntries(keysOf(from, over).map((one) => [one, over[one] ?? from[one]]));
      const { text: before, comments } = commented(from);
      expect(parse(before)).toEqual(from);
      const after = patchText({ text: before, from, to, isRight: (now) => isSameData(parse(now), to) })!;
      expect(parse(after)).toEqual(to);
      for (const [words, way] of comments) if (lives(from, to, way)) expect(after).toContain(words);
    }),
    { numRuns: 100 },
  );
});
