import { useState } from 'react';
import { Button } from '../../shared/ui/button.tsx';
import { Field, TextInput } from '../../shared/ui/field.tsx';
import { Mark } from './mark.tsx';

/** Without a session nothing can be shown: the link that the control plane printed, or its token. */
export function SignIn() {
  const [token, setToken] = useState('');
  return (
    <main className="flex min-h-dvh items-center justify-center bg-app p-4 text-ink">
      <form
        method="post"
        action="/sign-in"
        className="flex w-full max-w-sm flex-col gap-4 rounded-dialog border border-line bg-panel p-6 shadow-low"
      >
        {/* Whoever followed a link gets there. */}
        <input type="hidden" name="next" value={location.pathname + location.search} />
        <Mark size={32} />
        <div>
          <h1 className="text-page font-semibold">Sign in to Gantry</h1>
          <p className="mt-1 text-ink-2">
            Open the link that the control plane printed when it started, get a new one with{' '}
            <code className="font-mono text-dense">npm run link</code>, or paste the token here.
          </p>
        </div>
        <Field label="Token" help="It is in the control plane's data folder, in the file called token.">
          {(control) => (
            <TextInput
              {...control}
              mono
              name="token"
              type="password"
              autoComplete="off"
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
