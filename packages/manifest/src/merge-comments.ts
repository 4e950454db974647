import { type Document, isCollection, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import { styleOf } from './text-style.ts';

/** What carries comments at one place of a manifest: the key that names it, and its value. */
interface Place {
  before: { commentBefore?: string | null };
  after: { comment?: string | null };
}

interface Remarks {
  before: string;
  after: string;
}

/**
 * `text`, which has both sides' values, with the comments that they wrote anew as well. What both said otherwise about the
 * same thing is there twice: a sentence too many is sooner seen than one that is gone.
 */
export function mergeComments({ text, base, theirs }: Record<'text' | 'base' | 'theirs', string>): {
  text: string;
  isTaken: boolean;
} {
  const document = parseDocument(text, { version: '1.2' });
  const [places, then] = [placesOf(document), placesOf(parseDocument(base))];
  let isTaken = false;
  for (const [way, their] of placesOf(parseDocument(theirs))) {
    const mine = places.get(way);
    if (mine === undefined) continue;
    const merged = mergeRemarks(remarksAt(then.get(way)), remarksAt(mine), remarksAt(their));
    if (merged === null) continue;
    isTaken = true;
    if (merged.before !== '') mine.before.commentBefore = merged.before;
    if (merged.after !== '') mine.after.comment = merged.after;
  }
  return { text: isTaken ? document.toString(styleOf(text)) : text, isTaken };
}

/** null: they brought nothing that is not there. */
function mergeRemarks(base: Remarks, mine: Remarks, theirs: Remarks): Remarks | null {
  const before = mergeWords({ base: base.before, mine: mine.before, theirs: theirs.before, between: '\n' });
  const after = mergeWords({ base: base.after, mine: mine.after, theirs: theirs.after, between: ';' });
  return before === mine.before && after === mine.after ? null : { before, after };
}

function mergeWords({
  base,
  mine,
  theirs,
  between,
}: Record<'base' | 'mine' | 'theirs' | 'between', string>): string {
  if (theirs === base || theirs === '' || mine.includes(theirs)) return mine;
  return mine === base || mine === '' ? theirs : `${mine}${between}${theirs}`;
}

const remarksAt = (place: Place | undefined): Remarks => ({
  before: place?.before.commentBefore ?? '',
  after: place?.after.comment ?? '',
});

/** By the way to it: keys, and the names of a list's items, or else their places. */
function placesOf(document: Document): Map<string, Place> {
  const places = new Map<string, Place>([['', { before: document, after: document }]]);
  const walk = (node: unknown, way: string): void => {
    if (isMap(node))
      for (const { key, value } of node.items) {
        const inner = `${way}\u0000${isScalar(key) ? key.value : key}`;
        if (isScalar(key)) places.set(inner, { before: key, after: (value ?? {}) as Node });
        within(value, inner);
      }
    if (isSeq(node))
      for (const [index, item] of node.items.entries()) {
        const name = isMap(item) ? item.get('name') : undefined;
        const inner = `${way}\u0000${typeof name === 'string' ? `=${name}` : index}`;
        places.set(inner, { before: item as Node, after: item as Node });
        within(item, inner);
      }
  };
  const within = (node: unknown, way: string): void => {
    // What stands above the first of several is the library's remark on all of them.
    if (isCollection(node)) places.set(`${way}\u0000`, { before: node, after: {} });
    walk(node, way);
  };
  within(document.contents, '');
  return places;
}
