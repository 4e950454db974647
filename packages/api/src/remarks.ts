import { isMap, isNode, isScalar, type Node, parseDocument, visit, type YAMLMap } from 'yaml';

/**
 * What was said about something that becomes a deployment in another shape, as lines above it: where each remark stood
 * has no place there. It is looked for as a service of a Compose file and as an object of Kubernetes.
 */
export function remarksOn(name: string, texts: readonly string[]): string {
  const remarks = texts.flatMap((text) => {
    const document = parseDocument(text);
    const { contents } = document;
    if (document.getIn(['metadata', 'name']) === name && isNode(contents))
      return [...linesOf(document.commentBefore), ...remarksIn(contents)];
    const services = document.getIn(['services'], true);
    return isMap(services) ? remarksOnService(services, name) : [];
  });
  return remarks.map((remark) => `# ${remark}\n`).join('');
}

/** What stands above the first of them is read as if it were about all. */
function remarksOnService(services: YAMLMap, name: string): string[] {
  const at = services.items.findIndex(({ key }) => isScalar(key) && key.value === name);
  const { key, value } = services.items[at] ?? {};
  return [
    ...(at === 0 ? linesOf(services.commentBefore) : []),
    ...(isNode(key) ? linesOf(key.commentBefore) : []),
    ...(isNode(value) ? remarksIn(value) : []),
  ];
}

const linesOf = (remark: string | null | undefined): string[] =>
  (remark ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function remarksIn(node: Node): string[] {
  const remarks: string[] = [];
  const tell = (field: string, remark: string | null | undefined) =>
    remarks.push(...linesOf(remark).map((line) => `${field}${line}`));
  tell('', node.commentBefore);
  visit(node, {
    Pair: (_, { key, value }) => {
      const field = isScalar(key) ? `${key.value}: ` : '';
      if (isNode(key)) tell(field, key.commentBefore);
      if (isNode(value)) tell(field, value.comment);
    },
    Seq: (_, { items }) => {
      for (const item of items) if (isScalar(item)) tell(`${item.value}: `, item.comment);
    },
  });
  return remarks;
}
