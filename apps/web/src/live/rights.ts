import { missingRight, type Rights } from '@gantry/model/rights';
import { createContext, useContext } from 'react';
import { create } from 'zustand';
import { api } from './cluster.ts';

interface Me {
  name: string;
  rights: Rights;
}

/** Who is signed in here, and what he may do. null: not known yet; the server checks in any case. */
export const useMe = create<{ me: Me | null }>(() => ({ me: null }));

export async function loadMe(): Promise<void> {
  const { name, ...rights } = await api.people.me.query();
  useMe.setState({ me: { name, rights } });
}

/**
 * The namespaces that what is on a screen belongs to. null: to none, as a node does. undefined: whatever is shown is in
 * many.
 */
export const ActsIn = createContext<readonly string[] | null | undefined>(undefined);

/** Why this person may not act here, and whom to ask for what. null: he may. */
export function useMissingRight(): string | null {
  const where = useContext(ActsIn);
  const me = useMe((state) => state.me);
  if (me === null) return null;
  if (where === undefined) return me.rights.level === 'viewer' ? missingRight(me.rights, []) : null;
  return missingRight(me.rights, where);
}

/** By a screen's address: what it is about is in a namespace, or in none. */
export function actsInOf(path: string, params: { namespace?: string }): readonly string[] | null | undefined {
  if (params.namespace !== undefined) return [params.namespace];
  return /^\/(nodes|roles|frameworks|offers)(\/|$)/.test(path) ? null : undefined;
}
