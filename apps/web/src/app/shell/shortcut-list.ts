export interface Shortcut {
  keys: string;
  label: string;
}

/** The keys of the shell itself. */
export const shellShortcuts: readonly Shortcut[] = [
  { keys: 'Ctrl K', label: 'Search, jump and act' },
  { keys: '?', label: 'The keys that work here' },
  { keys: 'C', label: 'Copy as a link, an id, a command, YAML' },
  { keys: 'Z', label: 'Take back the last act that waits' },
  { keys: 'H', label: 'The time bar: look at the past' },
  { keys: ', .', label: 'One change back, forward' },
  { keys: '< >', label: 'To the last, next thing worth a look' },
  { keys: 'Esc', label: 'From the past back to live' },
  { keys: '[', label: 'Fold and unfold the places' },
  { keys: ']', label: 'Close the right panel' },
  { keys: 'Ctrl `', label: 'Show and hide the dock' },
  { keys: 'G D', label: 'Deploy' },
];

/** A key of some screens. `on`: the addresses where it works; absent: wherever there is something that it is about. */
export interface ScreenShortcut extends Shortcut {
  on?: RegExp;
  /** What has to be on the screen for the key to do anything. */
  needs?: keyof OnScreen;
}

/** What of lists is on the screen that is shown. */
export interface OnScreen {
  /** A line that `/` leads to. */
  filter: boolean;
  rows: boolean;
  /** Rows that lead to a page. */
  opens: boolean;
  /** Rows that the right panel can show. */
  subjects: boolean;
  /** Rows that can be chosen. */
  choice: boolean;
  /** The picture of the map, in which nodes are gone through and looked at. */
  picture: boolean;
}

export const onScreen = (): OnScreen => {
  const has = (selector: string) => document.querySelector(`#screen ${selector}`) !== null;
  return {
    filter: has('[aria-keyshortcuts="/"]'),
    rows: has('[data-row]'),
    opens: has('[data-row][tabindex="0"]'),
    subjects: has('[data-row][data-subject]'),
    choice: has('[data-row] input[type="checkbox"]'),
    picture: has('canvas') || has('[data-node]'),
  };
};

/** Of a deployment's row as well. */
const deployment = /^\/deployments(\/|$)/;
const ownDeployment = /^\/deployments\/./;
const timeline = /\/timeline$/;
const map = /^\/map$/;

/** What the screens themselves listen to; told in the list of keys. */
export const screenShortcuts: readonly ScreenShortcut[] = [
  { keys: '/', label: 'Filter this list', needs: 'filter' },
  { keys: 'J K', label: 'Next, previous row', needs: 'rows' },
  { keys: 'Enter', label: 'Open', needs: 'opens' },
  { keys: 'Space', label: 'Peek, in the right panel', needs: 'subjects' },
  { keys: 'X', label: 'Choose a row', needs: 'choice' },
  { keys: 'Shift ↓', label: 'Choose the next row as well', needs: 'choice' },
  { keys: 'Ctrl A', label: 'Choose all rows', needs: 'choice' },
  { keys: '1 … 8', label: 'Open what wants attention', on: /^\/$/ },
  { keys: 'L', label: 'Logs, in the dock', on: /^\/(deployments|containers)/ },
  { keys: 'E', label: 'Edit the configuration', on: deployment },
  { keys: 'S', label: 'Scale the deployment', on: deployment },
  { keys: 'U', label: 'Update its image', on: deployment },
  { keys: 'R', label: 'Roll back', on: deployment },
  { keys: 'D', label: 'Compare two revisions', on: deployment },
  { keys: 'Shift P', label: 'Pause or resume the rollout', on: ownDeployment },
  { keys: 'W', label: 'Why it waits, in the right panel', on: /^\/(deployments\/.*\/)?containers/ },
  { keys: 'Shift T', label: 'Terminal, in the dock', on: /^\/(deployments\/.*\/)?containers/ },
  { keys: '← →', label: 'Older, newer revision', on: timeline },
  { keys: '1 2 3', label: 'The last ten, thirty, all revisions', on: timeline },
  { keys: 'B', label: 'Compare the chosen revision with what runs', on: timeline },
  { keys: 'N', label: 'New revision from the chosen one', on: timeline },
  { keys: 'F', label: 'Pin the chosen revision', on: timeline },
  { keys: 'F', label: 'Find a deployment', on: map },
  { keys: 'N', label: 'Next trouble', on: map, needs: 'picture' },
  { keys: '↑ ↓ ← →', label: 'From node to node', on: map, needs: 'picture' },
  { keys: 'Enter', label: 'Open the node', on: map, needs: 'picture' },
  { keys: 'Space', label: 'Peek, in the right panel', on: map, needs: 'picture' },
  { keys: 'X', label: 'Choose the node', on: map, needs: 'picture' },
  { keys: '+ − 0', label: 'Zoom, of more than 120 nodes', on: map, needs: 'picture' },
  { keys: 'T', label: 'Map or table', on: map },
  { keys: 'Ctrl Enter', label: 'Confirm a plan' },
];

/** The keys that work on the screen at an address, with what is on it. */
export const shortcutsOn = (path: string, there: OnScreen): readonly ScreenShortcut[] =>
  screenShortcuts.filter(
    ({ on, needs }) => (on?.test(path) ?? true) && (needs === undefined || there[needs]),
  );
