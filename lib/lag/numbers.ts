/** Numbers as the sentences about lag have them. */

export const count = (value: bigint): string => value.toLocaleString('en-US');

export const plural = (value: bigint, one: string): string => `${count(value)} ${one}${value === 1n ? '' : 's'}`;
