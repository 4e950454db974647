import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { refusalOf } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { copyText } from '../copy-text.ts';
import { Button } from '../ui/button.tsx';
import { Copyable } from '../ui/copyable.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { joinScript } from './join-script.ts';

/** The commands that make another machine a node. They hold the join token, and are asked for only when they are to be seen. */
export default function JoinDialog({ onClose }: { onClose: () => void }) {
  const [isWanted, setWanted] = useState(false);
  return (
    <Dialog
      title="Add a node"
      description="A node is a machine on which an agent runs. It appears as soon as its agent connects."
      onClose={onClose}
      wide
    >
      {isWanted ? (
        <Commands />
      ) : (
        <div className="flex flex-col items-start gap-3">
          <p>
            The commands for the other machine hold the join token: whoever has it can add nodes, so keep them
            as you keep a password.
          </p>
          <Button variant="primary" onClick={() => setWanted(true)}>
            Show the commands
          </Button>
        </div>
      )}
    </Dialog>
  );
}

function Commands() {
  const { data, error, refetch } = useQuery({
    queryKey: ['join'],
    queryFn: () => api.nodes.join.query(),
    // A secret is not kept once it is not shown any more.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error !== null)
    return (
      <Notice
        tone="failed"
        title="The commands could not be loaded"
        action={<Button onClick={() => void refetch()}>Retry</Button>}
      >
        {refusalOf(error).message}
      </Notice>
    );
  if (data === undefined) return <SkeletonRows rows={6} />;
  const [serverUrl, ...others] = data.serverUrls;
  if (serverUrl === undefined)
    return (
      <div className="flex flex-col gap-2">
        <p>
          The control plane listens to its own machine alone. Start it again where others reach it, then come
          back:
        </p>
        <Copyable text="GANTRY_HOST=0.0.0.0 npm start" />
      </div>
    );
  const script = joinScript({ ...data, serverUrl });
  return (
    <div className="flex flex-col gap-2">
      <p>On the other machine, in a copy of Gantry:</p>
      <pre className="max-h-96 overflow-auto rounded-control bg-raised px-3 py-2 font-mono text-dense">
        {script}
      </pre>
      <div>
        <CopyButton text={script} />
      </div>
      {others.length > 0 && (
        <p className="text-dense text-ink-3">
          The control plane is also at <span className="font-mono">{others.join(', ')}</span>: take the
          address that the machine reaches.
        </p>
      )}
    </div>
  );
}

function CopyButton({ text }: { text: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () => void copyText(text).then(setCopied);
  return <Button onClick={copy}>{isCopied ? 'Copied' : 'Copy the commands'}</Button>;
}
