/** As exact as a rate is; a row is written again only when that changes. */
export function threeDigits(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(3));
}
