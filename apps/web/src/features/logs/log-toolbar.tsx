import { useMemo, useState } from 'react';
import { saveFile } from '../../shared/save-file.ts';
import { shortTaskName } from '../../shared/short-name.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Select } from '../../shared/ui/field.tsx';
import { logFileText, type ShownLine } from './log-buffer.ts';
import type { LogChoice } from './log-choice.ts';
import { type LogSources, sourcesReader } from './log-sources.ts';

const ages = [
  { minutes: 5, label: 'Last 5 minutes' },
  { minutes: 60, label: 'Last hour' },
  { minutes: 1_440, label: 'Last day' },
];

const ends = [
  { minutes: 5, label: 'Until 5 min ago' },
  { minutes: 60, label: 'Until an hour ago' },
  { minutes: 1_440, label: 'Until a day ago' },
];

/** A container whose output can be asked for alone. */
export interface LogContainer {
  name: string;
  label: string;
}

/** What narrows the output down: how bad, whose, which stream, since when. */
export function LogSelects({
  lines,
  choice,
  onChoice,
  merged,
  containers,
}: {
  lines: readonly ShownLine[];
  choice: LogChoice;
  onChoice: (change: LogChoice) => void;
  /** Lines of several containers. */
  merged: boolean;
  containers: readonly LogContainer[];
}) {
  const { revisions, replicas } = useSources(lines);
  return (
    <>
      <Select
        aria-label="Severity"
        className="field-sizing-content"
        value={choice.severity ?? ''}
        onChange={({ target }) =>
          onChoice({ severity: (target.value || undefined) as LogChoice['severity'] })
        }
      >
        <option value="">All levels</option>
        <option value="warnings">Warnings, errors</option>
        <option value="errors">Errors</option>
      </Select>
      {merged && revisions.length > 1 && (
        <Select
          aria-label="Revision"
          className="field-sizing-content"
          value={choice.split ? 'split' : (choice.revision ?? '')}
          onChange={({ target: { value } }) =>
            onChoice({ revision: Number(value) || undefined, split: value === 'split' || undefined })
          }
        >
          <option value="">All revisions</option>
          <option value="split">Side by side</option>
          {revisions.map((revision) => (
            <option key={revision} value={revision}>
              r{revision} only
            </option>
          ))}
        </Select>
      )}
      {merged && replicas.length > 1 && (
        <Select
          aria-label="Replica"
          className="field-sizing-content"
          value={choice.replica ?? ''}
          onChange={({ target }) => onChoice({ replica: target.value || undefined })}
        >
          <option value="">All replicas</option>
          {replicas.map((name) => (
            <option key={name} value={name}>
              {shortTaskName(name)}
            </option>
          ))}
        </Select>
      )}
      {containers.length > 1 && (
        <Select
          aria-label="Container"
          className="field-sizing-content"
          value={choice.container ?? ''}
          onChange={({ target }) => onChoice({ container: target.value || undefined })}
        >
          <option value="">All containers</option>
          {containers.map(({ name, label }) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </Select>
      )}
      <Select
        aria-label="Stream"
        className="field-sizing-content"
        value={choice.stream ?? ''}
        onChange={({ target }) => onChoice({ stream: (target.value || undefined) as LogChoice['stream'] })}
      >
        <option value="">Both streams</option>
        <option value="stdout">stdout</option>
        <option value="stderr">stderr</option>
      </Select>
      <Select
        aria-label="Since"
        className="field-sizing-content"
        value={choice.since ?? ''}
        onChange={({ target }) => onChoice({ since: Number(target.value) || undefined })}
      >
        <option value="">Newest lines</option>
        {ages.map(({ minutes, label }) => (
          <option key={minutes} value={minutes}>
            {label}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Until"
        className="field-sizing-content"
        value={choice.until ?? ''}
        onChange={({ target }) => onChoice({ until: Number(target.value) || undefined })}
      >
        <option value="">Until now</option>
        {ends.map(({ minutes, label }) => (
          <option key={minutes} value={minutes}>
            {label}
          </option>
        ))}
      </Select>
    </>
  );
}

/** How the lines are drawn, and what is done with all of them. `onClear` is null where there are none. */
export function LogButtons({
  choice: { wrap, untimed },
  onChoice,
  shown,
  onClear,
}: {
  choice: LogChoice;
  onChoice: (change: LogChoice) => void;
  shown: readonly ShownLine[];
  onClear: (() => void) | null;
}) {
  return (
    <>
      <Button on={wrap === true} onClick={() => onChoice({ wrap: wrap ? undefined : true })}>
        Wrap
      </Button>
      <Button on={untimed !== true} onClick={() => onChoice({ untimed: untimed ? undefined : true })}>
        Times
      </Button>
      <Button onClick={() => saveFile('gantry.log', logFileText(shown))} disabled={shown.length === 0}>
        Download
      </Button>
      <Button onClick={onClear ?? undefined} disabled={onClear === null}>
        Clear
      </Button>
    </>
  );
}

/** Which revisions and replicas have written. */
export function useSources(lines: readonly ShownLine[]): LogSources {
  const [read] = useState(sourcesReader);
  return useMemo(() => read(lines), [read, lines]);
}
