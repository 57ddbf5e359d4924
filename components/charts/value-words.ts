/** A value in words, said to be a lower bound where it is one. */
export const boundWords = (isBound: boolean | undefined, value: string): string =>
  isBound === true ? `at least ${value}` : value;
