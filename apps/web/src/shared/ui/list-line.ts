import { createContext } from 'react';

/** What the rows of the list that a table stands in were found for: another line is another order, at once. */
export const ListLine = createContext('');
