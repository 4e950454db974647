import { bySocket } from '@gantry/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { newCommandId, type Refusal, refusalOf } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { formatPlural } from '../../shared/format/quantity.ts';
import { whyTooLong } from '../../shared/manifest/text-size.ts';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/dialog.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { useSettled } from '../../shared/use-settled.ts';

const settleMs = 250;

const placeholder = `apiVersion: apps/v1
kind: Deployment
…

or {"id": "/shop/web", "cmd": "./server", "instances": 3}`;

/** What was written for another system, read as deployments: one goes into the form, or all are deployed. */
export default function PasteDialog({
  onUse,
  onClose,
}: {
  onUse: (yaml: string) => void;
  onClose: () => void;
}) {
  const [text, setText] = useState('');
  const [tooLong, setTooLong] = useState<string | null>(null);
  const wanted = useSettled(text.trim(), settleMs);
  const { data, error, isFetching } = useQuery({
    queryKey: ['import', wanted],
    // A file is too long for an address.
    queryFn: () => api.deployments.import.query({ text: wanted }, { context: bySocket }),
    enabled: wanted !== '',
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10_000,
  });
  const take = (next: string) => {
    const why = whyTooLong(next);
    setTooLong(why);
    if (why === null) setText(next);
  };
  const found = wanted === '' || error !== null ? undefined : data;
  return (
    <Dialog
      wide
      title="Paste from elsewhere"
      description="Kubernetes YAML, a Compose file, or a Marathon app or group. Nothing is deployed yet."
      onClose={onClose}
    >
      <textarea
        autoFocus
        aria-label="Text to read"
        value={text}
        onChange={({ target }) => take(target.value)}
        // Before the browser lays it out, which takes seconds for a long one.
        onPaste={(event) => {
          const why = whyTooLong(event.clipboardData.getData('text'));
          if (why === null) return;
          event.preventDefault();
          setTooLong(why);
        }}
        placeholder={placeholder}
        spellCheck={false}
        className="h-56 w-full resize-y rounded-control border border-line-strong bg-panel p-2 font-mono text-dense"
      />
      <div aria-live="polite" aria-busy={isFetching} className="mt-3 flex flex-col gap-3">
        {tooLong !== null && (
          <Notice tone="failed" title="Nothing was pasted" live>
            {tooLong}
          </Notice>
        )}
        {error !== null && wanted !== '' && <RefusalNotice refusal={ofTheText(refusalOf(error))} />}
        {found && found.warnings.length > 0 && <Warnings warnings={found.warnings} />}
        {found && <Found found={found} onUse={onUse} />}
      </div>
    </Dialog>
  );
}

/** The only field that there is need not be named. */
const ofTheText = (refusal: Refusal): Refusal => ({
  ...refusal,
  message: refusal.message.replace(/^text: /, ''),
});

const mostWarnings = 8;

function Warnings({ warnings }: { warnings: readonly string[] }) {
  return (
    <Notice tone="degraded" title={`${formatPlural(warnings.length, 'thing')} to know`}>
      <ul>
        {warnings.slice(0, mostWarnings).map((warning) => (
          <li key={warning} className="wrap-anywhere">
            {warning}
          </li>
        ))}
        {warnings.length > mostWarnings && <li>and {warnings.length - mostWarnings} more</li>}
      </ul>
    </Notice>
  );
}

type Imported = Awaited<ReturnType<typeof api.deployments.import.query>>;

function Found({ found, onUse }: { found: Imported; onUse: (yaml: string) => void }) {
  const { deployments, objects, title } = found;
  const [first, ...others] = deployments;
  if (first === undefined) return <p className="text-ink-3">There is no deployment in this {title}.</p>;
  // What a deployment needs beside it would be left behind by the form.
  const isPlain = others.length === 0 && objects.length === 0;
  return (
    <>
      <p className="text-ink-2">
        {title}: {formatPlural(deployments.length, 'deployment')}
        {objects.length > 0 && ` with ${objects.map(({ kind, name }) => `${kind} ${name}`).join(', ')}`}
      </p>
      <ul className="flex flex-col gap-1">
        {deployments.map(({ namespace, name, yaml }) => (
          <li key={`${namespace}/${name}`} className="flex items-center gap-3">
            <span className="min-w-0 flex-1 truncate">
              {name} <span className="text-ink-3">in {namespace}</span>
            </span>
            {!isPlain && <Button onClick={() => onUse(yaml)}>Put into the form</Button>}
          </li>
        ))}
      </ul>
      <DialogActions>
        {isPlain ? (
          <Button variant="primary" onClick={() => onUse(first.yaml)}>
            Put {first.name} into the form
          </Button>
        ) : (
          <DeployAll found={found} />
        )}
      </DialogActions>
    </>
  );
}

const savers = {
  config: api.configs.save.mutate,
  volume: api.volumes.save.mutate,
  service: api.services.save.mutate,
} as const;

/** What is to be done, one after the other: what the deployments need, then they themselves. */
function stepsOf({ objects, deployments }: Imported) {
  const commandId = newCommandId;
  return [
    ...objects.map(({ kind, name, manifest }) => ({
      done: `The ${kind} ${name} is saved`,
      name,
      run: () => savers[kind]({ manifest, mode: 'create', commandId: commandId() }),
    })),
    ...deployments.map(({ name, yaml }) => ({
      done: `${name} is being deployed`,
      name,
      run: () => api.deployments.deploy.mutate({ manifest: yaml, mode: 'create', commandId: commandId() }),
    })),
  ];
}

/** Each says how it went, and one that is refused stops none of the others. */
function DeployAll({ found }: { found: Imported }) {
  const [told, setTold] = useState<readonly string[]>([]);
  const [pending, setPending] = useState(false);
  const deployAll = async () => {
    setPending(true);
    setTold([]);
    for (const { done, name, run } of stepsOf(found)) {
      const sentence = await run()
        .then(() => done)
        .catch((error: unknown) => `${name}: ${refusalOf(error).message}`);
      setTold((old) => [...old, sentence]);
    }
    setPending(false);
  };
  return (
    <>
      <ul className="mr-auto text-dense text-ink-2">
        {told.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <Button acts variant="primary" pending={pending} onClick={() => void deployAll()}>
        Deploy{' '}
        {found.deployments.length === 1 ? found.deployments[0]?.name : `all ${found.deployments.length}`}
      </Button>
    </>
  );
}
