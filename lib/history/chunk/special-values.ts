/**
 * What stands in a column of stored numbers where there is no offset. Not observed is NaN, which takes every sum it gets
 * into with it; the other two are no number any offset has.
 */

/** The group had no committed offset. */
export const NONE = -1;
/** The series (or this partition of it) did not exist yet. */
export const ABSENT = -2;
