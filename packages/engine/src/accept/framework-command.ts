import { type Command, type FrameworkCommand, frameworkCommand } from '@gantry/model';
import type { Draft } from '../draft.ts';
import type { Acceptance } from './answer.ts';
import { disconnectFramework, removeFrameworkNow } from './framework-end.ts';
import { reviveFramework, suppressFramework } from './framework-hunger.ts';
import { subscribeFramework, updateFramework } from './framework-subscribe.ts';
import { announceOnNode } from './node-announce.ts';
import { reserveOnNode, unreserveOnNode } from './node-reserve.ts';
import { createVolumeOnNode, destroyVolumeOnNode } from './node-volume.ts';
import { acceptOffers } from './offer-accept.ts';
import { acknowledgeTask, declineOffers } from './offer-decline.ts';
import { rescindOffer } from './offer-rescind.ts';
import { saveRole } from './role-save.ts';

const types: ReadonlySet<string> = new Set(frameworkCommand.options.map((option) => option.shape.type.value));

export function isFrameworkCommand(command: Command): command is FrameworkCommand {
  return types.has(command.type);
}

/** What a scheduler from outside asks for, or an operator for its role. */
export function acceptFrameworkCommand(draft: Draft, command: FrameworkCommand): Acceptance {
  switch (command.type) {
    case 'framework.subscribe':
      return subscribeFramework(draft, command);
    case 'framework.update':
      return updateFramework(draft, command);
    case 'framework.disconnect':
      return disconnectFramework(draft, command);
    case 'framework.remove':
      return removeFrameworkNow(draft, command);
    case 'framework.suppress':
      return suppressFramework(draft, command);
    case 'framework.revive':
      return reviveFramework(draft, command);
    case 'framework.acknowledge':
      return acknowledgeTask(draft, command);
    case 'offer.accept':
      return acceptOffers(draft, command);
    case 'offer.decline':
      return declineOffers(draft, command);
    case 'offer.rescind':
      return rescindOffer(draft, command);
    case 'node.reserve':
      return reserveOnNode(draft, command);
    case 'node.unreserve':
      return unreserveOnNode(draft, command);
    case 'node.createVolume':
      return createVolumeOnNode(draft, command);
    case 'node.destroyVolume':
      return destroyVolumeOnNode(draft, command);
    case 'node.announce':
      return announceOnNode(draft, command);
    case 'role.save':
      return saveRole(draft, command);
  }
}
