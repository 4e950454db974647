import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startAppearance } from './app/appearance.ts';
import { queryClient } from './app/query-client.ts';
import { router } from './app/router.tsx';
import { startGoKeys } from './app/shell/go-keys.ts';
import { startReplica } from './live/cluster.ts';
import { startServerClock } from './live/server-clock.ts';
import { startSession, useSession } from './live/session.ts';
import { startKeyBindings } from './shared/key-bindings.ts';
import './shared/styles.css';

startAppearance();
// Before keys that were put elsewhere: places keep theirs.
startGoKeys(router);
startKeyBindings();
if (!useSession.getState().signedOut) {
  startReplica();
  startSession();
  startServerClock();
}

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
