import { bySocket } from '@gantry/client';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { api } from '../../live/cluster.ts';
import { type ManifestText, type Path, pathOfText, pathText, type TextFault } from './manifest-text.ts';

export interface Issue {
  field: string;
  message: string;
}

export interface Validation {
  /** Every fault that the server found, as of the last text it looked at. */
  issues: readonly Issue[];
  /** The same and what is no YAML at all, as stretches of the text. */
  faults: readonly TextFault[];
  /** The server looked at this very text and found nothing. */
  valid: boolean;
  /** What is wrong at a field, or in it. */
  at: (path: Path) => string | undefined;
}

const settleMs = 250;
const none: readonly Issue[] = [];

/** Asks the server what a manifest means, a moment after the last key. */
export function useValidation(manifest: ManifestText): Validation {
  const [settled, setSettled] = useState(manifest.text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(manifest.text), settleMs);
    return () => clearTimeout(timer);
  }, [manifest.text]);
  const { data } = useQuery({
    queryKey: ['validate', settled],
    queryFn: () => api.validate.deployment.query({ manifest: settled }, { context: bySocket }),
    placeholderData: (last) => last,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10_000,
    enabled: settled.trim() !== '',
  });
  const current = useDeferredValue(manifest);
  const issues = data?.issues ?? none;
  const faults = useMemo(() => faultsOf(current, issues), [current, issues]);
  return {
    issues,
    faults,
    valid: data?.valid === true && settled === manifest.text,
    at: (path) => issueAt(issues, pathText(path)),
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
