import type { z } from 'zod';
import type { EventRecord } from '#lib/history/contract.ts';
import type { EventKind } from './kind.ts';
import { BROKER_KINDS } from './kinds/brokers.ts';
import { CLUSTER_KINDS } from './kinds/cluster.ts';
import { DEPLOY_KINDS } from './kinds/deploys.ts';
import { GROUP_KINDS } from './kinds/groups.ts';
import { TOPIC_KINDS } from './kinds/topics.ts';
import { type Phrase, say } from './phrase.ts';

/** Every kind of event there is. A new one is one more entry in the file of its area. */
const KINDS = { ...CLUSTER_KINDS, ...BROKER_KINDS, ...TOPIC_KINDS, ...GROUP_KINDS, ...DEPLOY_KINDS };

type Kinds = typeof KINDS;
export type EventKindName = keyof Kinds;
/** What an event of this kind holds. */
export type EventData<Name extends EventKindName> = Kinds[Name] extends EventKind<infer Data> ? Data : never;

// Safe: the kinds are a literal, so its keys are the names and nothing else.
export const EVENT_KINDS = Object.keys(KINDS) as [EventKindName, ...EventKindName[]];

/** An event as it is stored. */
export function event<Name extends EventKindName>(name: Name, data: EventData<Name>): EventRecord {
  const { severity, subjects } = kindOf(name);
  const { groups = [], topics = [], brokers = [] } = subjects(data);
  return {
    kind: name,
    severity: typeof severity === 'function' ? severity(data) : severity,
    groups: [...new Set(groups)],
    topics: [...new Set(topics)],
    brokers: [...new Set(brokers)],
    gapSinceMs: null,
    data,
  };
}

/** A stored event as a sentence. One of a kind, or in a shape, of another version is told by the name of its kind. */
export function wordsOf({ kind, data }: { kind: string; data: unknown }): Phrase[] {
  const known = EVENT_KINDS.find((name) => name === kind);
  return (known && told(known, data)) ?? say`${kind.replaceAll('-', ' ')}`;
}

function told<Name extends EventKindName>(name: Name, data: unknown): Phrase[] | undefined {
  const { data: schema, words } = kindOf(name);
  const parsed: z.ZodSafeParseResult<EventData<Name>> = schema.safeParse(data);
  return parsed.success ? capitalized(words(parsed.data)) : undefined;
}

// Safe: the entry under a name is the kind whose data EventData derives from that same entry.
const kindOf = <Name extends EventKindName>(name: Name) => KINDS[name] as unknown as EventKind<EventData<Name>>;

/** Sentences begin with a capital, but names are written as they are. */
function capitalized(phrases: Phrase[]): Phrase[] {
  const [first, ...others] = phrases;
  if (!first || first.names !== null) return phrases;
  return [{ ...first, text: first.text.charAt(0).toUpperCase() + first.text.slice(1) }, ...others];
}
