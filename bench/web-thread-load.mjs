// Loaded into the console by --import: keeps its web thread busy as a message filter would, by parsing and matching
// records in slices, with short breaths in between, from SIGUSR2 on. The engine's thread gets none of it.
import { isMainThread } from 'node:worker_threads';

const SLICE_MS = 80;
const BREATH_MS = 20;
const record = JSON.stringify({
  id: 918_435_748,
  customer: { name: 'Ada', city: 'Turin', tags: ['gold', 'eu', 'retry'] },
  lines: Array.from({ length: 20 }, (_, line) => ({ line, sku: `sku-${line}`, price: line * 1.5 })),
});

function filterSlice() {
  const until = performance.now() + SLICE_MS;
  let matched = 0;
  while (performance.now() < until) {
    const { customer, lines } = JSON.parse(record);
    if (/tur(in|ku)/i.test(customer.city) && lines.some(({ price }) => price > 20)) matched++;
  }
  setTimeout(filterSlice, BREATH_MS, matched);
}

if (isMainThread) process.once('SIGUSR2', () => filterSlice());
