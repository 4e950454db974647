import { tellFailed } from './toast.ts';

/** Copies a text. False: the browser did not let the page, which is told. */
export async function copyText(text: string): Promise<boolean> {
  const isCopied = await copiedTo(navigator.clipboard, text);
  if (!isCopied)
    tellFailed(
      'It could not be copied',
      'The browser gives this page no clipboard: it does over HTTPS and on this machine. Select the text and copy it.',
    );
  return isCopied;
}

/** `clipboard` undefined: a page that is not over HTTPS has none. */
export async function copiedTo(
  clipboard: Pick<Clipboard, 'writeText'> | undefined,
  text: string,
): Promise<boolean> {
  if (clipboard === undefined) return false;
  return clipboard.writeText(text).then(
    () => true,
    () => false,
  );
}
