import type { CommandOf, FrameworkRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { type Acceptance, accepted } from './answer.ts';
import { findFramework } from './find-framework.ts';

export function suppressFramework(draft: Draft, command: CommandOf<'framework.suppress'>): Acceptance {
  const found = findFramework(draft, command.framework);
  if (!found.ok) return found;
  const framework = found.value;
  const suppressed = new Set([...framework.suppressedRoles, ...rolesOf(framework, command.roles)]);
  draft.update('frameworks', framework, { suppressedRoles: [...suppressed].sort() });
  return accepted(framework.id, `Framework ${framework.name} wants no offers.`);
}

/** Also forgets what it refused in these roles. */
export function reviveFramework(draft: Draft, command: CommandOf<'framework.revive'>): Acceptance {
  const found = findFramework(draft, command.framework);
  if (!found.ok) return found;
  const framework = found.value;
  const roles = rolesOf(framework, command.roles);
  const suppressedRoles = framework.suppressedRoles.filter((role) => !roles.includes(role));
  draft.update('frameworks', framework, { suppressedRoles });
  draft.agenda.offers.filters.clear(framework.id, roles);
  draft.agenda.offers.markHungry(framework.id);
  return accepted(framework.id, `Framework ${framework.name} wants offers.`);
}

const rolesOf = (framework: FrameworkRecord, asked: readonly string[]): readonly string[] =>
  asked.length === 0 ? framework.roles : framework.roles.filter((role) => asked.includes(role));
