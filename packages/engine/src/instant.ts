const dayMs = 86_400_000;

const padded = (number: number, width = 2) => String(number).padStart(width, '0');

/**
 * An instant as RFC 3339 in UTC with milliseconds: `2026-03-01T12:00:00.000Z`. By arithmetic, as the engine has no
 * clock object; the calendar is Howard Hinnant's `civil_from_days`.
 */
export function formatInstant(atMs: number): string {
  const days = Math.floor(atMs / dayMs);
  const inDay = atMs - days * dayMs;
  const { year, month, day } = civilDate(days);
  const [hours, minutes] = [Math.floor(inDay / 3_600_000), Math.floor(inDay / 60_000) % 60];
  const [seconds, millis] = [Math.floor(inDay / 1000) % 60, inDay % 1000];
  const date = `${padded(year, 4)}-${padded(month)}-${padded(day)}`;
  return `${date}T${padded(hours)}:${padded(minutes)}:${padded(seconds)}.${padded(millis, 3)}Z`;
}

/** Years begin in March here, so that the leap day is the last one. */
function civilDate(daysSince1970: number): { year: number; month: number; day: number } {
  const days = daysSince1970 + 719_468;
  const era = Math.floor(days / 146_097);
  const dayOfEra = days - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + Number(month <= 2),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}
