/** An id or name from outside as a file name: no separators, and never `.` or `..`. Different ids stay different. */
export function fileNameOf(id: string): string {
  return encodeURIComponent(id).replaceAll('.', '%2E');
}
