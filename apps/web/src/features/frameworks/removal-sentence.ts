import { formatPlural } from '../../shared/format/quantity.ts';

/** What removing a framework stops and takes back. `tasks` null: they are not known. */
export function removalSentence({ tasks, offers }: { tasks: number | null; offers: number }): string {
  const stops =
    tasks === null
      ? 'Everything it runs is stopped'
      : tasks === 0
        ? 'It runs nothing'
        : `Its ${formatPlural(tasks, 'task')} ${tasks === 1 ? 'is' : 'are'} stopped at once, and nothing starts ${tasks === 1 ? 'it' : 'them'} again`;
  const back =
    offers === 0
      ? ''
      : `; ${formatPlural(offers, 'offer')} that it holds ${offers === 1 ? 'goes' : 'go'} back`;
  return `${stops}${back}.`;
}
