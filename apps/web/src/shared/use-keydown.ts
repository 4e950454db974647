import { useEffect, useEffectEvent } from 'react';
import { isOnScreen } from './is-typing.ts';

/** Hears every key that is pressed on the page, for as long as the component is there. */
export function useKeydown(press: (event: KeyboardEvent) => void): void {
  const heard = useEffectEvent(press);
  useEffect(() => {
    const listener = (event: KeyboardEvent) => heard(event);
    addEventListener('keydown', listener);
    return () => removeEventListener('keydown', listener);
  }, []);
}

/** Ctrl Enter (⌘ Enter) does what the main button of a dialog says; plain Enter never does. */
export function useConfirmKey(isOn: boolean, confirm: () => void): void {
  useKeydown((event) => {
    if (isConfirm(event) && isOn) confirm();
  });
}

/** The same for the main button of a screen: what is pressed in a dialog, the dock or a peek is not meant for it. */
export function usePageConfirmKey(isOn: boolean, confirm: () => void): void {
  useKeydown((event) => {
    if (isConfirm(event) && isOn && isOnScreen(event)) confirm();
  });
}

/** A key that is held confirms once: with the dialog that it confirmed gone, it would be the screen's. */
const isConfirm = ({ key, ctrlKey, metaKey, repeat }: KeyboardEvent) =>
  key === 'Enter' && (ctrlKey || metaKey) && !repeat;
