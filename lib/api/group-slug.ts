/**
 * Group ids in a path. Kafka allows any string as a group id, also `.`, `..`, `a/b`, `~x` and the empty one, none of which
 * survives as a path segment. A plain id stands for itself; all others are `~` + base64url of their UTF-8.
 * Shared by the API and the pages, so this file uses nothing that a browser lacks.
 */

const PLAIN = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,248}$/;
const BASE64URL = /^[A-Za-z0-9_-]*$/;

/** The canonical form of a group id in a path: what links write. */
export function groupSlug(group: string): string {
  return PLAIN.test(group) ? group : `~${toBase64Url(group)}`;
}

/**
 * The group id a path segment names, or null when an encoded one cannot be decoded. Both forms are accepted for every id,
 * and a segment without `~` is taken as it is, so that an id typed by hand with percent escapes works too.
 */
export function parseGroupSlug(slug: string): string | null {
  return slug.startsWith('~') ? fromBase64Url(slug.slice(1)) : slug;
}

function toBase64Url(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(encoded: string): string | null {
  if (!BASE64URL.test(encoded) || encoded.length % 4 === 1) return null;
  const binary = atob(encoded.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
  try {
    // ignoreBOM: a leading U+FEFF is part of the id, not a mark to be dropped.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
