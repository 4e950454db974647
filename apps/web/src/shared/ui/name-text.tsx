/** A name in one line. Where there is no room for all of it the end stays, which tells it apart from its sisters. */
export function NameText({ name, tailLength = 10 }: { name: string; tailLength?: number }) {
  if (name.length <= tailLength * 2) return <span className="block truncate">{name}</span>;
  return (
    <span className="flex min-w-0" title={name}>
      <span className="min-w-0 truncate">{name.slice(0, -tailLength)}</span>
      <span className="shrink-0 whitespace-pre">{name.slice(-tailLength)}</span>
    </span>
  );
}
