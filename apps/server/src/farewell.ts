import type { View } from '@gantry/engine';
import { hasEnded } from '@gantry/model';

const namedAtMost = 5;

/** What a person should know when the control plane stops: what goes on without it, and how to end that too. */
export function farewell(view: View, { isFollowed }: { isFollowed(): boolean }): string {
  if (isFollowed()) return 'Gantry goes on in the control plane that stood by.';
  const live = [...view.all('tasks')].filter((task) => task.nodeId !== null && !hasEnded(task.state));
  if (live.length === 0) return 'Gantry has stopped. No task runs.';
  const shown = live.slice(0, namedAtMost).map((task) => task.name);
  const more = live.length > namedAtMost ? ` and ${live.length - namedAtMost} more` : '';
  const tasks = live.length === 1 ? '1 task goes' : `${live.length} tasks go`;
  return `Gantry has stopped. ${tasks} on running: ${shown.join(', ')}${more}.
npm start takes them over again; npm stop stops them.`;
}
