import type { FlowNow } from '../contract.ts';

/** The four columns of a narrow update that say how lag moves, in the order of `flowRecord`. */
export function flowColumns(flows: readonly FlowNow[]) {
  return [
    flows.map(({ produceRate }) => produceRate),
    flows.map(({ consumeRate }) => consumeRate),
    flows.map(({ lagTrend }) => lagTrend),
    flows.map(({ drainSeconds }) => drainSeconds),
  ];
}

/** The same columns of one row. */
export const flowRecord = ({ produceRate, consumeRate, lagTrend, drainSeconds }: FlowNow) => ({
  produce_rate: produceRate,
  consume_rate: consumeRate,
  lag_trend: lagTrend,
  drain_seconds: drainSeconds,
});
