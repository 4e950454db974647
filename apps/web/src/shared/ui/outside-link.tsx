import { isWebAddress } from '../web-address.ts';

/** A way out of the dashboard. What is no web address is shown as the text it is: a browser would run some of them. */
export function OutsideLink({ url }: { url: string }) {
  if (!isWebAddress(url)) return <span className="block">{url}</span>;
  return (
    <a
      href={url}
      target="_blank"
      rel="noreferrer noopener"
      className="block wrap-anywhere text-accent hover:underline"
    >
      {url}
    </a>
  );
}
