/** Cards of nodes beside each other where each has room to name what runs on it; nowhere as wide as a wide screen. */
export const cardGrid = 'grid grid-cols-[repeat(auto-fill,minmax(min(46rem,100%),1fr))] gap-3';
