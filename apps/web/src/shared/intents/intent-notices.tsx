import type { IntentRecord } from '@gantry/model';
import { IntentRow } from './intent-row.tsx';
import { useWaitingIntents } from './waiting-intents.ts';

type Act = IntentRecord['act'];

/** On the screen of what they are about: the acts that wait. */
export function IntentNotices({ about }: { about: (act: Act) => boolean }) {
  const waiting = useWaitingIntents().filter(({ act }) => about(act));
  if (waiting.length === 0) return null;
  return (
    <section
      aria-label="Waiting acts"
      className="flex flex-col gap-2 rounded-button border border-accent/40 bg-panel px-2.5 py-2"
    >
      {waiting.map((intent) => (
        <IntentRow key={intent.id} intent={intent} />
      ))}
    </section>
  );
}

/** Whether an act is about a deployment. */
export const isAboutDeployment =
  ({ namespace, name }: { namespace: string; name: string }) =>
  (act: Act): boolean =>
    /^(deployment|rollout)\./.test(act.type) &&
    'namespace' in act &&
    act.namespace === namespace &&
    act.name === name;

/** Whether an act is about a job. */
export const isAboutJob =
  ({ namespace, name }: { namespace: string; name: string }) =>
  (act: Act): boolean =>
    act.type.startsWith('job.') && 'namespace' in act && act.namespace === namespace && act.name === name;

/** Whether an act is about a node. */
export const isAboutNode =
  ({ id, name }: { id: string; name: string }) =>
  (act: Act): boolean =>
    'node' in act && (act.node === id || act.node === name);
