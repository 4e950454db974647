import type { ImageLook, LostImage } from '@gantry/model';

/** What one node said of each container of a template, in their order. null: it did not answer. */
export interface NodeLooks {
  node: string;
  looks: (ImageLook | null)[];
}

export interface LookedFor {
  containers: readonly { name: string; image: string }[];
  /** Of the newest revision with the template: its number, and what was seen of it. */
  revision: number;
  images: Readonly<Record<string, readonly string[]>>;
  /** Whether every node that could run it was asked. */
  isEveryone: boolean;
}

/** What is not known may be there: only a node that says so cannot have it. */
const cannot = (look: ImageLook | null) => look?.found === 'gone' || look?.found === 'elsewhere';

/** A node that could run all of it as things are. */
export const canRun = ({ looks }: NodeLooks): boolean => !looks.some(cannot);

/**
 * Whether what a revision ran is to be had. `gone` only when everyone was asked and nobody has it; `changed` when a node
 * has something else under the same name than the revision ran, on any node.
 */
export function imageVerdict(of: LookedFor, answers: readonly NodeLooks[]): LostImage | null {
  if (answers.length === 0) return null;
  if (answers.some(canRun)) return changed(of, answers);
  return of.isEveryone ? gone(of, answers) : null;
}

function gone({ containers }: LookedFor, answers: readonly NodeLooks[]): LostImage | null {
  const missing = containers.findIndex((_, at) => answers.every(({ looks }) => cannot(looks[at] ?? null)));
  // Each node lacks something else.
  const at = missing === -1 ? answers[0]!.looks.findIndex(cannot) : missing;
  const said = answers.flatMap(({ looks }) => looks[at] ?? []).find(({ found }) => found === 'gone');
  if (said === undefined) return null;
  const who =
    answers.length === 1 ? `node ${answers[0]!.node} has no` : `none of ${answers.length} nodes has`;
  return { kind: 'gone', message: `${who} ${containers[at]!.image} any more (${said.message})` };
}

function changed(
  { containers, revision, images }: LookedFor,
  answers: readonly NodeLooks[],
): LostImage | null {
  for (const [at, { name, image }] of containers.entries()) {
    const ran = images[name] ?? [];
    if (ran.length === 0) continue;
    for (const { node, looks } of answers) {
      const id = looks[at]?.found === 'here' ? looks[at].imageId : '';
      if (id === '' || ran.includes(id)) continue;
      const message = `${image} is another one now (${shortId(id)} on ${node}) than revision ${revision} ran (${ran.map(shortId).join(', ')})`;
      return { kind: 'changed', message };
    }
  }
  return null;
}

/** As people write it: enough to tell two apart. */
const shortId = (id: string) => id.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]+$/, '$1');
