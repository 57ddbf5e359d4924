import { apiVersionsV0, apiVersionsV3, type Connection, ResponseError } from '@platformatic/kafka';

type ApiVersionsResponse = Awaited<ReturnType<typeof apiVersionsV3.api.async>>;

/** One version of a request: how to send it, and its answer in the shape that all versions share. */
export interface ApiVersion<Args, Out> {
  version: number;
  send(connection: Connection, args: Args): Promise<Out>;
}

/** A request in every version that Tidemark can speak, newest first. */
export interface Api<Args, Out> {
  key: number;
  name: string;
  versions: ApiVersion<Args, Out>[];
}

/** Version ranges that a broker announced, by API key, and the feature levels of its cluster. */
export interface BrokerVersions {
  ranges: Map<number, { min: number; max: number }>;
  features: Map<string, number>;
}

/**
 * One version over a module of the client. The client throws when any part of an answer carries an error code, and keeps
 * the whole answer on the error: here the answer always comes back, and its reader looks at the codes.
 */
export function version<Args, Raw, Out>(
  number: number,
  ask: (connection: Connection, args: Args) => Promise<Raw>,
  read: (raw: Raw) => Out,
): ApiVersion<Args, Out> {
  return {
    version: number,
    async send(connection, args) {
      try {
        return read(await ask(connection, args));
      } catch (error) {
        const partial = partialAnswer<Raw>(error);
        if (partial === undefined) throw error;
        return read(partial);
      }
    },
  };
}

/** The answer kept on a ResponseError. The client types it as unknown; it is what the same module parsed. */
function partialAnswer<Raw>(error: unknown): Raw | undefined {
  if (!(error instanceof ResponseError)) return undefined;
  return (error as ResponseError & { response?: Raw }).response;
}

/** The newest version that both sides speak, or null. */
export function negotiate<Args, Out>(api: Api<Args, Out>, broker: BrokerVersions): ApiVersion<Args, Out> | null {
  const range = broker.ranges.get(api.key);
  if (!range) return null;
  return api.versions.find(({ version: v }) => v >= range.min && v <= range.max) ?? null;
}

/** Asks a broker what it speaks. Version 3 first; a broker older than 2.4 refuses it and is asked in version 0. */
export async function readBrokerVersions(connection: Connection): Promise<BrokerVersions> {
  try {
    const answer = await apiVersionsV3.api.async(connection, 'tidemark', '1');
    return { ranges: rangesOf(answer.apiKeys), features: featuresOf(answer) };
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error;
    const answer = await apiVersionsV0.api.async(connection, 'tidemark', '1');
    return { ranges: rangesOf(answer.apiKeys), features: new Map() };
  }
}

function rangesOf(apiKeys: { apiKey: number; minVersion: number; maxVersion: number }[]): BrokerVersions['ranges'] {
  return new Map(apiKeys.map(({ apiKey, minVersion, maxVersion }) => [apiKey, { min: minVersion, max: maxVersion }]));
}

function featuresOf(answer: ApiVersionsResponse): Map<string, number> {
  return new Map((answer.finalizedFeatures ?? []).map(({ name, maxVersionLevel }) => [name, maxVersionLevel]));
}
