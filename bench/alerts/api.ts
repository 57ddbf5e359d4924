import type { Delivery } from '#lib/api/schemas/destinations.ts';
import { asAdmin } from '#scripts/test/admin.ts';
import type { Destinations } from './destinations.ts';
import {
  DESTINATIONS,
  type DestinationName,
  destinationsOf,
  groupName,
  PREFIX,
  ruleName,
  type Shape,
  STORM_RULE,
  THRESHOLD,
  topicOf,
} from './shape.ts';

/** The API of the console as the admin uses it, signed in anew for each use: the console may have been killed meanwhile. */
export class Api {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** Makes the destinations; gives their ids. */
  async makeDestinations(destinations: Destinations): Promise<Record<DestinationName, string>> {
    const ask = await this.#signedIn();
    const ids: Partial<Record<string, string>> = {};
    for (const name of DESTINATIONS) {
      const body = { name, kind: 'webhook', config: destinations.configOf(name) };
      const answer = await ask<{ destination: { id: string } }>('POST', 'destinations', body);
      ids[name] = answer.destination.id;
    }
    return ids as Record<DestinationName, string>;
  }

  async makeRules({ rules, forSeconds, keepFiringSeconds }: Shape): Promise<void> {
    const ask = await this.#signedIn();
    const make = (name: string, group: string, level: 'single' | 'storm') =>
      ask('POST', 'rules', {
        name,
        severity: 'error',
        groups: { include: [group] },
        topics: { include: [topicOf(level)] },
        condition: { metric: 'lag', threshold: THRESHOLD, forSeconds },
        keepFiringSeconds,
        destinations: destinationsOf(name),
      });
    for (let rule = 0; rule < rules; rule++) {
      await make(ruleName(rule), `${groupName(rule, 0).slice(0, -1)}*`, 'single');
    }
    await make(STORM_RULE, `${PREFIX}.*`, 'storm');
  }

  async correctAddress(id: string, url: string): Promise<void> {
    const ask = await this.#signedIn();
    await ask('PATCH', `destinations/${id}`, { config: { url } });
  }

  /** All deliveries to a destination that are in this state. */
  async deliveries(destination: string, state: Delivery['state']): Promise<Delivery[]> {
    const ask = await this.#signedIn();
    const found: Delivery[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query = new URLSearchParams({ destination, state, limit: '200', ...(cursor !== '' && { cursor }) });
      const page: { items: Delivery[]; nextCursor: string | null } = await ask('GET', `deliveries?${query}`);
      found.push(...page.items);
      cursor = page.nextCursor;
    }
    return found;
  }

  async redeliver(ids: readonly string[]): Promise<void> {
    const ask = await this.#signedIn();
    for (const id of ids) await ask('POST', `deliveries/${id}/redeliver`);
  }

  async #signedIn() {
    const headers = { ...(await asAdmin(this.#url)), 'content-type': 'application/json' };
    return async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> => {
      const response = await fetch(`${this.#url}/api/v1/${path}`, {
        method,
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
      return response.json();
    };
  }
}
