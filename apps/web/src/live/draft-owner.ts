import { draftOwnerOf } from '../shared/draft.ts';
import { useMe } from './rights.ts';
import { servedBy } from './served-by.ts';

/** Whose drafts are kept and shown here. null: it is not known yet who is signed in. */
export const useDraftOwner = (): string | null =>
  useMe(({ me }) => me && draftOwnerOf({ cluster: servedBy(), person: me.name }));
