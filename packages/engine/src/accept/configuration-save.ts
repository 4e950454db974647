import {
  type CommandOf,
  type ConfigRecord,
  type ConfigurationKind,
  err,
  limits,
  type Rejection,
  rejection,
  type SavedVersion,
  type SecretRecord,
} from '@gantry/model';
import type { Draft } from '../draft.ts';
import { wakeWaiting } from '../offer/wake-waiting.ts';
import { isSame } from '../same.ts';
import { pathOf } from '../state/indexes.ts';
import { jobReadersOf, readersOf } from '../state/readers.ts';
import { aboutConfiguration, record } from '../timeline.ts';
import { type Acceptance, accepted, alreadySo } from './answer.ts';
import { restartDeployment } from './deployment-restart.ts';
import { ensureNamespace } from './namespace.ts';
import { namesOf, some } from './some-names.ts';

type SaveConfig = CommandOf<'config.save'>;
type SaveSecret = CommandOf<'secret.save'>;
type Save = SaveConfig | SaveSecret;
type Saved = ConfigRecord | SecretRecord;

export function saveConfig(draft: Draft, command: SaveConfig): Acceptance {
  const before = draft.state.config(command.namespace, command.name);
  const { data } = command;
  return save(draft, command, {
    kind: 'config',
    before,
    isSo: before !== undefined && isSame(before.data, data),
    write: (common) => draft.put('configs', { ...common, data }),
  });
}

/** The values come sealed: this never sees one. */
export function saveSecret(draft: Draft, command: SaveSecret): Acceptance {
  const before = draft.state.secret(command.namespace, command.name);
  const { data, secretType: type } = command;
  return save(draft, command, {
    kind: 'secret',
    before,
    isSo: before !== undefined && isSame(before.data, data) && before.type === type,
    write: (common) => draft.put('secrets', { ...common, type, data }),
  });
}

interface Way {
  kind: ConfigurationKind;
  before: Saved | undefined;
  /** What it holds is what it is to hold. */
  isSo: boolean;
  write(common: Omit<ConfigRecord, 'data'>): Saved;
}

function save(draft: Draft, command: Save, { kind, before, isSo, write }: Way): Acceptance {
  const refusal = refusalOf(command, { kind, before, isSo });
  if (refusal !== null) return err(refusal);
  const { labels, annotations, immutable, name } = command;
  if (before !== undefined && isSo && isSame({ labels, annotations, immutable }, describedBy(before)))
    return alreadySo(pathOf(command), `The ${kind} ${name} is so already.`);
  const unusable = ensureNamespace(draft, command.namespace);
  if (unusable !== null) return err(unusable);
  const saved = write(nextOf(draft, command, before));
  const told = saved.history.at(-1)!;
  const about = aboutConfiguration(kind, saved);
  record(draft, about, 'ConfigSaved', `Version ${saved.version} was saved${keysOf(told)}.`);
  wakeWaiting(draft, command.namespace);
  const effect = command.roll ? roll(draft, kind, saved) : whoKeeps(draft, kind, saved);
  return accepted(pathOf(command), `The ${kind} ${name} is saved as version ${saved.version}${effect}.`);
}

const describedBy = ({ labels, annotations, immutable }: Saved) => ({ labels, annotations, immutable });

/** Why it cannot be saved like this; null: it can. */
function refusalOf(
  { mode, name, namespace, ifVersion, immutable }: Save,
  { kind, before, isSo }: Pick<Way, 'kind' | 'before' | 'isSo'>,
): Rejection | null {
  if (before === undefined) {
    if (mode !== 'update') return null;
    return rejection('not_found', `There is no ${kind} ${name} in namespace ${namespace}; create it first.`);
  }
  if (mode === 'create') {
    return rejection(
      'already_exists',
      `The ${kind} ${name} exists already in namespace ${namespace}; choose another name, or update it.`,
    );
  }
  if (ifVersion !== null && ifVersion !== before.version) {
    const message = `The ${kind} ${name} was changed meanwhile: its version is ${before.version}, yours ${ifVersion}. Look at it again and repeat your change.`;
    return rejection('conflict', message);
  }
  if (!before.immutable || (isSo && immutable)) return null;
  return rejection(
    'immutable',
    `The ${kind} ${name} is immutable; save it under another name, or delete it first.`,
  );
}

function nextOf(draft: Draft, command: Save, before: Saved | undefined): Omit<ConfigRecord, 'data'> {
  const { namespace, name, labels, annotations, immutable } = command;
  const { nowMs, actor } = draft;
  const version = (before?.version ?? 0) + 1;
  const saved = {
    version,
    author: actor.name,
    savedAtMs: nowMs,
    ...difference(before?.data ?? {}, command.data),
  };
  return {
    id: before?.id ?? draft.newId(command.type === 'config.save' ? 'config' : 'secret'),
    ...{ namespace, name, labels, annotations, version, immutable },
    history: [...(before?.history ?? []), saved].slice(-limits.configHistory),
    author: actor.name,
    createdAtMs: before?.createdAtMs ?? nowMs,
    updatedAtMs: nowMs,
  };
}

function difference(before: Saved['data'], after: Save['data']) {
  const isIn = (data: object) => (key: string) => Object.hasOwn(data, key);
  const [old, now] = [Object.keys(before), Object.keys(after)];
  return {
    added: now.filter((key) => !isIn(before)(key)).sort(),
    changed: now.filter((key) => isIn(before)(key) && !isSame(before[key], after[key])).sort(),
    removed: old.filter((key) => !isIn(after)(key)).sort(),
  };
}

function keysOf({ added, changed, removed }: SavedVersion): string {
  const parts = Object.entries({ added, changed, removed }).filter(([, keys]) => keys.length > 0);
  return parts.length === 0 ? '' : `: ${parts.map(([what, keys]) => `${what} ${some(keys)}`).join('; ')}`;
}

/** Restarts who reads it. A paused deployment stands still, and keeps what it has. */
function roll(draft: Draft, kind: ConfigurationKind, saved: Saved): string {
  const readers = readersOf(draft.state, { kind, ...saved });
  const [paused, others] = [readers.filter((one) => one.paused), readers.filter((one) => !one.paused)];
  const cause = `${kind} ${saved.name} version ${saved.version}`;
  for (const { namespace, name } of others)
    restartDeployment(draft, { type: 'deployment.restart', namespace, name, planHash: null, cause });
  const restarted = others.length === 0 ? '' : `; restarted with it: ${namesOf(others)}`;
  return paused.length === 0 ? restarted : `${restarted}; paused: ${namesOf(paused)}`;
}

function whoKeeps(draft: Draft, kind: ConfigurationKind, saved: Saved): string {
  const named = { kind, ...saved };
  const readers = [...readersOf(draft.state, named), ...jobReadersOf(draft.state, named)];
  if (saved.version === 1 || readers.length === 0) return '';
  return `; tasks of ${namesOf(readers)} keep what they were given until they are replaced`;
}
