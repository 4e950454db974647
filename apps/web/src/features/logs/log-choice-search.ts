import { choice, flag, text, whole } from '../../shared/search-params.ts';

/** Reads a choice from a link. */
export const logChoiceSearch = {
  q: text,
  severity: choice('errors', 'warnings'),
  revision: whole,
  replica: text,
  container: text,
  stream: choice('stdout', 'stderr'),
  since: whole,
  until: whole,
  split: flag,
  wrap: flag,
  untimed: flag,
  line: text,
} as const;
