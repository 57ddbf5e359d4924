/** Place of the first of so many, in order, of which `isBefore` does not hold any more; their count where it holds of all. */
export function firstNotBefore(count: number, isBefore: (place: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
