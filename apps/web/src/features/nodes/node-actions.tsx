import type { NodeRecord } from '@gantry/model';
import { Suspense } from 'react';
import { useQuickChange } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { lazyPart } from '../../shared/missing-part.ts';
import { Button } from '../../shared/ui/button.tsx';

const CordonDialog = lazyPart(() => import('./cordon-dialog.tsx'));
const DrainDialog = lazyPart(() => import('./drain-dialog.tsx'));
const LabelDialog = lazyPart(() => import('./label-dialog.tsx'));
const RemoveDialog = lazyPart(() => import('./remove-dialog.tsx'));

export type NodePanel = 'cordon' | 'drain' | 'label' | 'remove';

export function NodeActions({
  node,
  tasks,
  panel,
  onPanel,
}: {
  node: NodeRecord;
  tasks: number;
  panel: NodePanel | undefined;
  onPanel: (panel: NodePanel | undefined) => void;
}) {
  const { act, pending } = useQuickChange();
  const held = node.cordoned || node.drain !== null;
  const close = () => onPanel(undefined);
  return (
    <>
      {held ? (
        <Button
          acts
          pending={pending !== null}
          onClick={() =>
            void act(
              'uncordon',
              (r) => api.nodes.uncordon.mutate({ node: node.id, ...r }),
              `${node.name} takes containers again`,
            )
          }
        >
          Uncordon
        </Button>
      ) : (
        <Button acts onClick={() => onPanel('cordon')}>
          Cordon
        </Button>
      )}
      {node.drain === null && (
        <Button acts onClick={() => onPanel('drain')}>
          Drain
        </Button>
      )}
      <Button acts onClick={() => onPanel('label')}>
        Label
      </Button>
      {(node.status === 'unreachable' || tasks === 0) && (
        <Button acts onClick={() => onPanel('remove')}>
          Remove
        </Button>
      )}
      <Suspense fallback={null}>
        {panel === 'cordon' && <CordonDialog node={node} tasks={tasks} onClose={close} />}
        {panel === 'drain' && <DrainDialog node={node} onClose={close} />}
        {panel === 'label' && <LabelDialog node={node} onClose={close} />}
        {panel === 'remove' && <RemoveDialog node={node} onClose={close} />}
      </Suspense>
    </>
  );
}
