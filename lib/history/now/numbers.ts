import { sameValue } from '../same-value.ts';

/** The columns that move at every poll of a busy group. */
interface Numbers {
  lag: bigint | null;
  knownPartitions: number;
  totalPartitions: number;
}

/** True where two rows differ in their numbers at most, so that a narrow update will do. */
export function onlyNumbersDiffer<Row extends Numbers>(a: Row, b: Row): boolean {
  return sameValue({ ...a, ...NO_NUMBERS }, { ...b, ...NO_NUMBERS });
}

const NO_NUMBERS: Numbers = { lag: null, knownPartitions: 0, totalPartitions: 0 };
