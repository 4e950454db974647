/** The cluster that served the page, which says so in its head; empty where it does not, as under development. */
export const servedBy = (): string =>
  document.querySelector<HTMLMetaElement>('meta[name="gantry-cluster"]')?.content ?? '';
