/** A name in one line. Where there is no room for all of it the end stays, which tells it apart from its sisters. */
export function NameText({
  name,
  tailLength = 10,
  hasTitle = true,
}: {
  name: string;
  tailLength?: number;
  /** Tells all of it on hover; false: what it stands in does. */
  hasTitle?: boolean;
}) {
  if (name.length <= tailLength * 2) return <span className="block truncate">{name}</span>;
  return (
    <span className="flex min-w-0" title={hasTitle ? name : undefined}>
      <span className="min-w-0 truncate">{name.slice(0, -tailLength)}</span>
      <span className="shrink-0 whitespace-pre">{name.slice(-tailLength)}</span>
    </span>
  );
}
