import { classNames } from '../ui/class-names.ts';

export interface ExampleChoice {
  id: string;
  title: string;
  description: string;
}

/** What to start from. */
export function ExampleChooser({
  examples,
  blank = 'Name and image are enough.',
  chosen,
  onChoose,
}: {
  examples: readonly ExampleChoice[];
  /** What is said of beginning with nothing. */
  blank?: string;
  chosen: string | undefined;
  onChoose: (id: string | undefined) => void;
}) {
  const choices = [{ id: undefined, title: 'Blank', description: blank }, ...examples];
  return (
    // On a phone they are one row that is swiped, so that the form is on the first screen.
    <fieldset className="flex min-h-8 min-w-0 items-center gap-1.5 max-md:-mx-4 max-md:overflow-x-auto max-md:px-4 md:flex-wrap">
      <legend className="sr-only">Start from</legend>
      <span className="mr-1 shrink-0 text-dense text-ink-3">Start from</span>
      {choices.map(({ id, title, description }) => (
        <button
          key={id ?? 'blank'}
          type="button"
          aria-pressed={id === chosen}
          title={description}
          onClick={() => onChoose(id)}
          className={classNames(
            'h-7 shrink-0 rounded-full border px-3 text-dense pointer-coarse:h-11',
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
