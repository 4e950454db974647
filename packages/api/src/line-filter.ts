import { err, ok, type Rejection, type Result, refusal } from '@gantry/model';
import { type FieldReaders, filterFault, matcher } from '@gantry/model/filter-line';

/** Whether a filter line takes a row. Refused when the line is wrong, with the term and what the dashboard says of it. */
export function lineFilter<T>(
  line: string,
  fields: FieldReaders<T>,
  textOf: (row: T) => string,
): Result<(row: T) => boolean, Rejection> {
  const fault = filterFault(line, fields);
  return fault === null
    ? ok(matcher(line, fields, textOf))
    : err(refusal([{ field: 'filter', message: fault }]));
}
