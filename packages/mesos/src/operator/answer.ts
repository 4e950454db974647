import type { ControlPlane } from '@gantry/controlplane';
import { mesosVersion } from '../wire/master.ts';
import { getExecutors } from './executor-message.ts';
import { scheduleMessage, statusMessage } from './maintenance.ts';
import { snapshotOf } from './metrics.ts';
import type { OperatorCall } from './operator-call.ts';
import { quotaMessage, roleMessages } from './roles.ts';
import { getAgents, getFrameworks, getState, getTasks, type MasterFacts } from './state.ts';

/** The body of an answer to a call that only asks, under the call's name in lower case; undefined: it is no such call. */
export function tell(plane: ControlPlane, facts: MasterFacts, call: OperatorCall): object | undefined {
  const { view } = plane;
  switch (call.type) {
    case 'GET_HEALTH':
      return { healthy: true };
    case 'GET_FLAGS':
      return { flags: [] };
    case 'GET_VERSION':
      return { version_info: { version: mesosVersion, git_tag: `gantry ${facts.version}` } };
    case 'GET_METRICS':
      return { metrics: Object.entries(snapshotOf(plane, facts)).map(([name, value]) => ({ name, value })) };
    case 'GET_LOGGING_LEVEL':
      return { level: 0 };
    case 'GET_STATE':
      return getState(view);
    case 'GET_AGENTS':
      return getAgents(view);
    case 'GET_FRAMEWORKS':
      return getFrameworks(view);
    case 'GET_EXECUTORS':
      return getExecutors(view);
    case 'GET_TASKS':
      return getTasks(view);
    case 'GET_MASTER':
      return { master_info: facts.info, start_time: facts.startedAtMs / 1000 };
    default:
      return tellOfRoles(plane, facts, call);
  }
}

function tellOfRoles(plane: ControlPlane, facts: MasterFacts, call: OperatorCall): object | undefined {
  const roles = [...plane.view.all('roles')];
  switch (call.type) {
    case 'GET_ROLES':
      return { roles: roleMessages(plane) };
    case 'GET_WEIGHTS':
      return { weight_infos: roles.map(({ name, weight }) => ({ role: name, weight })) };
    case 'GET_QUOTA': {
      const limited = roles.filter((one) => one.quotaGuarantee !== null || one.quotaLimit !== null);
      const configs = limited.map((one) => ({ role: one.name, ...quotaMessage(one) }));
      return { status: { infos: [], configs } };
    }
    case 'GET_MAINTENANCE_STATUS':
      return { status: statusMessage(plane.view, facts.answersOn) };
    case 'GET_MAINTENANCE_SCHEDULE':
      return { schedule: scheduleMessage(plane.view) };
    default:
      return undefined;
  }
}
