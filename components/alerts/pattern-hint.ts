/** What may be written where names are meant. */
export const PATTERN_HINT = 'Names, patterns (payments-*) or regular expressions (/^pay-\\d+/), with commas between';
