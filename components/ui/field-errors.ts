import type { ApiError } from '#lib/client/api-error.ts';
import { sentence } from './sentence.ts';

/** What the server said of each field of a form, and what is left for the form as a whole. */
export interface FieldErrors {
  /** Of the field, or of what is within it; null where it is fine. */
  of(...parameters: string[]): string | null;
  /** The error itself, where none of the form's fields says it. */
  rest: ApiError | null;
}

/** Sorts a refusal into the fields of a form, by the names they have in what was sent. */
export function fieldErrors(error: ApiError | null, fields: readonly string[]): FieldErrors {
  const isIn = (field: string, parameter: string) => parameter === field || parameter.startsWith(`${field}.`);
  const errors = error?.errors ?? [];
  const placed = errors.some(({ parameter }) => fields.some((field) => isIn(field, parameter)));
  return {
    of(...parameters) {
      const found = errors.filter(({ parameter }) => parameters.some((field) => isIn(field, parameter)));
      return found.length === 0 ? null : found.map(({ message }) => sentence(capital(message))).join(' ');
    },
    rest: placed ? null : error,
  };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
