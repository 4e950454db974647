import type { ReactNode } from 'react';

/** What a form ends in, in sight on all but low screens: it stands on the page's ground, so that nothing shows below it. */
export function FootBar({
  above,
  children,
}: {
  /** What is to be read before the buttons, as a refusal: in sight as they are. */
  above?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="sticky bottom-0 z-5 -mb-3 flex flex-col gap-2 bg-app pb-3 max-md:bottom-(--bottom-bar) short:static">
      <div className="flex max-h-[45dvh] flex-col gap-2 overflow-y-auto empty:hidden short:max-h-none">
        {above}
      </div>
      <div className="floats flex flex-wrap items-center justify-end gap-2 rounded-panel border border-line bg-panel px-3 py-2 shadow-low">
        {children}
      </div>
    </div>
  );
}
