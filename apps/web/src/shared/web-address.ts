/** Whether a browser goes there over HTTP, and nothing else happens. */
export function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
