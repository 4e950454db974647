export interface Shortcut {
  keys: string;
  label: string;
}

/** The keys of the shell itself. */
export const shellShortcuts: readonly Shortcut[] = [
  { keys: 'Ctrl K', label: 'Search, jump and act' },
  { keys: '?', label: 'These keys' },
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

/** What the screens themselves listen to; told in the list of keys. */
export const screenShortcuts: readonly Shortcut[] = [
  { keys: '/', label: 'Filter this list' },
  { keys: 'J K', label: 'Next, previous row' },
  { keys: 'Enter', label: 'Open' },
  { keys: 'Space', label: 'Peek, in the right panel' },
  { keys: 'X', label: 'Choose a row; Shift with an arrow takes more along' },
  { keys: 'Ctrl A', label: 'Choose all rows' },
  { keys: 'L', label: 'Logs, in the dock' },
  { keys: 'E', label: 'Edit the configuration' },
  { keys: 'S', label: 'Scale the deployment' },
  { keys: 'U', label: 'Update its image' },
  { keys: 'R', label: 'Roll back' },
  { keys: 'D', label: 'Compare two revisions' },
  { keys: 'W', label: 'Why it waits, in the right panel' },
  { keys: 'Shift T', label: 'Terminal, in the dock' },
  { keys: 'Shift P', label: 'Pause or resume the rollout' },
  { keys: '← →', label: 'Older, newer revision on the timeline' },
  { keys: '1 2 3', label: 'The last ten, thirty, all revisions' },
  { keys: 'F', label: 'Find a deployment on the map' },
  { keys: 'N', label: 'Next trouble on the map' },
  { keys: '+ − 0', label: 'Zoom the map' },
  { keys: 'T', label: 'Map or table' },
  { keys: 'Ctrl Enter', label: 'Confirm a plan' },
];
