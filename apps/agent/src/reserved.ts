import {
  addResources,
  checkRole,
  err,
  fitsIn,
  type NodeDescription,
  noResources,
  ok,
  parseCpu,
  parseDisk,
  parseMemory,
  type Resources,
  type Result,
} from '@gantry/model';

export type Reserved = NonNullable<NodeDescription['reserved']>;

const forms = 'must be role:cpu=2,memory=4Gi, several with semicolons';

const parseGpus = (text: string): Result<number, string> =>
  /^\d{1,3}$/.test(text) ? ok(Number(text)) : err('is not a whole number');

const kinds = {
  cpu: ['cpuMillis', parseCpu],
  memory: ['memoryBytes', parseMemory],
  disk: ['diskBytes', parseDisk],
  gpu: ['gpus', parseGpus],
} as const;

const isKind = (name: string): name is keyof typeof kinds => Object.hasOwn(kinds, name);

/** `prod:cpu=2,memory=4Gi;batch/etl:cpu=1`; a string: what is wrong with it. */
export function parseReserved(text: string): Reserved | string {
  const all: Reserved = [];
  for (const part of text.split(';').filter((one) => one.trim() !== '')) {
    const one = parseOne(part.trim());
    if (typeof one === 'string') return one;
    if (all.some(({ role }) => role === one.role)) return `names the role ${one.role} twice`;
    all.push(one);
  }
  return all;
}

function parseOne(part: string): Reserved[number] | string {
  const at = part.indexOf(':');
  if (at < 1) return `${forms}, not ${JSON.stringify(part)}`;
  const role = part.slice(0, at).trim();
  const fault = role === '*' ? 'must not be `*`, which is everybody' : checkRole(role);
  if (fault !== null) return `names the role ${JSON.stringify(role)}, which ${fault}`;
  let resources: Resources = noResources;
  for (const amount of part.slice(at + 1).split(',')) {
    const [name = '', value = ''] = amount.split('=', 2).map((one) => one.trim());
    if (!isKind(name)) return `${forms}, not ${JSON.stringify(amount)}`;
    const [kind, parse] = kinds[name];
    const parsed = parse(value);
    if (!parsed.ok) return `gives ${role} an amount of ${name} that ${parsed.error}`;
    resources = { ...resources, [kind]: parsed.value };
  }
  return { role, resources };
}

/** What of the machine is lacking for all that is reserved, in a sentence; null: nothing. */
export function tooMuchReserved(reserved: Reserved, has: Resources): string | null {
  const sum = reserved.reduce((total, { resources }) => addResources(total, resources), noResources);
  if (fitsIn(sum, has)) return null;
  return 'GANTRY_RESERVED asks for more than this agent has: lower it, or raise GANTRY_SHARE.';
}
