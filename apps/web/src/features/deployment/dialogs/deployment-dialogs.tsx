import type { DeploymentContext } from '../context.ts';
import type { PanelName } from '../deployment-actions.tsx';
import { AbortDialog } from './abort-dialog.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { ImageDialog } from './image-dialog.tsx';
import { RestartDialog } from './restart-dialog.tsx';
import { PauseDialog, PromoteDialog, ResumeDialog } from './rollout-dialogs.tsx';
import { ScaleDialog } from './scale-dialog.tsx';

export interface DeploymentDialogProps {
  current: DeploymentContext;
  /** What a link asks for already. */
  wanted: { replicas: number | undefined; image: string | undefined };
  onClose: () => void;
}

const dialogs = {
  scale: ScaleDialog,
  image: ImageDialog,
  restart: RestartDialog,
  pause: PauseDialog,
  resume: ResumeDialog,
  promote: PromoteDialog,
  abort: AbortDialog,
  delete: DeleteDialog,
};

/** The dialog that the address asks for. */
export default function DeploymentDialogs({ panel, ...props }: DeploymentDialogProps & { panel: PanelName }) {
  const Chosen = dialogs[panel];
  return <Chosen {...props} />;
}
