import { createContext } from 'react';

/** The filter line of the list that a table stands in: another one is another order, at once. */
export const ListLine = createContext('');
