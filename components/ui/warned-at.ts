/** What is doubtful of fields, and of what is within them; null where nothing is. */
export type WarnedAt = (...parameters: string[]) => string | null;

/** Finds what the server warned of by the names that fields have in what was sent. */
export const warnedAt =
  (warnings: readonly { parameter: string; message: string }[]): WarnedAt =>
  (...parameters) => {
    const isIn = (field: string, parameter: string) => parameter === field || parameter.startsWith(`${field}.`);
    const found = warnings.filter(({ parameter }) => parameters.some((field) => isIn(field, parameter)));
    return found.length === 0 ? null : found.map(({ message }) => message).join(' ');
  };
