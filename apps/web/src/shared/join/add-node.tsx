import { Suspense, useState } from 'react';
import { useMe } from '../../live/rights.ts';
import { lazyPart } from '../missing-part.ts';
import { Button } from '../ui/button.tsx';

const JoinDialog = lazyPart(() => import('./join-dialog.tsx'));

/** How another machine becomes a node. For administrators: it takes a secret. */
export function AddNode() {
  const [isOpen, setOpen] = useState(false);
  const isAdmin = useMe(({ me }) => me === null || me.rights.level === 'admin');
  return (
    <>
      <Button
        disabled={!isAdmin}
        title={isAdmin ? undefined : 'Only an administrator may add a node.'}
        onClick={() => setOpen(true)}
      >
        Add a node
      </Button>
      <Suspense fallback={null}>{isOpen && <JoinDialog onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
