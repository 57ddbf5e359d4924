/** What lag is counted in: records, or the age of the record that is read next. */
export const LAG_UNITS = ['messages', 'seconds'] as const;
