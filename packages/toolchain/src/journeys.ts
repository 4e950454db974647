/** One row of the table of journeys: its number, and the files that hold its tests. */
export interface JourneyRow {
  number: number;
  files: string[];
}

export function journeyRows(readme: string): JourneyRow[] {
  return [...readme.matchAll(/^\| (\d+) \|[^|]*\|([^|]*)\|$/gm)].map(([, number, cell]) => ({
    number: Number(number),
    files: [...(cell ?? '').matchAll(/`([\w.-]+)`/g)].map(([, file]) => file ?? ''),
  }));
}

/** Which journeys the titles of a file's tests name. */
export function journeysIn(text: string): Set<number> {
  return new Set([...text.matchAll(/F4\.(\d+)/g)].map(([, number]) => Number(number)));
}

/** Rows that no title bears out, and titles that no row has. */
export function checkJourneys(
  rows: readonly JourneyRow[],
  specs: readonly { name: string; text: string }[],
): string[] {
  const named = new Map(specs.map(({ name, text }) => [name, journeysIn(text)]));
  const listed = new Set(rows.flatMap(({ number, files }) => files.map((file) => `${number} ${file}`)));
  const missing = rows.flatMap(({ number, files }) =>
    files
      .filter((file) => !named.get(file)?.has(number))
      .map((file) => `journey ${number}: no test of ${file} has F4.${number} in its title`),
  );
  const unlisted = [...named].flatMap(([name, numbers]) =>
    [...numbers]
      .filter((number) => !listed.has(`${number} ${name}`))
      .map(
        (number) =>
          `journey ${number}: ${name} has a test of it, and the table in e2e/journeys/README.md no row`,
      ),
  );
  const twice = rows.map(({ number }) => number).filter((number, at, all) => all.indexOf(number) !== at);
  return [...missing, ...unlisted, ...twice.map((number) => `journey ${number}: it has two rows`)];
}
