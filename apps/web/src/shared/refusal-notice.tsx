import type { Refusal } from '../live/changes.ts';
import { Notice } from './ui/notice.tsx';

/** Why a change was not made: the sentence, and each field at fault. */
export function RefusalNotice({ refusal }: { refusal: Refusal | null }) {
  if (refusal === null) return null;
  if (refusal.code === 'plan_changed')
    return (
      <Notice tone="degraded" title="The plan changed while you looked" live>
        What is above is the new one. Look again, then press once more.
      </Notice>
    );
  const issues = refusal.issues.filter((issue) => !refusal.message.includes(issue.message));
  return (
    <Notice tone="failed" title={refusal.message} live>
      {issues.length > 0 && (
        <ul>
          {issues.map((issue) => (
            <li key={`${issue.field}${issue.message}`}>
              <span className="font-mono text-dense">{issue.field}</span> {issue.message}
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}
