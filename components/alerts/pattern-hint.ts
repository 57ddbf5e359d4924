/** What may be written where names are meant. */
export const PATTERN_HINT =
  'Names, patterns such as payments-*, or regular expressions between slashes such as /^pay-\\d+/, with commas between';
