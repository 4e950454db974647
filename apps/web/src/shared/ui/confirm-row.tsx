import { useActingOff } from '../../live/hooks.ts';
import { useConfirmKey } from '../use-keydown.ts';
import { Button } from './button.tsx';
import { DialogActions } from './dialog.tsx';

/** The end of a dialog: keep things, or do what the button says. Ctrl Enter does it as well, plain Enter never. */
export function ConfirmRow({
  label,
  disabled,
  pending,
  danger = false,
  back = 'Cancel',
  onConfirm,
  onCancel,
}: {
  label: string;
  disabled: boolean;
  pending: boolean;
  danger?: boolean;
  /** What the button says that leaves things as they are. */
  back?: string | undefined;
  onConfirm: () => void;
  onCancel: () => void;
}) {
  const off = useActingOff();
  const blocked = disabled || off !== null;
  useConfirmKey(!blocked && !pending, onConfirm);
  return (
    <DialogActions>
      <Button variant="quiet" onClick={onCancel}>
        {back}
      </Button>
      <Button
        variant={danger ? 'danger' : 'primary'}
        data-acts
        disabled={blocked}
        title={off ?? undefined}
        pending={pending}
        onClick={onConfirm}
      >
        {label}
      </Button>
    </DialogActions>
  );
}
