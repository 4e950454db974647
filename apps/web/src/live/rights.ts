import { missingRight, type Rights } from '@gantry/model/rights';
import { createContext, useContext } from 'react';
import { create } from 'zustand';
import { api } from './cluster.ts';

export interface Me {
  name: string;
  rights: Rights;
}

/** Who is signed in here, and what he may do. null: not known yet; the server checks in any case. */
export const useMe = create<{ me: Me | null }>(() => ({ me: null }));

export async function loadMe(): Promise<void> {
  const { name, ...rights } = await api.people.me.query();
  useMe.setState({ me: { name, rights } });
}

/** Namespaces that something belongs to. null: to none, as a node does. undefined: it may be in any. */
export type Within = readonly string[] | null | undefined;

/** What all that is on a screen belongs to. */
export const ActsIn = createContext<Within>(undefined);

/** Why somebody may not act there, and whom to ask for what. null: he may, as far as this browser knows. */
export function missingRightOf(me: Me | null, within: Within): string | null {
  if (me === null) return null;
  if (within === undefined) return me.rights.level === 'viewer' ? missingRight(me.rights, []) : null;
  return missingRight(me.rights, within);
}

/** The same of this person, here. */
export function useMissingRight(): string | null {
  const within = useContext(ActsIn);
  return missingRightOf(
    useMe((state) => state.me),
    within,
  );
}

/** By a screen's address: what it is about is in a namespace, or in none. */
export function actsInOf(path: string, params: { namespace?: string }): Within {
  if (params.namespace !== undefined) return [params.namespace];
  return /^\/(nodes|roles|frameworks|offers)(\/|$)/.test(path) ? null : undefined;
}
