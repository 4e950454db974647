import {
  checkConfigKey,
  checkEnvName,
  checkHostPath,
  checkImage,
  checkName,
  checkNetworkName,
  checkPattern,
  checkPortName,
  checkRole,
} from '@gantry/model';
import type { App, HealthCheck } from './app-schema.ts';
import type { Detail } from './refusal.ts';

/** What only shows when fields are seen together, and grammars that belong to the model. Empty when all is well. */
export function checkApp(app: App): Detail[] {
  return [
    ...checkProgram(app),
    ...checkPorts(app),
    ...app.healthChecks.flatMap((check, index) => checkHealth(app, check, `/healthChecks(${index})`)),
    ...checkReadiness(app),
    ...app.constraints.flatMap((constraint, index) => checkConstraint(constraint, `/constraints(${index})`)),
    ...checkEnv(app),
    ...checkSingleInstance(app),
    ...checkUnreachable(app),
    ...checkVolumes(app),
    ...fault('/role', app.role === undefined ? null : checkRole(app.role)),
  ];
}

const fault = (path: string, wrong: string | null | false): Detail[] =>
  wrong ? [{ path, errors: [wrong] }] : [];

function checkProgram({ cmd, args, container, fetch }: App): Detail[] {
  const image = container?.docker?.image;
  const runs = cmd !== undefined || (args?.length ?? 0) > 0 || image !== undefined;
  return [
    ...fault('/', !runs && "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'."),
    ...fault(
      '/',
      cmd !== undefined && args !== undefined && "AppDefinition must not contain both 'cmd' and 'args'.",
    ),
    ...fault('/container/docker', container?.type === 'DOCKER' && image === undefined && 'not defined'),
    ...fault('/container/docker/image', image !== undefined && checkImage('docker', image)),
    ...fetch.flatMap(({ uri }, index) => fault(`/fetch(${index})/uri`, checkImage('process', uri))),
    ...fault(
      '/fetch',
      image !== undefined && fetch.length > 0 && 'is not supported for an image; put the file into the image',
    ),
    ...fault('/fetch', fetch.length > 1 && 'must hold one artifact at most: pack the files into one tarball'),
  ];
}

type OnNetworks = Pick<App, 'networks'>;

/** Whether its containers have an address of their own, on their namespace's network or on a named one. */
export const isBridged = ({ networks }: OnNetworks) => networks?.[0]?.mode.startsWith('container') === true;

/** The network that it asks for by name. */
export const namedNetwork = ({ networks }: OnNetworks): string | undefined =>
  networks?.[0]?.mode === 'container' ? networks[0].name : undefined;

function checkNetworks(app: App): Detail[] {
  const { mode, name } = app.networks?.[0] ?? { mode: 'host' };
  const isImage = app.container?.docker !== undefined;
  return [
    ...fault('/networks', isBridged(app) && !isImage && 'must be `host` for an app without an image'),
    ...fault(
      '/networks(0)/name',
      mode === 'container'
        ? checkNetworkName(name ?? '')
        : name !== undefined && `is only for the mode \`container\``,
    ),
  ];
}

function checkPorts(app: App): Detail[] {
  const mappings = app.container?.portMappings ?? [];
  const definitions = app.portDefinitions ?? [];
  const ports = isBridged(app) ? mappings : definitions;
  const at = isBridged(app) ? '/container/portMappings' : '/portDefinitions';
  return [
    ...checkNetworks(app),
    ...fault(
      '/portDefinitions',
      isBridged(app) &&
        definitions.length > 0 &&
        'must be empty with a container network; use container.portMappings',
    ),
    ...fault(
      '/container/portMappings',
      !isBridged(app) && mappings.length > 0 && 'must be empty with the network `host`; use portDefinitions',
    ),
    ...ports.flatMap(({ name }, index) =>
      fault(`${at}(${index})/name`, name !== undefined && checkPortName(name)),
    ),
    ...mappings.flatMap(({ containerPort }, index) =>
      fault(
        `/container/portMappings(${index})/containerPort`,
        isBridged(app) && containerPort === 0 && 'must be the port that the program in the image listens on',
      ),
    ),
    ...fault(at, hasTwice(ports.map(({ name }) => name)) && 'Port names must be unique.'),
    ...fault(
      '/portDefinitions',
      app.requirePorts &&
        hasTwice(definitions.map(({ port }) => port || undefined)) &&
        'Ports must be unique.',
    ),
  ];
}

const hasTwice = (values: readonly unknown[]) => {
  const given = values.filter((value) => value !== undefined);
  return new Set(given).size < given.length;
};

export const portCount = (app: App) =>
  (isBridged(app) ? app.container?.portMappings : app.portDefinitions)?.length ?? 0;

function checkHealth(app: App, check: HealthCheck, at: string): Detail[] {
  const { protocol, command, path, port, portIndex, gracePeriodSeconds, intervalSeconds } = check;
  const isCommand = protocol === 'COMMAND';
  const asked = portIndex ?? 0;
  const failures = Math.ceil(gracePeriodSeconds / intervalSeconds) + check.maxConsecutiveFailures + 1;
  return [
    ...fault(`${at}/command`, isCommand && !command && 'is required for the protocol COMMAND'),
    ...fault(`${at}/command`, !isCommand && command !== undefined && 'is for the protocol COMMAND only'),
    ...fault(
      `${at}/path`,
      path !== undefined && !/^\/\S*$/.test(path) && 'must start with `/` and hold no spaces',
    ),
    ...fault(
      at,
      port !== undefined && portIndex !== undefined && 'must contain either a port index or a port, not both',
    ),
    ...fault(
      `${at}/portIndex`,
      !isCommand &&
        port === undefined &&
        asked >= portCount(app) &&
        `is ${asked}, but the app has ${portCount(app)} ports`,
    ),
    ...fault(`${at}/port`, port === 0 && 'must be a port from 1 to 65535'),
    ...fault(`${at}/gracePeriodSeconds`, failures > 1000 && 'is more than 1000 intervals; check less often'),
  ];
}

function checkReadiness(app: App): Detail[] {
  const ports = (isBridged(app) ? app.container?.portMappings : app.portDefinitions) ?? [];
  return app.readinessChecks.flatMap(({ portName, timeoutSeconds, intervalSeconds, path }, index) => [
    ...fault(
      `/readinessChecks(${index})/portName`,
      !ports.some(({ name }) => name === portName) && `no port of the app is named \`${portName}\``,
    ),
    ...fault(
      `/readinessChecks(${index})/timeoutSeconds`,
      timeoutSeconds >= intervalSeconds && 'must be less than intervalSeconds',
    ),
    ...fault(
      `/readinessChecks(${index})/path`,
      !/^\/\S*$/.test(path) && 'must start with `/` and hold no spaces',
    ),
  ]);
}

const isWhole = (text: string | undefined) => /^\d{1,6}$/.test(text ?? '');

const operands: Record<string, (value: string | undefined) => string | null | false> = {
  UNIQUE: (value) => value !== undefined && 'Value must not be specified',
  CLUSTER: () => null,
  GROUP_BY: (value) =>
    value !== undefined && !isWhole(value) && "Value '%s' must be a number or absent".replace('%s', value),
  LIKE: (value) =>
    value === undefined ? 'A regular expression value must be provided' : checkPattern(value),
  UNLIKE: (value) =>
    value === undefined ? 'A regular expression value must be provided' : checkPattern(value),
  MAX_PER: (value) => !(isWhole(value) && Number(value) > 0) && 'was not a number from 1',
  IS: (value) => value === undefined && 'A value must be provided',
};

function checkConstraint(constraint: readonly string[], at: string): Detail[] {
  const [field, operator = '', value] = constraint;
  if (constraint.length < 2 || constraint.length > 3)
    return fault(at, 'Each constraint must have either 2 or 3 fields');
  const rule = operands[operator];
  if (!rule)
    return fault(at, `Constraint operator must be one of the following: ${Object.keys(operands).join(', ')}`);
  return [...fault(at, field === '' && 'the field must not be empty'), ...fault(at, rule(value))];
}

function checkEnv({ env, secrets }: App): Detail[] {
  const variables = Object.entries(env).flatMap(([name, value]) => [
    ...fault(`/env/${name}`, checkEnvName(name)),
    ...fault(
      `/env/${name}`,
      typeof value === 'object' &&
        !Object.hasOwn(secrets, value.secret) &&
        `references an undefined secret named '${value.secret}'`,
    ),
  ]);
  const sources = Object.entries(secrets).flatMap(([name, { source }]) => {
    const place = secretPlace(source);
    return fault(`/secrets/${name}/source`, checkName(place.name) ?? checkConfigKey(place.key));
  });
  return [...variables, ...sources];
}

/** `database/password` is the entry `password` of the secret `database`; without a slash the entry is `value`. */
export function secretPlace(source: string): { name: string; key: string } {
  const slash = source.lastIndexOf('/');
  return slash < 0
    ? { name: source, key: 'value' }
    : { name: source.slice(0, slash), key: source.slice(slash + 1) };
}

function checkSingleInstance({ labels, instances, upgradeStrategy }: App): Detail[] {
  if (labels.MARATHON_SINGLE_INSTANCE_APP !== 'true') return [];
  const { minimumHealthCapacity, maximumOverCapacity } = upgradeStrategy;
  return [
    ...fault('/instances', instances > 1 && 'Single instance app may only have one instance'),
    ...fault(
      '/upgradeStrategy',
      (minimumHealthCapacity !== 0 || maximumOverCapacity !== 0) &&
        'Single instance app must have minimumHealthCapacity and maximumOverCapacity 0',
    ),
  ];
}

function checkUnreachable({ unreachableStrategy: strategy }: App): Detail[] {
  const isBackwards = strategy !== 'disabled' && strategy.inactiveAfterSeconds > strategy.expungeAfterSeconds;
  return fault(
    '/unreachableStrategy',
    isBackwards && 'inactiveAfterSeconds must be less or equal to expungeAfterSeconds',
  );
}

function checkVolumes({ container, secrets }: App): Detail[] {
  return (container?.volumes ?? []).flatMap(({ hostPath, secret, containerPath }, index) => {
    const at = `/container/volumes(${index})`;
    return [
      ...fault(
        at,
        (hostPath === undefined) === (secret === undefined) && 'must have either hostPath or secret',
      ),
      ...fault(`${at}/hostPath`, hostPath !== undefined && checkHostPath(hostPath)),
      ...fault(`${at}/containerPath`, !containerPath.startsWith('/') && 'must be an absolute path'),
      ...fault(
        `${at}/secret`,
        secret !== undefined &&
          !Object.hasOwn(secrets, secret) &&
          `references an undefined secret named '${secret}'`,
      ),
    ];
  });
}
