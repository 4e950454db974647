import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { api, replica } from '../../live/cluster.ts';
import { copyText } from '../../shared/copy-text.ts';
import { deploymentNameOf, type Subject } from '../../shared/subject.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { type Copy, copiesOf, type JobPlan, type Pod } from './copies.ts';
import { closeDialog } from './dialogs.ts';

/** What a row or a screen is about, to be taken along: as a link, an id, a command, a question, its YAML. */
export default function CopyDialog({ subject }: { subject: Subject | null }) {
  const router = useRouter();
  const href = location.origin + router.state.location.href;
  const copies = copiesOf(subject, { href, pod: podOf(subject), plan: planOf(subject) });
  return (
    <Dialog title="Copy as" description={subject?.id ?? 'This screen'} onClose={closeDialog} wide>
      <ul className="flex flex-col">
        {copies.map((copy) => (
          <CopyRow key={copy.name} {...copy} />
        ))}
        {(subject?.kind === 'deployment' || subject?.kind === 'job') && (
          <YamlRow of={`${subject.kind}s`} id={subject.id} />
        )}
      </ul>
    </Dialog>
  );
}

function podOf(subject: Subject | null): Pod | null {
  const task = subject?.kind === 'container' ? replica.tables.tasks.get(subject.id) : undefined;
  return task === undefined ? null : { namespace: task.namespace, name: task.name };
}

function planOf(subject: Subject | null): JobPlan | null {
  if (subject?.kind !== 'job') return null;
  const { namespace, name } = deploymentNameOf(subject.id);
  const job = [...replica.tables.jobs.values()].find(
    (one) => one.namespace === namespace && one.name === name,
  );
  return job?.spec.plan.kind ?? null;
}

function YamlRow({ of, id }: { of: 'deployments' | 'jobs'; id: string }) {
  const { data } = useQuery({
    queryKey: ['manifest', of, id, 'copy'],
    queryFn: () => api[of].manifest.query(deploymentNameOf(id)),
  });
  return data === undefined ? null : <CopyRow name="YAML" text={data.yaml} />;
}

function CopyRow({ name, text }: Copy) {
  const [copied, setCopied] = useState(false);
  const copy = () => void copyText(text).then(setCopied);
  return (
    <li className="grid grid-cols-[4rem_minmax(0,1fr)_5rem] items-center gap-2 border-b border-line py-1.5 last:border-0">
      <span className="text-ink-2">{name}</span>
      <code className="truncate font-mono text-dense" title={text}>
        {text}
      </code>
      <Button aria-label={copied ? `Copied ${name}` : `Copy ${name}`} onClick={copy}>
        {copied ? 'Copied' : 'Copy'}
      </Button>
    </li>
  );
}
