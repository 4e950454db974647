// Loads the page anew when one of its first scripts did not come, as when the network changed just then: nothing of the
// dashboard is there yet to do or to say so. When that does not help, it says what happened. A file of its own because
// the content security policy allows no inline script; parts that come later are `src/shared/missing-part.ts`'s.
(() => {
  const key = 'gantry.first-scripts-reloads';
  const most = 3;
  const reloads = Number(sessionStorage.getItem(key) ?? 0);
  let isWhole = true;
  // Heard once every script has come or failed.
  addEventListener('load', () => isWhole && sessionStorage.removeItem(key));
  addEventListener(
    'error',
    ({ target }) => {
      if (!(target instanceof HTMLScriptElement) || target.type !== 'module') return;
      isWhole = false;
      if (reloads < most) {
        sessionStorage.setItem(key, String(reloads + 1));
        location.reload();
      } else {
        document.getElementById('root').textContent =
          'The dashboard could not be loaded. Load the page again.';
      }
    },
    true,
  );
})();
