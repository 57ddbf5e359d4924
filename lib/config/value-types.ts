import { isIP } from 'node:net';
import { z } from 'zod';
import { type BrokerAddress, parseBrokerAddress } from './broker-address.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { withExplicitSslMode } from './postgres-url.ts';
import { Secret } from './secret.ts';

/**
 * Kinds of values. Environment and YAML both give text (YAML is read without types, so that a password of digits stays
 * as written), or a list of texts. `title` is what the documentation calls the kind. Messages follow the shown value:
 * `"ten" is not a duration`.
 */
export type ValueType<T> = z.ZodType<T>;

const SINGLE = 'must be a single value';
const word = z.string({ error: SINGLE }).transform((text) => text.trim());

/** Text that is parsed by `parse`; null means wrong, and `problem` says why. */
const parsed = <T>(title: string, parse: (text: string) => T | null, problem: string): ValueType<T> =>
  word
    .transform((text, context) => {
      const value = parse(text);
      if (value !== null) return value;
      context.issues.push({ code: 'custom', message: problem, input: text });
      return z.NEVER;
    })
    .meta({ title });

export const text: ValueType<string> = word.meta({ title: 'text' });

/** What something is called. */
export const label: ValueType<string> = parsed(
  'text of one line',
  (value) => (value.length >= 1 && value.length <= 100 && !/\p{Cc}/u.test(value) ? value : null),
  'must be one line of 1 to 100 characters',
);

/** A secret keeps its spaces: they may be part of a password. */
export const secret: ValueType<Secret> = z
  .string({ error: SINGLE })
  .transform((value) => new Secret(value))
  .meta({ title: 'text' });

/** 32 bytes in base64 (with `+/` or `-_`) or hex; kept as hex. */
export const secretKey: ValueType<Secret> = parsed(
  '32 bytes in base64 or hex',
  (value) => {
    const bytes = /^[0-9a-f]{64}$/i.test(value)
      ? Buffer.from(value, 'hex')
      : Buffer.from(/^[\w+/-]{43}=?$/.test(value) ? value : '', 'base64');
    return bytes.length === 32 ? new Secret(bytes.toString('hex')) : null;
  },
  'must be 32 bytes in base64 (44 characters) or hex (64), as `openssl rand -base64 32` gives them',
);

export const emailAddress: ValueType<string> = parsed(
  'email address',
  (value) => (z.email().safeParse(value).success ? value.toLowerCase() : null),
  'must be an email address',
);

/** Least characters of a password that is made here; more than that need not be asked for where no dictionary is at hand. */
export const MIN_PASSWORD = 12;
/** A password is hashed whole, and nobody is to keep the hash busy. */
export const MAX_PASSWORD = 256;

export const newPassword: ValueType<Secret> = z
  .string({ error: SINGLE })
  .min(MIN_PASSWORD, `must have at least ${MIN_PASSWORD} characters`)
  .max(MAX_PASSWORD, `must have at most ${MAX_PASSWORD} characters`)
  .transform((value) => new Secret(value))
  .meta({ title: 'text' });

export const flag: ValueType<boolean> = parsed(
  'true or false',
  (value) => ({ true: true, false: false })[value.toLowerCase()] ?? null,
  'must be true or false',
);

export const oneOf = <const T extends string>(...choices: T[]): ValueType<T> =>
  parsed(
    `one of ${choices.map((choice) => `\`${choice}\``).join(', ')}`,
    (value) => choices.find((choice) => choice.toLowerCase() === value.toLowerCase()) ?? null,
    `must be one of ${choices.join(', ')}`,
  );

export const integer = (min: number, max: number): ValueType<number> =>
  parsed(
    `integer, ${min} to ${max}`,
    (value) => (/^\d{1,15}$/.test(value) && Number(value) >= min && Number(value) <= max ? Number(value) : null),
    `must be a whole number from ${min} to ${max}`,
  );

export const fraction: ValueType<number> = parsed(
  'number, 0 to 1',
  (value) => (/^(?:0(?:\.\d{1,6})?|1(?:\.0{1,6})?)$/.test(value) ? Number(value) : null),
  'must be a number from 0 to 1, such as 0.5',
);

export const duration = (min: string, max: string): ValueType<number> => {
  const [minMs, maxMs] = [parseDuration(min) ?? 0, parseDuration(max) ?? Number.MAX_SAFE_INTEGER];
  return parsed(
    `duration, ${min} to ${max}`,
    (value) => {
      const ms = parseDuration(value);
      return ms !== null && ms >= minMs && ms <= maxMs ? ms : null;
    },
    `must be a duration from ${formatDuration(minMs)} to ${formatDuration(maxMs)}, with a unit: ms, s, m, h or d`,
  );
};

/** A list in YAML, or texts with commas. */
const list = z
  .union([z.string().transform((value) => [value]), z.array(z.string())], {
    error: 'must be a list of single values',
  })
  .transform((items) =>
    items
      .flatMap((item) => item.split(','))
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );

export const words: ValueType<string[]> = list.meta({ title: 'list' });

export const names: ValueType<string[]> = list.meta({ title: 'list of globs (`*`, `?`)' });

export const brokers: ValueType<BrokerAddress[]> = list
  .transform((items, context) => {
    const addresses = items.map((item) => parseBrokerAddress(item));
    const bad = addresses.indexOf(null);
    if (bad === -1 && addresses.length > 0) return addresses.filter((address) => address !== null);
    const which = addresses.length > 1 ? ` (entry ${bad + 1})` : '';
    context.issues.push({
      code: 'custom',
      message: `must be host:port pairs separated by commas, an IPv6 host in brackets${which}`,
      input: items,
    });
    return z.NEVER;
  })
  .meta({ title: 'list of `host:port`' });

export const slug: ValueType<string> = parsed(
  'lower-case letters, digits and dashes',
  (value) => (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(value) ? value : null),
  'must be 1 to 63 lower-case letters, digits and dashes, with a letter or digit at both ends',
);

export const listenAddress: ValueType<string> = parsed(
  'IP address, or `localhost`',
  (value) => {
    const host = value.replace(/^\[(.*)\]$/, '$1').toLowerCase();
    return host === 'localhost' || isIP(host) !== 0 ? host : null;
  },
  'must be an IP address of this machine, 0.0.0.0 or :: for all of them, or localhost',
);

export const hostNames: ValueType<string[]> = list
  .transform((items, context) => {
    const hosts = items.map((item) => item.toLowerCase());
    if (hosts.every((host) => /^(?:\*\.)?[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/.test(host))) return hosts;
    context.issues.push({
      code: 'custom',
      message: 'must be host names without scheme, port or path, `*.` in front for all names below one',
      input: items,
    });
    return z.NEVER;
  })
  .meta({ title: 'list of host names' });

export const addressRanges: ValueType<string[]> = list
  .transform((items, context) => {
    const isRight = items.every(isAddressRange);
    if (isRight && !items.some(isEveryAddress)) return items;
    const message = isRight
      ? 'must not be every address: anybody could then say who asks'
      : 'must be IP addresses or ranges such as 10.0.0.0/8';
    context.issues.push({ code: 'custom', message, input: items });
    return z.NEVER;
  })
  .meta({ title: 'list of IP addresses and ranges' });

function isAddressRange(text: string): boolean {
  const [, network = '', prefix] = /^([^/]+?)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(network);
  return version !== 0 && Number(prefix ?? 0) <= (version === 6 ? 128 : 32);
}

/** Such lists say whose word counts. */
const isEveryAddress = (range: string): boolean => /\/0+$/.test(range);

/** A Postgres socket is named by a parameter: postgres:///tidemark?host=/run/postgresql. */
const hasHost = (url: URL): boolean => url.hostname !== '' || Boolean(url.searchParams.get('host'));

function urlWith(protocols: string[], value: string): URL | null {
  const url = URL.canParse(value) ? new URL(value) : null;
  return url !== null && protocols.includes(url.protocol) && hasHost(url) ? url : null;
}

export const httpUrl: ValueType<string> = parsed(
  'http(s) URL',
  (value) => {
    const url = urlWith(['http:', 'https:'], value);
    return url !== null && url.username === '' && url.password === '' ? value : null;
  },
  'must be an http or https URL without a user name or password in it',
);

/** An address that only those who may use it know. */
export const secretUrl: ValueType<Secret> = parsed(
  'http(s) URL',
  (value) => (urlWith(['http:', 'https:'], value) ? new Secret(value) : null),
  'must be an http or https URL',
);

/** Headers that mean something else already. */
const TAKEN_HEADERS =
  /^(authorization|cookie|host|origin|forwarded|via|x-forwarded-(for|host|proto)|sec-.*|x-tidemark-.*)$/;

export const headerName: ValueType<string> = parsed(
  'name of a header',
  (value) => {
    const name = value.toLowerCase();
    return /^[a-z0-9-]{1,100}$/.test(name) && !TAKEN_HEADERS.test(name) ? name : null;
  },
  'must be the name of a header (letters, digits, dashes) that means nothing else',
);

const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whoever answers for the issuer says who comes in, so it must be the right one that answers. */
export const issuerUrl: ValueType<string> = parsed(
  'https URL',
  (value) => {
    const url = urlWith(['http:', 'https:'], value);
    if (url === null || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null;
    return url.protocol === 'https:' || LOOPBACK_HOST.test(url.hostname) ? value : null;
  },
  'must be an https URL (http on a loopback address) without a query',
);

export const httpOrigin: ValueType<string> = parsed(
  'http(s) URL without a path',
  (value) => {
    const url = urlWith(['http:', 'https:'], value);
    return url !== null && url.href === `${url.origin}/` ? url.origin : null;
  },
  'must be an http or https URL with a host, perhaps a port, and nothing behind',
);

export const postgresUrl: ValueType<Secret> = parsed(
  'Postgres URL',
  (value) => (urlWith(['postgres:', 'postgresql:'], value) ? new Secret(withExplicitSslMode(value)) : null),
  'must be a URL that begins with postgres:// or postgresql://; characters such as @ / ? # in the password are written' +
    ' as %40 %2F %3F %23',
);

export const pairs: ValueType<Record<string, string>> = list
  .transform((items, context) => {
    const entries = items.map((item) => /^([A-Za-z]+)=([\x20-\x7e]+)$/.exec(item)?.slice(1, 3));
    if (entries.every((entry) => entry !== undefined)) return Object.fromEntries(entries);
    context.issues.push({ code: 'custom', message: 'must be name=value pairs separated by commas', input: items });
    return z.NEVER;
  })
  .meta({ title: 'list of `name=value`' });
