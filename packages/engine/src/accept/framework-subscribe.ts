import type { CommandOf, FrameworkId, FrameworkRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { rescind } from '../offer/end-offer.ts';
import { hasOwnLeast } from '../offer/wishes.ts';
import { isSame } from '../same.ts';
import { aboutFramework, record } from '../timeline.ts';
import { type Acceptance, accepted, refuse } from './answer.ts';
import { findFramework } from './find-framework.ts';

/** A scheduler comes, or comes back as who it was. Offers that its earlier connection held are taken back. */
export function subscribeFramework(draft: Draft, command: CommandOf<'framework.subscribe'>): Acceptance {
  const known = command.framework === null ? undefined : draft.state.get('frameworks', command.framework);
  if (command.framework !== null && (known === undefined || known.completedAtMs !== null)) {
    return refuse('gone', `Framework ${command.framework} has been removed; subscribe without an id.`);
  }
  if (known !== undefined && (known.kind !== 'mesos' || known.principal !== command.principal)) {
    return refuse('forbidden', `Framework ${known.id} belongs to ${known.principal}; subscribe as that.`);
  }
  for (const offer of known === undefined ? [] : offersOf(draft, known.id)) {
    rescind(draft, offer, `${known!.name} subscribed again.`);
  }
  const framework = draft.put('frameworks', { ...latest(draft, known), ...settingsOf(command) });
  draft.agenda.offers.filters.clear(framework.id, framework.roles);
  lookAtCrumbs(draft, framework);
  draft.agenda.offers.markHungry(framework.id);
  record(
    draft,
    aboutFramework(framework),
    'FrameworkRegistered',
    `Subscribed for ${framework.roles.join(', ')}.`,
  );
  return accepted(framework.id, `Framework ${framework.name} is subscribed.`);
}

/** Its settings are others; its connection, offers and tasks stay, except for offers to roles that it gave up. */
export function updateFramework(draft: Draft, command: CommandOf<'framework.update'>): Acceptance {
  const found = findFramework(draft, command.framework);
  if (!found.ok) return found;
  const { type: _, framework: id, ...settings } = command;
  if (settings.principal !== found.value.principal)
    return refuse('forbidden', `Framework ${id} belongs to ${found.value.principal}; its principal stays.`);
  for (const offer of offersOf(draft, id)) {
    if (!settings.roles.includes(offer.role)) rescind(draft, offer, `${found.value.name} gave up its role.`);
  }
  const before = draft.state.get('frameworks', id)!;
  const wakes = (role: string) =>
    !settings.suppressedRoles.includes(role) &&
    (!before.roles.includes(role) || before.suppressedRoles.includes(role));
  const hasOtherWishes =
    !isSame(before.leastOffers, settings.leastOffers) ||
    !isSame(before.offerConstraints, settings.offerConstraints);
  if (hasOtherWishes || settings.roles.some(wakes)) draft.agenda.offers.markHungry(id);
  lookAtCrumbs(draft, draft.update('frameworks', before, settings));
  return accepted(id, `Framework ${settings.name} is updated.`);
}

/** What is too little for others may be enough for it: nodes with hardly any room are worth a look again. */
function lookAtCrumbs(draft: Draft, framework: FrameworkRecord): void {
  if (hasOwnLeast(framework)) for (const { id } of draft.state.all('nodes')) draft.agenda.offers.markNode(id);
}

export const offersOf = (draft: Draft, id: FrameworkId) =>
  draft.state.find('outstandingOffersByFramework', id);

function latest(draft: Draft, known: FrameworkRecord | undefined): FrameworkRecord {
  return known === undefined ? newcomer(draft) : draft.state.get('frameworks', known.id)!;
}

function settingsOf(command: CommandOf<'framework.subscribe'>) {
  const { type: _, framework: __, ...settings } = command;
  return { ...settings, connected: true, active: true, disconnectedAtMs: null };
}

function newcomer(draft: Draft): FrameworkRecord {
  return {
    id: draft.newId('framework') as FrameworkId,
    ...{ name: '', roles: [], principal: '', capabilities: [], suppressedRoles: [], failoverTimeoutMs: 0 },
    ...{ webuiUrl: '', hostname: '', user: '' },
    kind: 'mesos',
    connected: true,
    active: true,
    registeredAtMs: draft.nowMs,
    disconnectedAtMs: null,
    completedAtMs: null,
    ...{ offersMade: 0, offersAccepted: 0, offersDeclined: 0, offersRescinded: 0 },
  };
}
