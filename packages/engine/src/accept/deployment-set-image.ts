import {
  allContainers,
  type CommandOf,
  checkImage,
  err,
  hashTemplate,
  invalidField,
  ok,
  type Rejection,
  type Result,
  type Template,
  withImage,
} from '@gantry/model';
import type { Draft } from '../draft.ts';
import { type Acceptance, findDeployment } from './answer.ts';
import { changeTemplate } from './deployment-change.ts';
import { whyGone } from './images.ts';

/** Another image for one container: a new revision. */
export function setImage(draft: Draft, command: CommandOf<'deployment.setImage'>): Acceptance {
  const found = findDeployment(draft, command);
  if (!found.ok) return found;
  const { template } = draft.state.get('templates', found.value.templateHash)!;
  const container = containerName(template, command.container);
  if (!container.ok) return container;
  const name = container.value;
  const { image } = command;
  const wrong = checkImage(template.runtime, image);
  if (wrong !== null) return err(invalidField('image', wrong));
  const wanted = withImage(template, name, image);
  const gone = whyGone(draft.state, found.value, hashTemplate(wanted));
  if (gone !== null) return err(gone);
  return changeTemplate(draft, found.value, wanted, {
    cause: command.cause ?? `set image ${name}=${image}`,
    unchanged: `Container ${name} has the image ${image} already.`,
  });
}

/** The program's own container where none is named. */
function containerName(template: Template, wanted: string | null): Result<string, Rejection> {
  const names = (wanted === null ? template.containers : allContainers(template)).map(({ name }) => name);
  if (wanted === null && names.length > 1) {
    return err(
      invalidField(
        'container',
        `the deployment has several (${names.join(', ')}); say which one gets the image`,
      ),
    );
  }
  const name = wanted ?? names[0]!;
  if (names.includes(name)) return ok(name);
  return err(
    invalidField(
      'container',
      `there is none named ${JSON.stringify(name)}; the deployment has ${names.join(', ')}`,
    ),
  );
}
