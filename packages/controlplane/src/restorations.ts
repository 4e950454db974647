import { revisionToRestore, type View } from '@gantry/engine';
import {
  type Act,
  type Command,
  type DeploymentRecord,
  hashTemplate,
  type TemplateHash,
  withImage,
} from '@gantry/model';

/** A template that a deployment had before, and is to have again. */
export interface Restoration {
  deployment: DeploymentRecord;
  templateHash: TemplateHash;
}

/** What a command would bring back of what its deployments ran before. */
export function restorationsOf(command: Command, view: View): Restoration[] {
  if (command.type === 'intent.place') return restorationsOf(command.act, view);
  if (command.type === 'acts.together') return command.acts.flatMap((act) => restorationsOf(act, view));
  if (!isTemplateChange(command)) return [];
  const deployment = view.deployment(command.namespace, command.name);
  const templateHash = deployment && wantedBy(command, deployment, view);
  if (!templateHash || templateHash === deployment.templateHash) return [];
  const isEarlier = view.revisionsOf(deployment.id).some((one) => one.templateHash === templateHash);
  return isEarlier ? [{ deployment, templateHash }] : [];
}

type TemplateChange = Extract<
  Act,
  { type: 'deployment.rollback' | 'deployment.apply' | 'deployment.setImage' }
>;

const isTemplateChange = (command: Command): command is TemplateChange =>
  ['deployment.rollback', 'deployment.apply', 'deployment.setImage'].includes(command.type);

function wantedBy(
  command: TemplateChange,
  deployment: DeploymentRecord,
  view: View,
): TemplateHash | undefined {
  if (command.type === 'deployment.apply') return hashTemplate(command.template);
  if (command.type === 'deployment.setImage') return hashWithImage(command, deployment, view);
  return revisionToRestore(deployment, view, command.toRevision)?.templateHash;
}

function hashWithImage(
  { container, image }: Extract<TemplateChange, { type: 'deployment.setImage' }>,
  { templateHash }: DeploymentRecord,
  view: View,
): TemplateHash | undefined {
  const template = view.get('templates', templateHash)?.template;
  if (template === undefined) return undefined;
  const name = container ?? template.containers[0]?.name;
  return name === undefined ? undefined : hashTemplate(withImage(template, name, image));
}
