import { Button } from '../../shared/ui/button.tsx';
import { Copyable } from '../../shared/ui/copyable.tsx';
import { Dialog, DialogActions } from '../../shared/ui/dialog.tsx';

/** The one time that a person's token is shown. */
export function TokenDialog({ name, token, onClose }: { name: string; token: string; onClose: () => void }) {
  return (
    <Dialog
      title={`The token of ${name}`}
      description="It is shown this once: here only its hash is kept. Hand it over as you would a password."
      onClose={onClose}
    >
      <div className="rounded-control border border-line bg-raised px-2 py-1.5">
        <Copyable text={token} />
      </div>
      <p className="mt-3 text-ink-2">
        {name} signs in at <span className="font-mono text-dense">{location.origin}/sign-in</span> with it,
        and sends it as a bearer to the API, kubectl and Marathon’s API.
      </p>
      <DialogActions>
        <Button variant="primary" onClick={onClose}>
          It is handed over
        </Button>
      </DialogActions>
    </Dialog>
  );
}
