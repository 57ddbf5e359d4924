import type { GroupFlow } from './evidence.ts';
import type { Trail } from './motion.ts';

/**
 * What came, what was consumed and what waited, poll by poll, over all partitions. Of a poll that did not see a partition the next
 * one that does has what came meanwhile; its lag is the last known. Pure.
 */
export function groupFlowOf(atMs: Float64Array, trails: readonly Trail[]): GroupFlow {
  const flow = {
    atMs,
    produced: new Float64Array(atMs.length),
    consumed: new Float64Array(atMs.length),
    lag: new Float64Array(atMs.length),
  };
  for (const { committed, end } of trails) {
    let [lastEnd, lastOffset, lag] = [Number.NaN, Number.NaN, 0];
    for (let point = 0; point < atMs.length; point++) {
      const [offset, high] = [committed[point] ?? Number.NaN, end[point] ?? Number.NaN];
      if (high >= 0) {
        if (high > lastEnd) flow.produced[point] = (flow.produced[point] ?? 0) + high - lastEnd;
        lastEnd = high;
      }
      if (offset >= 0) {
        if (offset > lastOffset) flow.consumed[point] = (flow.consumed[point] ?? 0) + offset - lastOffset;
        lastOffset = offset;
      }
      if (lastOffset >= 0 && lastEnd >= 0) lag = Math.max(0, lastEnd - lastOffset);
      flow.lag[point] = (flow.lag[point] ?? 0) + lag;
    }
  }
  return flow;
}
