// Sets theme and density before the first paint, so that nothing flashes. A file of its own because the content
// security policy allows no inline script. `src/app/appearance.ts` writes what is read here.
(() => {
  const stored = (() => {
    try {
      return JSON.parse(localStorage.getItem('gantry.appearance') ?? '{}');
    } catch {
      return {};
    }
  })();
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const forced = matchMedia('(forced-colors: active)').matches;
  const chosen = !forced && (stored.theme === 'light' || stored.theme === 'dark');
  const theme = chosen ? stored.theme : dark ? 'dark' : 'light';
  document.documentElement.dataset.theme = theme;
  document.documentElement.dataset.density = stored.density ?? 'default';
})();
