import {
  type Document,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  stringify,
} from 'yaml';
import { scalarText } from './scalar-text.ts';
import { styleOf } from './text-style.ts';

/**
 * A manifest as its text. The text is the truth: the form reads from it and edits it in place, so that comments, order
 * and everything the form does not know stay as they were written.
 */
export type Path = readonly (string | number)[];

export interface TextFault {
  message: string;
  from: number;
  to: number;
}

export class ManifestText {
  readonly text: string;
  readonly #document: Document;

  constructor(text: string) {
    this.text = text;
    this.#document = parseDocument(text, { uniqueKeys: true, version: '1.2' });
  }

  /** Where it is not YAML, first fault first. */
  get faults(): TextFault[] {
    return this.#document.errors.map(({ message, pos: [from, to] }) => ({
      // Below its first line the library shows the place, which an editor shows better.
      message: (message.split('\n')[0] ?? message).replace(/:$/, ''),
      from,
      to: Math.max(to, from + 1),
    }));
  }

  /** Plain data at a path; undefined where there is none, or where the text is no YAML. */
  read(path: Path): unknown {
    if (this.#document.errors.length > 0) return undefined;
    const node = this.#document.getIn(path, true);
    if (isScalar(node)) return node.value;
    return isCollection(node) ? node.toJS(this.#document) : node;
  }

  /** A scalar as it is shown in an input. */
  readText(path: Path): string {
    const value = this.read(path);
    return value === undefined || value === null || typeof value === 'object' ? '' : String(value);
  }

  /** The stretch of text that a path names: the value, or the nearest thing around it that is there. */
  rangeOf(path: Path): { from: number; to: number } | null {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = this.#document.getIn(path.slice(0, length), true) as Node | undefined;
      const range = node?.range;
      if (range) return { from: range[0], to: Math.max(range[1], range[0] + 1) };
    }
    return null;
  }

  /** The line, counted from 1, that a path's value begins in; null: nothing of it is there. */
  lineOf(path: Path): number | null {
    const range = path.length === 0 ? null : this.rangeOf(path);
    return range === null ? null : this.text.slice(0, range.from).split('\n').length;
  }

  /**
   * The text with one value written or, with undefined, removed. A scalar that is there is replaced in place and nothing
   * else moves; anything larger is written by the library, which keeps comments and order.
   */
  with(path: Path, value: unknown): string {
    if (this.#document.errors.length > 0) return this.text;
    if (value === undefined) return this.#without(path);
    const node = this.#document.getIn(path, true);
    if (isScalar(node) && node.range && isPlain(value)) {
      const written = scalarText(value, node);
      return `${this.text.slice(0, node.range[0])}${written}${this.text.slice(node.range[1])}`;
    }
    const document = parseDocument(this.text, { version: '1.2' });
    if (document.contents === null) return stringify(nested(path, value));
    makeRoom(document, path);
    document.setIn(path, document.createNode(value));
    return document.toString(styleOf(this.text));
  }

  /** Removes a value, and the maps and lists around it that are empty then. */
  #without(path: Path): string {
    const document = parseDocument(this.text, { version: '1.2' });
    if (document.contents === null || !document.hasIn(path)) return this.text;
    document.deleteIn(path);
    for (let length = path.length - 1; length > 0; length -= 1) {
      const around = document.getIn(path.slice(0, length), true);
      if (!isCollection(around) || around.items.length > 0) break;
      document.deleteIn(path.slice(0, length));
    }
    return document.toString(styleOf(this.text));
  }
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function nested(path: Path, value: unknown): unknown {
  return path.reduceRight<unknown>(
    (inner, key) => (typeof key === 'number' ? [inner] : { [key]: inner }),
    value,
  );
}

/** Makes maps and lists on the way that are missing, or stand there as an empty value. */
function makeRoom(document: Document, path: Path): void {
  for (let length = 1; length < path.length; length += 1) {
    const part = path.slice(0, length);
    const there = document.getIn(part, true);
    const wantsList = typeof path[length] === 'number';
    if (wantsList ? isSeq(there) : isMap(there)) continue;
    document.setIn(part, document.createNode(wantsList ? [] : {}));
  }
}

/** `['template', 'containers', 0, 'image']` as the server names it: `template.containers[0].image`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

/** The way back: `template.containers[0].image` as a path. A name in brackets stays a name. */
export function pathOfText(text: string): Path {
  return [...text.matchAll(/([^.[\]]+)|\[([^\]]+)\]/g)].map(([, plain, bracketed]) => {
    const part = plain ?? bracketed ?? '';
    return bracketed !== undefined && /^\d+$/.test(part) ? Number(part) : part;
  });
}
