import type { CommandOf } from '@gantry/model';
import type { CallOf } from './call.ts';
import { wishesOf } from './offer-wishes.ts';

/** Ten years: some say "for ever" with the largest number there is. */
const longestFailoverSeconds = 10 * 365 * 86_400;

type Settings = Omit<CommandOf<'framework.subscribe'>, 'type' | 'framework'>;

/** What a framework says of itself, as the engine keeps it; or what is wrong with it, in a sentence. */
export function settingsOf(of: CallOf<'SUBSCRIBE'>['subscribe']): Settings | string {
  const { framework_info: info, suppressed_roles: suppressedRoles } = of;
  const capabilities = info.capabilities.map(({ type }) => type);
  const isMultiRole = capabilities.includes('MULTI_ROLE');
  if (isMultiRole && info.role !== undefined)
    return "'FrameworkInfo.role' must not be set when the framework is MULTI_ROLE capable";
  if (!isMultiRole && info.roles.length > 0)
    return "'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable";
  const roles = isMultiRole ? [...new Set(info.roles)] : [info.role ?? '*'];
  const fault = roles.map(roleFault).find((one) => one !== null);
  if (fault) return fault;
  const foreign = suppressedRoles.find((role) => !roles.includes(role));
  if (foreign !== undefined) return `Suppressed role '${foreign}' is not contained in the list of roles`;
  const wishes = wishesOf(of, roles);
  if (typeof wishes === 'string') return wishes;
  if (!(info.failover_timeout >= 0)) return 'The failover_timeout must be 0 or more seconds';
  return {
    name: info.name,
    user: info.user,
    roles,
    suppressedRoles: [...new Set(suppressedRoles)].sort(),
    principal: info.principal,
    capabilities,
    failoverTimeoutMs: Math.min(info.failover_timeout, longestFailoverSeconds) * 1000,
    webuiUrl: /^https?:\/\//.test(info.webui_url) ? info.webui_url : '',
    hostname: info.hostname,
    ...wishes,
  };
}

/** What is wrong with a role's name, in Mesos's words; null: nothing. */
export function roleFault(role: string): string | null {
  if (role === '*') return null;
  if (role === '') return 'Empty role name is invalid';
  if (role.startsWith('/')) return `Role '${role}' cannot start with a slash`;
  if (role.endsWith('/')) return `Role '${role}' cannot end with a slash`;
  if (role.length > 255) return 'A role name cannot be longer than 255 characters';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: names must not hold them
  if (/[\s\u0000-\u001f\u007f]/.test(role))
    return `Role '${role}' cannot contain whitespace or control characters`;
  for (const part of role.split('/')) {
    if (part === '') return `Role '${role}' cannot contain two adjacent slashes`;
    if (part === '.' || part === '..' || part === '*')
      return `Role '${role}' cannot include '${part}' as a component`;
    if (part.startsWith('-')) return `Role component '${part}' is invalid because it begins with a dash`;
  }
  return null;
}
