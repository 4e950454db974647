import { useSession } from '../../live/session.ts';
import { Shell } from './shell.tsx';
import { SignIn } from './sign-in.tsx';

/** The shell for who is signed in; otherwise how to. */
export function Gate() {
  const signedOut = useSession((state) => state.signedOut);
  return signedOut ? <SignIn /> : <Shell />;
}
