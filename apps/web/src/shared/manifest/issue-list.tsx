import { Notice } from '../ui/notice.tsx';
import type { Validation } from './use-validation.ts';

/** Every fault with its place, so that none is out of sight; and what is to be known of what is none. */
export function IssueList({ validation }: { validation: Validation }) {
  return (
    <>
      <Faults validation={validation} />
      {validation.warnings.map((warning) => (
        <Notice key={warning} tone="degraded" title="To know before it is saved">
          {warning}
        </Notice>
      ))}
    </>
  );
}

function Faults({ validation }: { validation: Validation }) {
  const { issues, faults } = validation;
  const shown =
    issues.length > 0 ? issues : faults.map(({ message }) => ({ field: '', line: null, message }));
  if (shown.length === 0) return null;
  return (
    <Notice tone="failed" title={shown.length === 1 ? 'One thing to mend' : `${shown.length} things to mend`}>
      <ul>
        {shown.slice(0, 8).map((issue) => (
          <li key={`${issue.field}${issue.message}`}>
            {issue.field !== '' && <span className="font-mono text-dense">{issue.field} </span>}
            {issue.message}
            {issue.line !== null && <span className="text-ink-3"> · line {issue.line}</span>}
          </li>
        ))}
        {shown.length > 8 && <li>and {shown.length - 8} more</li>}
      </ul>
    </Notice>
  );
}
