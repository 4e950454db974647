import { Square, SquareCheck } from 'lucide-react';
import { type ButtonHTMLAttributes, forwardRef } from 'react';
import { useActingOff } from '../../live/hooks.ts';
import { keyFor, useKeyBindings } from '../key-bindings.ts';
import { classNames } from './class-names.ts';

type Variant = 'primary' | 'default' | 'quiet' | 'danger';

/** What is on tells so, and not to screen readers alone. */
const pressed = 'aria-pressed:border-line-strong aria-pressed:bg-pressed aria-pressed:text-ink';

const variants: Record<Variant, string> = {
  primary: 'border-transparent bg-accent text-on-accent font-semibold not-disabled:hover:bg-accent-hover',
  default: `border-line bg-raised text-ink font-medium not-disabled:hover:bg-pressed ${pressed}`,
  quiet: `border-transparent bg-transparent text-ink-2 not-disabled:hover:bg-raised not-disabled:hover:text-ink ${pressed}`,
  danger:
    'border-tone/40 bg-tone-tint text-tone-ink font-semibold not-disabled:hover:bg-tone not-disabled:hover:text-panel',
};

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  variant?: Variant;
  /** The key that does the same, shown as a key cap. */
  hint?: string;
  /** The action was sent and is not answered yet. */
  pending?: boolean;
  /** Changes something: off while there is no connection or the past is shown, and says why. */
  acts?: boolean;
  /** Switches something on and off: has a box, ticked while it is on, as nothing has that is done once. */
  on?: boolean;
  /** No text inside: square, and needs `aria-label`. */
  icon?: boolean;
}

export const buttonClass = (variant: Variant = 'default', icon = false): string =>
  classNames(
    'inline-flex h-7 shrink-0 select-none items-center justify-center gap-1.5 rounded-button border whitespace-nowrap',
    'text-body transition-colors duration-75 disabled:cursor-not-allowed disabled:opacity-50 pointer-coarse:h-11',
    icon ? 'w-7 pointer-coarse:w-11' : 'px-2.5',
    variants[variant],
  );

export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
  {
    variant = 'default',
    hint,
    pending = false,
    icon = false,
    acts = false,
    on,
    className,
    children,
    disabled,
    title,
    ...rest
  },
  ref,
) {
  const off = useActingOff();
  const isOff = acts && off !== null;
  return (
    <button
      ref={ref}
      type="button"
      data-tone={variant === 'danger' ? 'failed' : undefined}
      data-acts={acts || undefined}
      aria-pressed={on}
      aria-busy={pending || undefined}
      disabled={disabled || pending || isOff}
      title={isOff ? off : title}
      className={classNames(buttonClass(variant, icon), className)}
      {...rest}
    >
      {on !== undefined && (on ? <SquareCheck size={14} /> : <Square size={14} />)}
      {children}
      {hint !== undefined && <Hint of={hint} onAccent={variant === 'primary'} />}
    </button>
  );
});

/** The key where it is now. */
function Hint({ of, onAccent }: { of: string; onAccent: boolean }) {
  const bindings = useKeyBindings((state) => state.bindings);
  return (
    <KeyCap onAccent={onAccent}>
      {of.length === 1 ? keyFor(of.toLowerCase(), bindings).toUpperCase() : of}
    </KeyCap>
  );
}

/** `always`: where the key is what is shown, and not only a hint that a phone does not need. */
export function KeyCap({
  children,
  onAccent = false,
  always = false,
}: {
  children: string;
  onAccent?: boolean;
  always?: boolean;
}) {
  return (
    <span
      aria-hidden="true"
      className={classNames(
        'min-w-4.5 items-center justify-center rounded-control border px-1 font-sans text-label font-medium',
        always ? 'inline-flex' : 'hidden md:inline-flex pointer-coarse:hidden',
        onAccent ? 'border-on-accent/40' : 'border-line text-ink-3',
      )}
    >
      {children}
    </span>
  );
}
