import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** A dialog in the middle of the screen; a full sheet on a phone. */
export function Dialog({
  title,
  description,
  onClose,
  children,
  wide = false,
}: {
  title: ReactNode;
  description?: ReactNode;
  onClose: () => void;
  children: ReactNode;
  wide?: boolean;
}) {
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          onOpenAutoFocus={focusFirstField}
          className={classNames(
            'arrive fixed z-50 flex outline-none max-h-[calc(100dvh-2rem)] flex-col overflow-hidden rounded-dialog border border-line bg-panel shadow-high',
            'inset-x-2 bottom-2 md:inset-x-auto md:bottom-auto md:top-[12vh] md:left-1/2 md:max-h-[86vh] md:w-full md:-translate-x-1/2',
            // On a low screen what a dialog ends with is its act.
            'md:[@media(max-height:50rem)]:top-[4vh] md:[@media(max-height:50rem)]:max-h-[92vh]',
            wide ? 'md:max-w-2xl' : 'md:max-w-md',
          )}
        >
          <header
            className={classNames(
              'flex items-start gap-2 px-4 pt-3.5',
              description === undefined ? 'pb-1' : 'pb-2',
            )}
          >
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-section font-semibold">{title}</Radix.Title>
              {description !== undefined && (
                <Radix.Description className="text-pretty text-ink-2">{description}</Radix.Description>
              )}
            </div>
            <Radix.Close
              aria-label="Close"
              className="-mr-1 inline-flex size-7 items-center justify-center rounded-button text-ink-3 hover:bg-raised hover:text-ink"
            >
              <X size={16} />
            </Radix.Close>
          </header>
          <div className="min-h-0 overflow-y-auto px-4 pt-1 pb-4">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Where something is typed or chosen, there; else on the dialog itself, as a ring round the way out tells nothing. */
function focusFirstField(event: Event): void {
  event.preventDefault();
  const dialog = event.target as HTMLElement;
  (dialog.querySelector<HTMLElement>('input:not([type=checkbox]), select, textarea') ?? dialog).focus();
}

/** The row of buttons at the end of a dialog: the act last. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="mt-4 flex flex-wrap items-center justify-end gap-2">{children}</div>;
}
