import { shortReference } from './image-name.ts';
import { useReferenceNoun } from './reference-noun.ts';
import { type FieldChange, meaningOf } from './template-change.ts';

/** What changes, as short phrases: `image 2.21.0 → 2.20.8`. */
export function ChangeChips({ changes, most = 6 }: { changes: readonly FieldChange[]; most?: number }) {
  const meaning = meaningOf(changes, useReferenceNoun());
  if (meaning.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-1.5">
      {meaning.slice(0, most).map((change) => (
        <li
          key={change.path}
          className="max-w-full rounded-control border border-line bg-raised px-1.5 py-0.5 text-dense text-ink-2"
        >
          {change.what}{' '}
          {change.before !== null && <del className="font-mono no-underline">{shorten(change.before)}</del>}
          {change.before !== null && change.after !== null && ' → '}
          {change.after !== null ? (
            <ins className="font-mono font-semibold text-ink no-underline">{shorten(change.after)}</ins>
          ) : (
            ' removed'
          )}
        </li>
      ))}
      {meaning.length > most && (
        <li className="px-1 py-0.5 text-dense text-ink-3">and {meaning.length - most} more</li>
      )}
    </ul>
  );
}

const longest = 48;

/** The end of a reference or a path tells more than its start; of anything else the start does. */
function shorten(value: string): string {
  if (/^[^\s{[]*\//.test(value)) return shortReference(value);
  return value.length <= longest ? value || '""' : `${value.slice(0, longest - 1)}…`;
}
