import { Check, Copy } from 'lucide-react';
import { useState } from 'react';

/** Text with a button that copies it. */
export function Copyable({ text, label }: { text: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard?.writeText(text).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 1200);
    });
  };
  return (
    <span className="inline-flex max-w-full items-center gap-1 align-bottom">
      <span className="truncate font-mono text-dense" title={text}>
        {label ?? text}
      </span>
      <button
        type="button"
        onClick={copy}
        aria-label={copied ? 'Copied' : `Copy ${text}`}
        className="-my-1 inline-flex size-6 shrink-0 items-center justify-center rounded-control text-ink-3 hover:bg-raised hover:text-ink"
      >
        {copied ? <Check size={13} /> : <Copy size={13} />}
      </button>
    </span>
  );
}
