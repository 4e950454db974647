import { useEffect, useEffectEvent } from 'react';

/** Hears every key that is pressed on the page, for as long as the component is there. */
export function useKeydown(press: (event: KeyboardEvent) => void): void {
  const heard = useEffectEvent(press);
  useEffect(() => {
    const listener = (event: KeyboardEvent) => heard(event);
    addEventListener('keydown', listener);
    return () => removeEventListener('keydown', listener);
  }, []);
}

/** Ctrl Enter (⌘ Enter) does what the main button says; plain Enter never does. */
export function useConfirmKey(isOn: boolean, confirm: () => void): void {
  useKeydown((event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && isOn) confirm();
  });
}
