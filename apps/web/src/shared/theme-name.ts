/** All on the page that the colours of a canvas depend on. */
export function themeName(): string {
  const { theme = 'light', quiet = 'on' } = document.documentElement.dataset;
  return `${theme} ${quiet}`;
}

const listeners = new Set<() => void>();
let observer: MutationObserver | null = null;

/** Calls back when the colours are others, until the returned function is called. */
export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener);
  if (observer === null) {
    observer = new MutationObserver(() => {
      for (const one of listeners) one();
    });
    observer.observe(document.documentElement, { attributeFilter: ['data-theme', 'data-quiet'] });
  }
  return () => void listeners.delete(listener);
}
