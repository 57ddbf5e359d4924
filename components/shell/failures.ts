import type { FailureDto } from '#lib/api/schemas/common.ts';

/** What went wrong with one broker, or with the cluster as a whole. */
export interface FailureGroup {
  key: string;
  brokerId: number | null;
  message: string;
  since: string | null;
}

/** The failures of a poll, one line per broker: the oldest of each, since its message is nearest to the cause. */
export function failuresByBroker(failures: readonly FailureDto[]): FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const failure of failures) {
    const key = failure.brokerId === null ? failure.code : `broker ${failure.brokerId}`;
    const known = groups.get(key);
    if (known && (known.since ?? '') <= (failure.since ?? '')) continue;
    groups.set(key, {
      key,
      brokerId: failure.brokerId,
      message: beginning(failure).replace(/\.$/, ''),
      since: failure.since,
    });
  }
  return [...groups.values()].sort((a, b) => placeOf(a) - placeOf(b));
}

/** What concerns the cluster as a whole first; that the bootstrap addresses are silent as well adds little, and is last. */
function placeOf({ key, brokerId }: FailureGroup): number {
  return brokerId ?? (key.startsWith('BROKER_') ? Number.POSITIVE_INFINITY : -1);
}

/** Begins as a sentence where no broker is named before it, unless with an address. */
function beginning({ brokerId, message }: FailureDto): string {
  return brokerId === null && /^[a-z]+ /.test(message) ? message.charAt(0).toUpperCase() + message.slice(1) : message;
}

const INCOMPLETE_PERMISSIONS = 'INCOMPLETE_PERMISSIONS';
const POLL_NOT_STORED = 'POLL_NOT_STORED';
const POLLS_LOST = 'POLLS_LOST';
const STORE_CODES = ['HISTORY_NOT_STORED', 'HISTORY_SHORTENED', POLL_NOT_STORED, POLLS_LOST];

/** True where the brokers told all, and the store could not keep it. */
export function isOfTheStore(code: string): boolean {
  return STORE_CODES.includes(code);
}

/** That the principal may not see everything: told once, in the overview; undefined where it may. */
export function incompletePermissions(failures: readonly FailureDto[]): FailureDto | undefined {
  return failures.find(({ code }) => code === INCOMPLETE_PERMISSIONS);
}

/** What went wrong, without what is merely not permitted. */
export function troubles<Failure extends FailureDto>(failures: readonly Failure[]): Failure[] {
  return failures.filter(({ code }) => code !== INCOMPLETE_PERMISSIONS);
}

/** Why whole polls are refused by the database, so that what is shown grows old; undefined where they are stored. */
export function refusalToStore(failures: readonly FailureDto[]): FailureDto | undefined {
  return failures.find(({ code }) => code === POLL_NOT_STORED);
}

/** True where polls of a while ago are missing and those of now are kept. */
export function isOfThePast(failures: readonly FailureDto[]): boolean {
  return failures.every(({ code }) => code === POLLS_LOST);
}

/** That another cluster answers under the name, so that nothing is read; undefined where it does not. */
export function anotherCluster(failures: readonly FailureDto[]): FailureDto | undefined {
  return failures.find(({ code }) => code === 'CLUSTER_ID_CHANGED');
}

/** `Broker 3`, `Brokers 2 and 3`, `Brokers 1, 2 and 3`. */
export function brokersNamed(ids: readonly number[]): string {
  const [last, ...others] = [...ids].reverse();
  if (others.length === 0) return `Broker ${last}`;
  return `Brokers ${others.reverse().join(', ')} and ${last}`;
}
