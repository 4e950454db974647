import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { useActingOff } from '../../live/hooks.ts';
import { classNames } from './class-names.ts';

export function Menu({
  trigger,
  label,
  startsOpen = false,
  children,
}: {
  trigger: ReactNode;
  label: string;
  startsOpen?: boolean;
  children: ReactNode;
}) {
  return (
    <DropdownMenu.Root modal={false} defaultOpen={startsOpen}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          className="floats arrive z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 overflow-y-auto rounded-panel border border-line bg-panel p-1 shadow-low"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const itemClass =
  'flex h-8 select-none items-center gap-2 rounded-control px-2 outline-none data-highlighted:bg-raised data-disabled:opacity-50 pointer-coarse:h-11';

export function MenuItem({
  onSelect,
  danger = false,
  disabled = false,
  acts = false,
  hint,
  children,
}: {
  onSelect: () => void;
  danger?: boolean;
  disabled?: boolean;
  /** Changes something: off while there is no connection or the past is shown. */
  acts?: boolean;
  hint?: string;
  children: ReactNode;
}) {
  const off = useActingOff();
  const isOff = acts && off !== null;
  return (
    <DropdownMenu.Item
      onSelect={onSelect}
      disabled={disabled || isOff}
      title={isOff ? off : undefined}
      data-tone={danger ? 'failed' : undefined}
      className={classNames(itemClass, danger && 'text-tone-ink')}
    >
      <span className="flex-1">{children}</span>
      {hint !== undefined && <span className="text-label text-ink-3 pointer-coarse:hidden">{hint}</span>}
    </DropdownMenu.Item>
  );
}

export function MenuChoice<T extends string>({
  label,
  value,
  choices,
  onChoose,
}: {
  label: string;
  value: T;
  choices: readonly { value: T; label: string }[];
  onChoose: (value: T) => void;
}) {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={(next) => onChoose(next as T)}>
      <DropdownMenu.Label className="px-2 pt-1.5 pb-0.5 text-label text-ink-3">{label}</DropdownMenu.Label>
      {choices.map((choice) => (
        <DropdownMenu.RadioItem key={choice.value} value={choice.value} className={itemClass}>
          <span className="flex-1">{choice.label}</span>
          <DropdownMenu.ItemIndicator>●</DropdownMenu.ItemIndicator>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="my-1 h-px bg-line" />;
}
