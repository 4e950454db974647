/** Names in the order in which people count: `node-2` before `node-10`. */
export const byName = new Intl.Collator('en', { numeric: true }).compare;
