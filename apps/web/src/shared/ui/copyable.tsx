import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { copyText } from '../copy-text.ts';
import { CodeText } from './code-text.tsx';

/** Text with a button that copies it. */
export function Copyable({ text, label }: { text: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () => {
    void copyText(text).then((isCopied) => {
      if (!isCopied) return;
      setCopied(true);
      setTimeout(() => setCopied(false), 1200);
    });
  };
  return (
    <span className="inline-flex max-w-full items-start gap-1 align-bottom">
      <span className="min-w-0 pt-0.5 font-mono text-dense wrap-anywhere" title={text}>
        <CodeText text={label ?? text} />
      </span>
      <button
        type="button"
        onClick={copy}
        aria-label={copied ? 'Copied' : `Copy ${text}`}
        className="-my-0.5 inline-flex size-6 shrink-0 pointer-coarse:-my-3 pointer-coarse:size-11 items-center justify-center rounded-control text-ink-3 hover:bg-raised hover:text-ink"
      >
        {copied ? <Check size={13} /> : <Copy size={13} />}
      </button>
    </span>
  );
}
