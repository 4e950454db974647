import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isOnScreen } from './is-typing.ts';

/** An element, of the page or of a picture, that stands within what this selector finds. */
class Within {
  readonly around: string;
  constructor(around: string) {
    this.around = around;
  }
  closest(selectors: string) {
    return selectors.split(', ').includes(this.around) ? this : null;
  }
}

const body = new Within('body');
const pressedIn = (target: Within) => ({ target }) as unknown as KeyboardEvent;
let isOpen = false;

beforeEach(() => {
  vi.stubGlobal('Element', Within);
  vi.stubGlobal('document', { body, querySelector: () => (isOpen ? body : null) });
});
afterEach(() => void vi.unstubAllGlobals());

it('takes for the screen’s what is pressed on it, and not in a dialog, a menu, the dock or a peek', () => {
  expect(isOnScreen(pressedIn(new Within('#screen')))).toBe(true);
  for (const elsewhere of ['[role="dialog"]', '[role="menu"]', 'aside', 'section'])
    expect(isOnScreen(pressedIn(new Within(elsewhere)))).toBe(false);
});

it('takes for the screen’s what is pressed on nothing, unless a dialog is open', () => {
  expect(isOnScreen(pressedIn(body))).toBe(true);
  isOpen = true;
  expect(isOnScreen(pressedIn(body))).toBe(false);
});
