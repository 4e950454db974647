import { classNames } from '../../shared/ui/class-names.ts';

export interface ExampleChoice {
  id: string;
  title: string;
  description: string;
  runtime: string;
}

/** What to start from. */
export function ExampleChooser({
  examples,
  chosen,
  onChoose,
}: {
  examples: readonly ExampleChoice[];
  chosen: string | undefined;
  onChoose: (id: string | undefined) => void;
}) {
  const choices = [{ id: undefined, title: 'Blank', description: 'Name and image are enough.' }, ...examples];
  return (
    <fieldset className="flex min-h-8 flex-wrap items-center gap-1.5">
      <legend className="sr-only">Start from</legend>
      <span className="mr-1 text-dense text-ink-3">Start from</span>
      {choices.map(({ id, title, description }) => (
        <button
          key={id ?? 'blank'}
          type="button"
          aria-pressed={id === chosen}
          title={description}
          onClick={() => onChoose(id)}
          className={classNames(
            'h-7 rounded-full border px-3 text-dense pointer-coarse:h-11',
            id === chosen
              ? 'border-accent bg-accent font-semibold text-on-accent'
              : 'border-line bg-panel text-ink-2 hover:border-line-strong hover:text-ink',
          )}
        >
          {title}
        </button>
      ))}
    </fieldset>
  );
}
