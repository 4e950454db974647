import type { ToStringOptions } from 'yaml';

/** How a text is laid out, so that what the library writes of it looks as the rest does. */
export function styleOf(text: string): ToStringOptions {
  const steps = [...text.matchAll(/^( *)[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\n( +)[^\s#-]/gm)]
    .map(([, outer = '', inner = '']) => inner.length - outer.length)
    .filter((step) => step > 0);
  return {
    lineWidth: 0,
    indent: Math.min(8, ...(steps.length > 0 ? steps : [2])),
    indentSeq: !/^( *)[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\n\1- /m.test(text),
    flowCollectionPadding: !/[[{][^\s\]}]/.test(text),
  };
}
