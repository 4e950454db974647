/** On a task whose end its framework from outside has acknowledged. */
export const acknowledgedAnnotation = 'gantry.local/end-acknowledged';
