import type { Template } from '@gantry/model';

/** The part of an image or artifact reference that tells versions apart: `4.8-apache`, or the file's name. */
export function imageTag(image: string): string {
  const name = image.slice(image.lastIndexOf('/') + 1);
  const digest = name.indexOf('@');
  if (digest >= 0) return name.slice(digest + 1, digest + 20);
  const colon = name.indexOf(':');
  return colon >= 0 ? name.slice(colon + 1) : name;
}

/**
 * Each reference by the shortest ending that tells it from the others of a list: its tag where only tags differ, else its
 * name with it, else as much of its path as it takes.
 */
export function shortestApart(references: Iterable<string>): Map<string, string> {
  const distinct = [...new Set(references)];
  for (let parts = 0; ; parts++) {
    const short = distinct.map((reference) => endOf(reference, parts));
    if (new Set(short).size === distinct.length)
      return new Map(distinct.map((reference, index) => [reference, short[index]!]));
  }
}

const endOf = (reference: string, parts: number) =>
  parts === 0 ? imageTag(reference) : reference.split('/').slice(-parts).join('/');

/** What a template runs, in one line: its images, or for a plain process without an artifact its command. */
export function runsSentence(template: Template | undefined): string {
  if (template === undefined) return '';
  return template.containers
    .map(({ image, command, args }) => image || [...command, ...args].join(' '))
    .join(', ');
}

/** A long path or reference by its last two parts: `…/programs/hello`. */
export function shortReference(reference: string): string {
  const parts = reference.split('/');
  return reference.length <= longestReference || parts.length < 4
    ? reference
    : `…/${parts.slice(-2).join('/')}`;
}
const longestReference = 36;
