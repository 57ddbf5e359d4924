import { percentile, rounded } from '../statistics.ts';
import type { ArrivedNotice, Entry, Move } from './journal.ts';
import { type DestinationName, destinationsOf, isSteady, ruleOf, STORM_RULE } from './shape.ts';

/** What the destinations got, held against what happened in Kafka. */
export interface Verdict {
  kills: number;
  /** How often a rule and a group should have made one that opened and was resolved. */
  incidents: number;
  /** Triggers and resolves that never arrived where they could. */
  lost: number;
  /** The same trigger or resolve under another id, or of something that never happened. */
  doubled: number;
  /** What arrived after something later of the same notice. */
  outOfOrder: number;
  fireDelayMs: number;
  fireDelayP95Ms: number;
  /** Incidents that these two are of. */
  undisturbed: number;
  /** Requests that destinations got, those that are repeats included. */
  requests: number;
  repeats: number;
}

export interface VerdictRules {
  intervalMs: number;
  forMs: number;
  groups: number;
  /** Where nothing can arrive. */
  unreachable: readonly DestinationName[];
}

/** From a rise to the next one of the same group, or of all groups of the storm. */
interface Spell {
  roseFromMs: number;
  roseByMs: number;
  /** Null while it is up. */
  fellFromMs: number | null;
}

/** What is missing, in words, for whoever looks for the reason. */
export type OnMissing = (what: string) => void;

/** Pure: the same for the same entries. */
export function verdictOf(entries: readonly Entry[], rules: VerdictRules, onMissing: OnMissing = () => {}): Verdict {
  const moves = entries.filter((entry) => entry.kind === 'move');
  const arrived = entries.filter((entry) => entry.kind === 'notice');
  const byPlace = Map.groupBy(arrived, ({ rule, destination }) => `${rule}/${destination}`);
  const to = (rule: string, destination: string) => byPlace.get(`${rule}/${destination}`) ?? [];
  const reachable = (rule: string) => destinationsOf(rule).filter((name) => !rules.unreachable.includes(name));
  const counts = { incidents: 0, lost: 0, doubled: 0 };
  const delays: number[] = [];
  const isCalm = calmOf(entries);

  const singles = moves.filter(({ level }) => level === 'single');
  for (const [group, ofGroup] of Map.groupBy(singles, (move) => move.group)) {
    const rule = ruleOf(group);
    const spells = spellsOf(ofGroup);
    counts.incidents += spells.length;
    for (const destination of reachable(rule)) {
      const own = to(rule, destination).filter(({ incidents }) => incidents.some((one) => one.group === group));
      for (const [index, spell] of spells.entries()) {
        const told = distinct(own.filter(({ atMs }) => isWithin(atMs, spell, spells[index + 1])));
        const opened = told.filter(({ event }) => event === 'opened');
        const resolved = told.filter(({ event }) => event === 'resolved');
        countOnce(opened, 'trigger');
        if (spell.fellFromMs !== null) countOnce(resolved, 'resolve');
        const [first] = opened;
        if (!isSteady(destination) || first === undefined) continue;
        if (isCalm(spell.roseFromMs, first.arrivedMs)) {
          delays.push(first.arrivedMs - spell.roseByMs - rules.forMs - rules.intervalMs);
        }

        function countOnce(of: readonly ArrivedNotice[], what: string): void {
          if (of.length === 0) {
            counts.lost++;
            onMissing(`${destination}: no ${what} of ${group} that rose at ${new Date(spell.roseByMs).toISOString()}`);
          }
          if (of.length > 1) {
            counts.doubled += of.length - 1;
            onMissing(`${destination}: ${of.length} times the ${what} of ${group}: ${JSON.stringify(of)}`);
          }
        }
      }
      const untrue = own.filter(({ atMs }) => spells[0] === undefined || atMs < spells[0].roseFromMs);
      counts.doubled += untrue.length;
    }
  }
  const waves = wavesOf(moves.filter(({ level }) => level === 'storm'));
  counts.incidents += waves.length * rules.groups;
  for (const destination of reachable(STORM_RULE)) {
    const own = distinct(to(STORM_RULE, destination));
    for (const [index, wave] of waves.entries()) {
      const told = own.filter(({ atMs }) => isWithin(atMs, wave, waves[index + 1]));
      const { lost, doubled } = stormCounts(told, wave, rules.groups);
      counts.lost += lost;
      counts.doubled += doubled;
      if (lost + doubled > 0) {
        const all = told.map(({ event, noticeId, incidentCount }) => `${event} ${noticeId} ${incidentCount}`);
        onMissing(`${destination}: wave of ${new Date(wave.roseByMs).toISOString()}: ${all.join(', ')}`);
      }
    }
  }
  return {
    kills: entries.filter(({ kind }) => kind === 'kill').length,
    ...counts,
    outOfOrder: outOfOrder(arrived, onMissing),
    fireDelayMs: delays.length === 0 ? Number.NaN : rounded(Math.max(0, ...delays)),
    fireDelayP95Ms: delays.length === 0 ? Number.NaN : rounded(Math.max(0, percentile(delays, 0.95))),
    undisturbed: delays.length,
    requests: arrived.length,
    repeats:
      arrived.length - new Set(arrived.map(({ destination, deliveryId }) => `${destination} ${deliveryId}`)).size,
  };
}

/** One storm by one notice for all, or for those that were told apart because they came first; its end once. */
function stormCounts(told: readonly ArrivedNotice[], { fellFromMs }: Spell, groups: number) {
  const together = told.filter(({ noticeId }) => noticeId.startsWith('tidemark-storm-'));
  const apart = told.filter((notice) => !together.includes(notice));
  const ids = new Set(together.map(({ noticeId }) => noticeId)).size;
  const firing = together.filter(({ event }) => event !== 'resolved').length;
  const ends = together.filter(({ event }) => event === 'resolved').length;
  const opened = apart.filter(({ event }) => event === 'opened').length;
  const ended = apart.filter(({ event }) => event === 'resolved').length;
  const most = Math.max(0, ...together.map(({ incidentCount }) => incidentCount));
  if (fellFromMs === null) return { lost: firing === 0 ? 1 : 0, doubled: Math.max(0, ids - 1) };
  return {
    lost:
      (firing === 0 ? 1 : 0) + (ends === 0 ? 1 : 0) + Math.max(0, groups - most - opened) + Math.max(0, opened - ended),
    doubled: Math.max(0, ids - 1) + Math.max(0, ends - Math.max(1, ids)) + Math.max(0, ended - opened),
  };
}

/** Every id once, as it was taken first. */
function distinct(notices: readonly ArrivedNotice[]): ArrivedNotice[] {
  const taken = new Map<string, ArrivedNotice>();
  for (const notice of notices) {
    if (notice.isTaken && !taken.has(notice.deliveryId)) taken.set(notice.deliveryId, notice);
  }
  return [...taken.values()];
}

const isWithin = (atMs: number, spell: Spell, next: Spell | undefined): boolean =>
  atMs >= spell.roseFromMs && (next === undefined || atMs < next.roseFromMs);

function spellsOf(moves: readonly Move[]): Spell[] {
  const spells: Spell[] = [];
  for (const { isUp, fromMs, byMs } of moves) {
    const last = spells.at(-1);
    if (isUp) spells.push({ roseFromMs: fromMs, roseByMs: byMs, fellFromMs: null });
    else if (last !== undefined && last.fellFromMs === null) last.fellFromMs = fromMs;
  }
  return spells;
}

/** The groups of a storm rise, and fall, together. */
function wavesOf(moves: readonly Move[]): Spell[] {
  const byGroup = [...Map.groupBy(moves, ({ group }) => group).values()].map(spellsOf);
  const most = Math.max(0, ...byGroup.map(({ length }) => length));
  return Array.from({ length: most }, (_, index) => {
    const spells = byGroup.flatMap((ofGroup) => ofGroup[index] ?? []);
    const fell = spells.flatMap(({ fellFromMs }) => fellFromMs ?? []);
    return {
      roseFromMs: Math.min(...spells.map(({ roseFromMs }) => roseFromMs)),
      roseByMs: Math.max(...spells.map(({ roseByMs }) => roseByMs)),
      fellFromMs: fell.length === spells.length ? Math.max(...fell) : null,
    };
  });
}

/** Of each notice and destination: whatever arrives after something that tells of a later poll. */
function outOfOrder(arrived: readonly ArrivedNotice[], onMissing: OnMissing): number {
  const newest = new Map<string, ArrivedNotice>();
  let count = 0;
  for (const notice of arrived) {
    const key = `${notice.destination} ${notice.noticeId}`;
    const before = newest.get(key);
    if (before === undefined || notice.atMs >= before.atMs) newest.set(key, notice);
    else {
      count++;
      onMissing(`${notice.destination}: ${JSON.stringify(notice)} after ${JSON.stringify(before)}`);
    }
  }
  return count;
}

/** Whether nothing was killed or away in between. */
function calmOf(entries: readonly Entry[]): (fromMs: number, toMs: number) => boolean {
  const calm: { fromMs: number; toMs: number }[] = [];
  for (const entry of entries) {
    const last = calm.at(-1);
    if (entry.kind === 'calm' && (last === undefined || last.toMs !== Infinity)) {
      calm.push({ fromMs: entry.atMs, toMs: Infinity });
    } else if (entry.kind === 'trouble' && last !== undefined) last.toMs = Math.min(last.toMs, entry.atMs);
  }
  return (fromMs, toMs) => calm.some((one) => one.fromMs <= fromMs && toMs <= one.toMs);
}
