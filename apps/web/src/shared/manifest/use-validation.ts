import { bySocket } from '@gantry/client';
import { ManifestText, type Path, pathOfText, pathText, type TextFault } from '@gantry/manifest';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import { api } from '../../live/cluster.ts';
import { useSettled } from '../use-settled.ts';

export interface Issue {
  field: string;
  /** Where it stands in the text, or what is around it; null: nowhere in particular. */
  line: number | null;
  message: string;
}

export interface Validation {
  /** Every fault that the server found, as of the last text it looked at. */
  issues: readonly Issue[];
  /** The same and what is no YAML at all, as stretches of the text. */
  faults: readonly TextFault[];
  /** What is as it may be, and yet to know before it is saved; a sentence each. */
  warnings: readonly string[];
  /** The server looked at this very text and found nothing. */
  valid: boolean;
  /** What is wrong at a field, or in it. A field that is only empty still is not wrong, it is missing. */
  at: (path: Path) => string | undefined;
  /** Fields that have to be filled in and are empty. */
  missing: readonly string[];
}

const settleMs = 250;

export type ManifestKind = 'deployment' | 'job';

/** The answer together with the text that it is about. */
async function ask(kind: ManifestKind, text: string) {
  const verdict = await api.validate[kind].query({ manifest: text }, { context: bySocket });
  return { text, verdict };
}
const none: readonly Omit<Issue, 'line'>[] = [];
const noWarnings: readonly string[] = [];

/** Asks the server what a manifest means, a moment after the last key. */
export function useValidation(manifest: ManifestText, kind: ManifestKind = 'deployment'): Validation {
  const settled = useSettled(manifest.text, settleMs);
  const { data } = useQuery({
    queryKey: ['validate', kind, settled],
    queryFn: () => ask(kind, settled),
    placeholderData: (last) => last,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10_000,
    enabled: settled.trim() !== '',
  });
  const current = useDeferredValue(manifest);
  const found = data?.verdict.issues ?? none;
  const asked = data?.text ?? '';
  // The text that was asked about is mostly the one that is there, and long ones are not read twice.
  const then = useMemo(() => (asked === current.text ? current : new ManifestText(asked)), [asked, current]);
  const { issues, missing } = useMemo(() => sortOut({ current, then, found }), [current, then, found]);
  const faults = useMemo(() => faultsOf(current, issues), [current, issues]);
  return {
    issues,
    faults,
    warnings: data?.verdict.warnings ?? noWarnings,
    valid: data?.verdict.valid === true && asked === manifest.text,
    missing,
    at: (path) => issueAt(issues, pathText(path)),
  };
}

const emptyValues: readonly (string | undefined)[] = ['""', '[]', 'null', undefined];

/** An empty field where one is needed is no mistake yet: somebody is still writing. */
function sortOut({
  current,
  then,
  found,
}: {
  current: ManifestText;
  then: ManifestText;
  found: readonly Omit<Issue, 'line'>[];
}): {
  issues: Issue[];
  missing: string[];
} {
  // Of what is no YAML nobody can say what is missing, and the editor says itself where it is none.
  if (current.faults.length > 0) return { issues: [], missing: [] };
  const valueIn = (manifest: ManifestText, { field }: Pick<Issue, 'field'>) =>
    JSON.stringify(manifest.read(pathOfText(field)));
  // What was said about a value that is another one by now is not said any more.
  const standing = found.filter((issue) => valueIn(then, issue) === valueIn(current, issue));
  const isEmpty = (issue: Pick<Issue, 'field'>) =>
    issue.field !== '' && emptyValues.includes(valueIn(current, issue));
  return {
    issues: standing
      .filter((issue) => !isEmpty(issue))
      .map((issue) => ({ ...issue, line: current.lineOf(pathOfText(issue.field)) })),
    missing: standing.filter(isEmpty).map(({ field }) => field),
  };
}

function faultsOf(manifest: ManifestText, issues: readonly Issue[]): TextFault[] {
  if (manifest.faults.length > 0) return manifest.faults;
  return issues.flatMap(({ field, message }) => {
    const range = manifest.rangeOf(pathOfText(field));
    return range === null ? [] : [{ ...range, message: field === '' ? message : `${field}: ${message}` }];
  });
}

function issueAt(issues: readonly Issue[], field: string): string | undefined {
  return issues.find(
    (issue) =>
      issue.field === field || issue.field.startsWith(`${field}.`) || issue.field.startsWith(`${field}[`),
  )?.message;
}
