import type { Owner } from '#lib/config/owners.ts';
import type { LoggedDelivery, Standing } from '#lib/notify/delivery-log.ts';
import { standings } from '#lib/notify/delivery-log.ts';
import { type Destination as Opened, parseDestination, shownSettings } from '#lib/notify/destination.ts';
import { findDestination, openDestination, readDestinations, type StoredDestination } from '#lib/notify/store.ts';
import type { RequestContext } from './context.ts';
import { openedSecrets } from './destination-secrets.ts';
import { ApiProblem, invalidParameters } from './problem.ts';
import type { Delivery, Destination, DestinationList } from './schemas/destinations.ts';

type Context = Pick<RequestContext, 'database' | 'secretKeys'>;
type WithOwners = Context & Pick<RequestContext, 'owners'>;

/** All destinations, or the one of an id, as the API tells them. */
export async function destinationAnswers(
  { database, secretKeys, owners }: WithOwners,
  id?: string,
): Promise<Destination[]> {
  const one = id === undefined ? null : await findDestination(database, id);
  const stored = id === undefined ? await readDestinations(database) : one === null ? [] : [one];
  const secrets = await openedSecrets(
    database,
    secretKeys,
    stored.map((destination) => destination.id),
  );
  const standing = await standings(database);
  return stored.map((destination) =>
    destinationAnswer(destination, openDestination(destination, secrets.get(destination.id) ?? null), {
      standing: standing.get(destination.id),
      owners: teamsNaming(owners, destination.name),
    }),
  );
}

function destinationAnswer(
  { id, name, kind, settings, updatedAt }: StoredDestination,
  opened: Opened | null,
  { standing, owners }: { standing: Standing | undefined; owners: string[] },
): Destination {
  const { waiting = 0, parked = 0, rules = 0, lastDeliveredAt = null } = standing ?? {};
  const plain = Object.entries(settings).map(([member, value]) => [member, String(value)] as const);
  return {
    id,
    name,
    kind,
    settings: opened === null ? Object.fromEntries(plain) : shownSettings(opened),
    usable: opened !== null,
    rules,
    owners,
    waiting,
    parked,
    lastDeliveredAt: lastDeliveredAt?.toISOString() ?? null,
    updatedAt: updatedAt.toISOString(),
  };
}

/** The destinations that owners name and that are not there, each with those whom nobody tells because of that. */
export function missingDestinations(
  owners: readonly Owner[],
  existing: readonly Pick<Destination, 'name'>[],
): DestinationList['missing'] {
  const named = new Set(owners.flatMap(({ destination }) => destination ?? []));
  for (const { name } of existing) named.delete(name);
  return [...named].map((name) => ({ name, owners: teamsNaming(owners, name) }));
}

const teamsNaming = (owners: readonly Owner[], destination: string): string[] => [
  ...new Set(owners.flatMap((owner) => (owner.destination === destination ? owner.team : []))),
];

/** The one destination of an id. Throws DESTINATION_NOT_FOUND. */
export async function theDestination(context: WithOwners, id: string): Promise<Destination> {
  const [found] = await destinationAnswers(context, id);
  if (found === undefined) throw destinationNotFound(id);
  return found;
}

/** A stored destination with its secrets, as it would be sent to; null where no key opens them. Throws DESTINATION_NOT_FOUND. */
export async function openedDestination(
  { database, secretKeys }: Context,
  id: string,
): Promise<{ stored: StoredDestination; opened: Opened | null; secrets: string | null }> {
  const stored = await findDestination(database, id);
  if (stored === null) throw destinationNotFound(id);
  const secrets = (await openedSecrets(database, secretKeys, [id])).get(id) ?? null;
  return { stored, opened: openDestination(stored, secrets), secrets };
}

/** The destination that somebody asks for; what is null of it is not there. Throws INVALID_PARAMETER, each error at its field. */
export function askedDestination(kind: Opened['kind'], name: string, config: Record<string, unknown>): Opened {
  const given = Object.entries(config).filter(([, value]) => value !== null);
  const parsed = parseDestination(kind, name, Object.fromEntries(given));
  if (!parsed.ok) throw invalidParameters(parsed.errors);
  return parsed.destination;
}

/** A delivery as the API tells it. */
export function deliveryAnswer(delivery: LoggedDelivery): Delivery {
  const { destinationId, destinationName, kind, incidentId, createdAt, nextAt, attempts, ...same } = delivery;
  return {
    ...same,
    destination: { id: destinationId, name: destinationName, kind },
    incident: incidentId,
    createdAt: createdAt.toISOString(),
    nextAt: delivery.state === 'waiting' ? nextAt.toISOString() : null,
    attempts: attempts.map((attempt) => ({ ...attempt, at: new Date(attempt.at).toISOString() })),
  };
}

export const destinationNotFound = (id: string): ApiProblem =>
  new ApiProblem(
    'DESTINATION_NOT_FOUND',
    `There is no destination of the id ${id}: somebody may have taken it away meanwhile`,
  );

export const destinationExists = (name: string): ApiProblem =>
  new ApiProblem('DESTINATION_EXISTS', `There is a destination "${name}" already`, {
    errors: [{ parameter: 'name', message: 'another destination is called so: rules name it' }],
  });

export const deliveryNotFound = (id: string): ApiProblem =>
  new ApiProblem('DELIVERY_NOT_FOUND', `There is no delivery of the id ${id}`);
