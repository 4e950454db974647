import {
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from 'react';
import { classNames } from './class-names.ts';
import { StateGlyph } from './state-glyph.tsx';

const controlClass =
  'rounded-control border border-line-strong bg-panel text-body text-ink aria-invalid:border-tone disabled:opacity-50';
const lineClass = classNames(controlClass, 'h-8 px-2 pointer-coarse:h-11');

/** A label, a control, its help and what is wrong with it, tied together for everyone. */
export function Field({
  label,
  help,
  error,
  optional = false,
  className,
  children,
}: {
  label: string;
  help?: ReactNode;
  error?: string | undefined;
  optional?: boolean;
  className?: string;
  children: (control: { id: string; 'aria-describedby': string; 'aria-invalid': boolean }) => ReactNode;
}) {
  const id = useId();
  return (
    <div className={classNames('min-w-0', className)} data-tone={error === undefined ? undefined : 'failed'}>
      <label htmlFor={id} className="mb-1 flex items-baseline gap-1.5 text-dense font-medium text-ink-2">
        {label}
        {optional && <span className="font-normal whitespace-nowrap text-ink-3">optional</span>}
      </label>
      {children({ id, 'aria-describedby': `${id}-about`, 'aria-invalid': error !== undefined })}
      <div id={`${id}-about`} className="mt-1 text-dense empty:hidden">
        {error !== undefined ? (
          <span role="alert" className="flex items-start gap-1.5 text-tone-ink">
            <StateGlyph tone="failed" size={10} className="mt-0.75" />
            {error}
          </span>
        ) : (
          help !== undefined && <span className="text-ink-3">{help}</span>
        )}
      </div>
    </div>
  );
}

export function TextInput({
  className = 'w-full',
  mono,
  ...rest
}: InputHTMLAttributes<HTMLInputElement> & { mono?: boolean }) {
  return (
    <input
      autoComplete="off"
      spellCheck={false}
      className={classNames(lineClass, mono && 'font-mono text-dense', className)}
      {...rest}
    />
  );
}

export function TextArea({ className = 'w-full', ...rest }: TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <textarea
      spellCheck={false}
      className={classNames(controlClass, 'min-h-16 px-2 py-1.5 font-mono text-dense', className)}
      {...rest}
    />
  );
}

export function Select({ className = 'w-full', children, ...rest }: SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <select className={classNames(lineClass, 'pr-1', className)} {...rest}>
      {children}
    </select>
  );
}
