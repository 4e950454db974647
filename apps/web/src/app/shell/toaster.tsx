import { useEffect } from 'react';
import { Toaster as Sonner, toast } from 'sonner';
import { startToasts } from '../../shared/toast.ts';
import { useAppearance } from '../appearance.ts';

/** Where short notices appear. */
export default function Toaster() {
  const theme = useAppearance((state) => state.theme);
  useEffect(() => startToasts(toast), []);
  return (
    <Sonner
      theme={theme}
      position="bottom-right"
      offset={{ bottom: 'calc(16px + var(--toast-lift, 0px))', right: 16 }}
      mobileOffset={{ bottom: 'calc(var(--bottom-bar) + 16px + var(--toast-lift, 0px))' }}
      toastOptions={{ className: 'gantry-toast' }}
    />
  );
}
