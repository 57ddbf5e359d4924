import { subscriptionsOfAll } from '#lib/history/read/subscriptions.ts';
import { matches } from '../patterns.ts';
import { thresholdsOfAll } from '../threshold.ts';
import { BATCH, type Found, leftOf, type PreviewPlace, type Work } from './part.ts';
import type { GroupOf } from './past-groups.ts';
import { type LagTarget, replayLag } from './past-lag.ts';
import { memberFirings, statusFirings, type TargetFirings } from './past-statuses.ts';

/** Groups some at a time, each to its end. */
export async function askGroups(work: Work, groups: readonly GroupOf[], place: PreviewPlace | null): Promise<Found> {
  const left = leftOf(groups, place);
  const { metric } = work.rule.condition;
  const firingsOf = metric === 'status' ? statusFirings : metric === 'no-members' ? memberFirings : sumFirings;
  const targets: TargetFirings[] = [];
  let looked = 0;
  while (looked < left.length && (looked === 0 || !work.isOver())) {
    const batch = left.slice(looked, looked + BATCH);
    targets.push(...(await firingsOf(work, batch)));
    looked += batch.length;
  }
  const last = left[looked - 1];
  return { targets, looked, next: looked < left.length && last ? { after: last.name, within: null } : null };
}

async function sumFirings({ tx, rule, past, newReplay }: Work, groups: readonly GroupOf[]): Promise<TargetFirings[]> {
  const { topics, condition } = rule;
  const targets: LagTarget[] = [];
  const byGroup = await subscriptionsOfAll(
    tx,
    groups.map(({ id }) => id),
  );
  for (const { id, name: group } of groups) {
    const subscriptions = (byGroup.get(id) ?? []).filter(({ topic }) => matches(topics, topic));
    if (condition.aggregation !== 'per-topic') {
      targets.push({ group, topic: null, subscriptions, replay: newReplay({ group, topic: null }) });
      continue;
    }
    // A topic that was recreated is the same one to whoever reads its name.
    for (const [topic, ofTopic] of Map.groupBy(subscriptions, (one) => one.topic)) {
      targets.push({ group, topic, subscriptions: ofTopic, replay: newReplay({ group, topic }) });
    }
  }
  const limits = thresholdsOfAll(condition);
  if (limits === null) throw new Error('the limits of lag are the same for every group');
  await replayLag(tx, targets, past, limits);
  return targets.map(({ group, topic, replay }) => ({ group, topic, broker: null, firings: replay.firings }));
}
