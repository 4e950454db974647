import { type FocusEvent, type PointerEvent, useEffect, useRef, useState } from 'react';

/**
 * Whether somebody's hand is on an element: a pointer over it, or the focus in it. A finger hovers over nothing, and a
 * table's headings take the focus without any row being meant.
 */
export function useHeld() {
  const element = useRef<HTMLElement | null>(null);
  const [isHovered, setHovered] = useState(false);
  const [hasFocus, setFocus] = useState(false);
  useEffect(() => {
    // What had the focus or lay under the pointer may be gone, which tells nobody.
    if (hasFocus && !isPart(element.current, document.activeElement)) setFocus(false);
    if (isHovered && !element.current?.isConnected) setHovered(false);
  });
  const handlers = {
    onPointerEnter: (event: PointerEvent<HTMLElement>) => {
      element.current = event.currentTarget;
      if (event.pointerType !== 'touch') setHovered(true);
    },
    onPointerLeave: () => setHovered(false),
    onFocus: (event: FocusEvent<HTMLElement>) => {
      element.current = event.currentTarget;
      setFocus(isPart(event.currentTarget, event.target));
    },
    onBlur: (event: FocusEvent<HTMLElement>) =>
      setFocus(isPart(event.currentTarget, event.relatedTarget as Element | null)),
  };
  return [isHovered || hasFocus, handlers] as const;
}

const isPart = (element: HTMLElement | null, focused: Element | null): boolean =>
  element !== null &&
  focused !== null &&
  element.contains(focused) &&
  focused.closest('[role="columnheader"]') === null;
