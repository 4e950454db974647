import { newCommandId, refusalOf } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { askedSecrets } from './asked-secrets.ts';
import type { GalleryEntry, GalleryObject } from './use-gallery.ts';

export type StepState = 'waiting' | 'running' | 'made' | 'there' | 'refused';

/** One thing that deploying the example makes. */
export interface Step {
  kind: GalleryObject['kind'] | 'secret';
  name: string;
  state: StepState;
  /** Why it was refused; empty otherwise. */
  message: string;
}

/** Secrets first: what reads them would wait. */
export function stepsOf({ asks, objects }: GalleryEntry): Step[] {
  return [
    ...askedSecrets({ asks }).map(({ name }) => ({ kind: 'secret' as const, name })),
    ...objects.map(({ kind, name }) => ({ kind, name })),
  ].map((step) => ({ ...step, state: 'waiting', message: '' }));
}

const savers = {
  config: api.configs.save.mutate,
  volume: api.volumes.save.mutate,
  service: api.services.save.mutate,
  deployment: api.deployments.deploy.mutate,
  job: api.jobs.submit.mutate,
} as const;

/**
 * Makes everything of the example, one after the other, and tells each step. What is there already stays as it is: its
 * data and its password belong together. Stops at the first refusal. True: all of it is there.
 */
export async function deployExample(
  entry: GalleryEntry,
  answers: Readonly<Record<string, string>>,
  tell: (at: number, step: Step) => void,
): Promise<boolean> {
  for (const [at, step] of stepsOf(entry).entries()) {
    tell(at, { ...step, state: 'running' });
    const outcome = await make(entry, step, answers);
    tell(at, outcome);
    if (outcome.state === 'refused') return false;
  }
  return true;
}

async function make(
  entry: GalleryEntry,
  step: Step,
  answers: Readonly<Record<string, string>>,
): Promise<Step> {
  try {
    await send(entry, step, answers);
    return { ...step, state: 'made' };
  } catch (error) {
    const { code, message } = refusalOf(error);
    return code === 'already_exists' ? { ...step, state: 'there' } : { ...step, state: 'refused', message };
  }
}

async function send(
  { asks, objects }: GalleryEntry,
  { kind, name }: Step,
  answers: Readonly<Record<string, string>>,
) {
  const placed = { mode: 'create', commandId: newCommandId() } as const;
  if (kind === 'secret') {
    const own = asks.filter(({ secret }) => secret === name);
    const data = Object.fromEntries(own.map(({ key }) => [key, answers[answerKey(name, key)] ?? '']));
    return api.secrets.save.mutate({ manifest: { name, data }, ...placed });
  }
  const manifest = objects.find((one) => one.kind === kind && one.name === name)!.yaml;
  return savers[kind]({ manifest, ...placed });
}

export const answerKey = (secret: string, key: string) => `${secret}/${key}`;

/** 24 letters and digits by chance: about 140 bits. */
export function madeUpPassword(): string {
  const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';
  const bytes = crypto.getRandomValues(new Uint32Array(24));
  return Array.from(bytes, (number) => alphabet[number % alphabet.length]).join('');
}
