import type { TaskRecord } from '@gantry/model';
import { Suspense, useState } from 'react';
import { useTemplate } from '../../live/hooks.ts';
import { wordsOf } from '../../shared/manifest/command-line.ts';
import { lazyPart } from '../../shared/missing-part.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Field, Select, TextInput } from '../../shared/ui/field.tsx';

const TerminalView = lazyPart(() => import('./terminal-view.tsx'));

/** A link alone runs nothing: a program is started by the button. */
export function TerminalStarter({ task }: { task: TaskRecord }) {
  const names = useTemplate(task.templateHash)?.containers.map(({ name }) => name) ?? [];
  const [container, setContainer] = useState('');
  const [line, setLine] = useState('');
  const [open, setOpen] = useState<{ container: string; command: string[] } | null>(null);
  if (open !== null)
    return (
      <div className="h-[calc(100dvh-17rem)] min-h-72 overflow-hidden rounded-panel border border-line">
        <Suspense fallback={null}>
          <TerminalView task={task.id} {...open} onLeave={() => document.getElementById('screen')?.focus()} />
        </Suspense>
      </div>
    );
  return (
    <form
      className="flex max-w-lg flex-col gap-3 rounded-panel border border-line bg-panel p-4"
      onSubmit={(event) => {
        event.preventDefault();
        setOpen({ container: container || (names[0] ?? ''), command: wordsOf(line) });
      }}
    >
      {names.length > 1 && (
        <Field label="Container">
          {(control) => (
            <Select {...control} value={container} onChange={(event) => setContainer(event.target.value)}>
              {names.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <Field label="Command" optional help="Left empty: the best shell that is there.">
        {(control) => (
          <TextInput
            {...control}
            mono
            placeholder="bash, or sh"
            value={line}
            onChange={(event) => setLine(event.target.value)}
          />
        )}
      </Field>
      <p className="text-dense text-ink-3">
        Who opened a terminal, where and for how long is in the audit trail; what is typed is not.
      </p>
      <Button variant="primary" acts type="submit" className="self-start">
        Open a terminal
      </Button>
    </form>
  );
}
