const figures = new Intl.NumberFormat('en-GB');

/** `10,000`: how many of something there are, as a sentence for people says it. */
export const figure = (count: number): string => figures.format(count);
