import { formatPlural } from '../../shared/format/quantity.ts';
import { Button } from '../../shared/ui/button.tsx';

/** That there are more than are drawn, with the ways to them; nothing where all are. */
export function ShowAll({ hidden, onShow }: { hidden: number; onShow: () => void }) {
  if (hidden <= 0) return null;
  return (
    <p className="flex flex-wrap items-center gap-x-2 pt-2 text-dense text-ink-3">
      {formatPlural(hidden, 'more framework')}: the filter line finds each.
      <Button variant="quiet" onClick={onShow}>
        Show all
      </Button>
    </p>
  );
}
