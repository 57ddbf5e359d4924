/** Compressed data that would unpack to more than one is willing to hold. */
export class TooLarge extends Error {}
