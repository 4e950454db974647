import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  stringify,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { matchItems } from './match-items.ts';
import { isPlainMap, isSameData, keysOf, type Plain } from './plain-data.ts';
import { isScalarValue, scalarText } from './scalar-text.ts';
import { styleOf } from './text-style.ts';

/** What a text says, and what it is to say, both written out in the shape that the text has. */
export interface Sides {
  from: unknown;
  to: unknown;
}

interface Patch extends Sides {
  text: string;
  /** Whether a text says what it is to say. The text may leave out or shorten what `from` and `to` write out. */
  isRight: (text: string) => boolean;
}

/** How deep single values are looked for, one try after the other. Below, what differs is written anew as a whole. */
const depths = [12, 5, 3, 1];

/**
 * The text changed to say `to` in place of `from`: only what differs is touched, so that comments, order and everything
 * else stay. Where a text cannot be changed so finely (it shortens what differs, or repeats it through an alias), as
 * much of it as must be is written anew, in the end all of it below its first comment. null: it is no YAML, or cannot say
 * it in its shape.
 */
export function patchText({ text, from, to, isRight }: Patch): string | null {
  if (isSameData(from, to)) return text;
  const tried = new Set<string | null>([null]);
  for (const { source, ...how } of ways(text)) {
    const patched = patchOnce(source, { from, to, ...how });
    if (!tried.has(patched) && isRight(patched!)) return patched;
    tried.add(patched);
  }
  const anew = writeAnew(text, to);
  return isRight(anew) ? anew : null;
}

interface Way {
  source: string;
  depth: number;
  /** False: what is not said any more stays, as it may be what goes without saying now. */
  removes: boolean;
}

/** The finest first. */
function* ways(text: string): Generator<Way> {
  for (const source of new Set([text, withoutAliases(text)])) {
    yield { source, depth: depths[0]!, removes: false };
    for (const depth of depths) yield { source, depth, removes: true };
  }
}

type Wanted = Sides & Omit<Way, 'source'>;

const parsing = { uniqueKeys: true, version: '1.2' } as const;

function patchOnce(text: string, wanted: Wanted): string | null {
  const document = parseDocument(text, parsing);
  if (document.errors.length > 0) return null;
  const splices: Splice[] = [];
  if (collectSplices(document.contents, wanted, splices)) return spliced(text, splices);
  try {
    document.contents = patchNode(document, document.contents, wanted) as typeof document.contents;
    return document.toString(styleOf(text));
  } catch {
    // An alias whose anchor went: the library will not write it.
    return null;
  }
}

interface Splice {
  start: number;
  end: number;
  text: string;
}

/** Single values that are replaced where they stand; false: something else differs, too. */
function collectSplices(node: unknown, { from, to, ...how }: Wanted, splices: Splice[]): boolean {
  if (isSameData(from, to)) return true;
  if (isMap(node) && isPlainMap(from) && isPlainMap(to))
    return keysOf(from, to).every(
      (key) =>
        stays({ from: from[key], to: to[key], ...how }) ||
        collectSplices(pairOf(node, key)?.value, { from: from[key], to: to[key], ...how }, splices),
    );
  if (isSeq(node) && Array.isArray(from) && Array.isArray(to)) {
    const isAligned = node.items.length === from.length && from.length === to.length;
    return (
      isAligned &&
      matchItems(from, to).every(
        (at, index) =>
          at === index && collectSplices(node.items[at], { from: from[at], to: to[index], ...how }, splices),
      )
    );
  }
  if (!isScalar(node) || !isInLine(node) || !isScalarValue(to)) return false;
  const [start, end] = node.range!;
  splices.push({ start, end, text: scalarText(to, node) });
  return true;
}

const stays = ({ from, to, removes }: Wanted): boolean =>
  isSameData(from, to) || (to === undefined && !removes);

const isInLine = ({ range, type, anchor, value }: Scalar): boolean =>
  range !== undefined &&
  range !== null &&
  range[1] > range[0] &&
  anchor === undefined &&
  value !== null &&
  type !== 'BLOCK_FOLDED' &&
  type !== 'BLOCK_LITERAL';

function spliced(text: string, splices: readonly Splice[]): string {
  return splices
    .toSorted((a, b) => b.start - a.start)
    .reduce((now, { start, end, text: value }) => `${now.slice(0, start)}${value}${now.slice(end)}`, text);
}

function patchNode(document: Document, node: unknown, wanted: Wanted): unknown {
  const { from, to, depth, removes } = wanted;
  if (isSameData(from, to)) return node;
  if (depth > 0 && isMap(node) && isPlainMap(from) && isPlainMap(to)) {
    patchMap(document, node, { from, to, depth: depth - 1, removes });
    return node;
  }
  if (
    depth > 0 &&
    isSeq(node) &&
    Array.isArray(from) &&
    Array.isArray(to) &&
    node.items.length === from.length
  ) {
    patchList(document, node, { from, to, depth: depth - 1, removes });
    return node;
  }
  if (isScalar(node) && isScalarValue(to)) return withValue(node, to);
  return inPlaceOf(node, document.createNode(to));
}

function patchMap(
  document: Document,
  map: YAMLMap,
  { from, to, ...how }: Wanted & { from: Plain; to: Plain },
): void {
  for (const key of keysOf(from, to)) {
    if (stays({ from: from[key], to: to[key], ...how })) continue;
    const pair = pairOf(map, key);
    if (to[key] === undefined) map.items = map.items.filter((one) => one !== pair);
    else if (pair === undefined) map.set(document.createNode(key), document.createNode(to[key]));
    else pair.value = patchNode(document, pair.value, { from: from[key], to: to[key], ...how });
  }
}

/** A key may be written as a number; it is text in what the manifest means. */
function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => String(isScalar(pair.key) ? pair.key.value : pair.key) === key);
}

function patchList(
  document: Document,
  list: YAMLSeq,
  { from, to, ...how }: Wanted & { from: unknown[]; to: unknown[] },
): void {
  const before = list.items;
  list.items = matchItems(from, to).map((at, index) =>
    at === -1
      ? document.createNode(to[index])
      : patchNode(document, before[at], { from: from[at], to: to[index], ...how }),
  );
}

function withValue(node: Scalar, value: unknown): Scalar {
  node.value = value;
  // How the old value was spelt says nothing of the new one.
  delete node.source;
  delete node.format;
  delete node.minFractionDigits;
  return node;
}

/** A node of another kind; what was said about the old one is said about it. */
function inPlaceOf(old: unknown, node: Node): Node {
  if (!isScalar(old) && !isCollection(old) && !isAlias(old)) return node;
  const { commentBefore, comment, spaceBefore } = old;
  return Object.assign(node, {
    ...(commentBefore && { commentBefore }),
    ...(comment && { comment }),
    ...(spaceBefore && { spaceBefore }),
  });
}

/** Every alias written out as what it stands for. */
function withoutAliases(text: string): string {
  if (!text.includes('*')) return text;
  const document = parseDocument(text, parsing);
  if (document.errors.length > 0) return text;
  visit(document, {
    Alias: (_, alias) => {
      const source = alias.resolve(document);
      return source === undefined ? undefined : inPlaceOf(alias, withoutAnchors(source.clone() as Node));
    },
  });
  withoutAnchors(document);
  return document.toString(styleOf(text));
}

function withoutAnchors<T extends Node | Document>(root: T): T {
  visit(root as Node, {
    Node: (_, node) => {
      if (!isAlias(node)) delete node.anchor;
    },
  });
  return root;
}

/** All of it anew, below what is said at the top. */
export function writeAnew(text: string, to: unknown): string {
  const [head = ''] = /^(?:[ \t]*(?:#.*)?\n)*/.exec(text) ?? [];
  return `${head}${stringify(to, { lineWidth: 110 })}`;
}
