import { type FormEvent, useState } from 'react';
import { Button } from '../../shared/ui/button.tsx';
import { Field, TextInput } from '../../shared/ui/field.tsx';
import { Mark } from './mark.tsx';

/** Without a session nothing can be shown: the link that the control plane printed, or its token. */
export function SignIn() {
  const [token, setToken] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    location.assign(`/sign-in?token=${encodeURIComponent(token.trim())}`);
  };
  return (
    <main className="flex min-h-dvh items-center justify-center bg-app p-4 text-ink">
      <form
        onSubmit={submit}
        className="flex w-full max-w-sm flex-col gap-4 rounded-dialog border border-line bg-panel p-6 shadow-low"
      >
        <Mark size={32} />
        <div>
          <h1 className="text-page font-semibold">Sign in to Gantry</h1>
          <p className="mt-1 text-ink-2">
            Open the link that the control plane printed when it started, or paste its token here.
          </p>
        </div>
        <Field label="Token" help="It is kept in the file token in the control plane's data folder.">
          {(control) => (
            <TextInput
              {...control}
              mono
              type="password"
              autoComplete="current-password"
              value={token}
              onChange={(event) => setToken(event.target.value)}
            />
          )}
        </Field>
        <Button variant="primary" type="submit" disabled={token.trim() === ''}>
          Sign in
        </Button>
      </form>
    </main>
  );
}
