import { placeOf } from '../attempts/attempt-key.ts';
import type { AuditSubject } from './contract.ts';

/** Refusals that are alike: counted together, and one row of the log. */
export interface RefusalKind {
  subject: AuditSubject;
  code: string;
}

/** Kinds that one actor has at a time; all who are nobody are one. Whoever has very many addresses fills no table with them. */
const MOST_OF_ONE = 100;
/** Kinds of all users and tokens together. Those of nobody are apart: a flood from outside takes nothing from them. */
const MOST_OF_NAMED = 1000;

type Actor = AuditSubject['actor'];

/** What is open now: kept by whoever opens and closes kinds. */
export interface OpenKinds {
  has(kind: RefusalKind): boolean;
  /** How many there are of that actor. */
  ofActor(actor: Actor): number;
  /** How many there are of users and tokens. */
  ofNamed(): number;
}

/**
 * The kind that a refusal counts to: its own, while its actor may have one more; else all further ones of the actor with that
 * code; else all further ones of anybody with it. No count is lost, and codes are few.
 */
export function kindOf(own: RefusalKind, open: OpenKinds): RefusalKind {
  const { actor } = own.subject;
  if (open.has(own)) return own;
  const hasRoom = !isNamed(actor) || open.ofNamed() < MOST_OF_NAMED;
  if (hasRoom && open.ofActor(actor) < MOST_OF_ONE) return own;
  const ofActor = { subject: furtherOf(actor), code: own.code };
  return hasRoom || open.has(ofActor) ? ofActor : { subject: furtherOf(SEVERAL), code: own.code };
}

/** Whether it is a user or a token, whom somebody made: who is nobody has no name. */
export const isNamed = ({ kind }: Actor): boolean => kind === 'user' || kind === 'token';

const SEVERAL: Actor = { kind: 'system', id: 'several', name: 'several users or tokens' };

const furtherOf = (actor: Actor): AuditSubject => ({
  actor,
  origin: { address: null, userAgent: null, requestId: '' },
  action: 'refusals.many',
  cluster: null,
  target: null,
  reason: null,
});

/** What refusals of one kind have in common. Whoever has one IPv6 address has very many: they are one place. */
export const kindKey = ({ subject: { actor, origin, action, cluster }, code }: RefusalKind): string =>
  JSON.stringify([actor.kind, actor.id, placeOf(origin.address), action, cluster, code]);
