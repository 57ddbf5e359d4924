import { BATCH, type Found, leftOf, type PreviewPlace, type Work } from './part.ts';
import { type GroupOf, hoursAtOnce, partitionPast, type Within } from './past-groups.ts';
import { NOT_BEGUN } from './replay.ts';
import { walk } from './walk.ts';

/** Of more partitions fewer groups are begun together. */
const MOST_BATCH_PARTITIONS = 5_000;

/** Groups one after the other, hour by hour: a part may end in the middle of one. */
export async function walkGroups(work: Work, groups: readonly GroupOf[], place: PreviewPlace | null): Promise<Found> {
  const left = leftOf(groups, place);
  const found: Found = { targets: [], looked: 0, next: null };
  let within = place?.within ?? null;
  while (found.looked < left.length) {
    const batch = batchFrom(left.slice(found.looked), within === null ? BATCH : 1);
    within = await walkBatch(work, batch, within, found);
    if (within !== null || (found.looked < left.length && work.isOver())) {
      found.next = { after: left[found.looked - 1]?.name ?? place?.after ?? null, within };
      return found;
    }
  }
  return found;
}

function batchFrom(groups: readonly GroupOf[], most: number): GroupOf[] {
  const batch: GroupOf[] = [];
  let partitions = 0;
  for (const group of groups.slice(0, most)) {
    partitions += group.partitions;
    if (batch.length > 0 && partitions > MOST_BATCH_PARTITIONS) break;
    batch.push(group);
  }
  return batch;
}

/** Takes the groups of a batch to their end one after the other, until the budget is used up; gives where it is, in the middle of one. */
async function walkBatch(
  work: Work,
  batch: readonly GroupOf[],
  from: Within | null,
  into: Found,
): Promise<Within | null> {
  const { tx, rule, past, newReplay, isOver } = work;
  const resumed = from !== null && from.group === batch[0]?.name ? from : null;
  const told = await partitionPast(tx, batch, rule, past, resumed?.topic === null ? resumed.atMs : past.fromMs);
  for (const { name: group } of batch) {
    let goesOn = group === resumed?.group ? resumed : null;
    for (const [index, target] of told.targets.entries()) {
      const { topic } = target;
      // What comes before it was looked at in a part before this one.
      if (target.group !== group || (goesOn !== null && (topic ?? '') < (goesOn.topic ?? ''))) continue;
      const { atMs, saved } = goesOn?.topic === topic ? goesOn : { atMs: past.fromMs, saved: NOT_BEGUN };
      const replay = newReplay({ group, topic }, { saved, atMs });
      const hourAt = (hourMs: number) => told.hourAt(index, hourMs);
      const steps = { past, replay, hourAt, look: told.look(target), mostHours: hoursAtOnce(target.partitions, past) };
      const endMs = await walk(steps, Math.max(atMs, past.fromMs), isOver);
      goesOn = null;
      if (endMs < past.toMs) {
        const { over, saved: savedNow } = replay.save();
        into.targets.push({ group, topic, broker: null, firings: over });
        return { group, topic, atMs: endMs, saved: savedNow };
      }
      into.targets.push({ group, topic, broker: null, firings: replay.firings });
      const next = told.targets[index + 1];
      if (next?.group === group && isOver()) {
        return { group, topic: next.topic, atMs: past.fromMs, saved: NOT_BEGUN };
      }
    }
    into.looked += 1;
    if (isOver()) return null;
  }
  return null;
}
