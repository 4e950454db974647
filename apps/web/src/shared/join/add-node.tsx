import { useMe } from '../../live/rights.ts';
import { Button } from '../ui/button.tsx';
import { openJoin } from './join-open.ts';

/** How another machine becomes a node, in a dialog of the shell. For administrators: it takes a secret. */
export function AddNode() {
  const isAdmin = useMe(({ me }) => me === null || me.rights.level === 'admin');
  return (
    <Button
      disabled={!isAdmin}
      title={isAdmin ? undefined : 'Only an administrator may add a node.'}
      onClick={openJoin}
    >
      Add a node
    </Button>
  );
}
