import type { CommandOf, ConfigurationKind, ServiceRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { pathOf } from '../state/indexes.ts';
import { jobReadersOf, readersOf } from '../state/readers.ts';
import { aboutConfiguration, record } from '../timeline.ts';
import { type Acceptance, accepted, refuse } from './answer.ts';
import { namesOf } from './some-names.ts';

const tables = { config: 'configs', secret: 'secrets' } as const;

const servedWith = (draft: Draft, namespace: string, secret: string): ServiceRecord[] =>
  draft.state
    .servicesIn(namespace)
    .filter(({ ingress }) => ingress.some(({ tlsSecret }) => tlsSecret === secret));

/** What runs keeps what it was given; the next tasks of its readers wait, so it is refused unless it is forced. */
export function deleteConfiguration(
  draft: Draft,
  { type, namespace, name, force }: CommandOf<'config.delete'> | CommandOf<'secret.delete'>,
): Acceptance {
  const kind: ConfigurationKind = type === 'config.delete' ? 'config' : 'secret';
  const found = draft.state[kind](namespace, name);
  if (found === undefined)
    return refuse('not_found', `There is no ${kind} ${name} in namespace ${namespace}.`);
  const named = { kind, namespace, name } as const;
  const readers = [...readersOf(draft.state, named), ...jobReadersOf(draft.state, named)];
  if (readers.length > 0 && !force) {
    return refuse(
      'in_use',
      `The ${kind} ${name} is read by ${namesOf(readers)}, whose next tasks would wait for it; change them first, or force it.`,
    );
  }
  const served = kind === 'secret' ? servedWith(draft, namespace, name) : [];
  if (served.length > 0 && !force) {
    return refuse(
      'in_use',
      `The secret ${name} is the certificate of the service ${namesOf(served)}, whose hosts would not be answered over TLS any more; change it first, or force it.`,
    );
  }
  record(draft, aboutConfiguration(kind, found), 'ConfigDeleted', `Version ${found.version} was deleted.`);
  draft.remove(tables[kind], found.id);
  return accepted(pathOf(found), `The ${kind} ${name} is deleted.`);
}
