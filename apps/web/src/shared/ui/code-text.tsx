import { Fragment } from 'react';

/** Where a line of code is best broken: after what separates its parts. */
const seams = /(?<=[,:{[./])/;

/** Code in a narrow place: its lines break between its parts as long as they fit, not within a word. */
export function CodeText({ text }: { text: string }) {
  return text.split(seams).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts are places in the text
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
