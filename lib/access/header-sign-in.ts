/** The headers by which a proxy says who asks; null where it tells no groups. */
export interface SignInHeaders {
  userHeader: string;
  groupsHeader: string | null;
}

/** Who asks, as a proxy says; `groups` is null where it does not tell. */
export interface NamedUser {
  /** In small letters, as addresses are kept. */
  user: string;
  groups: string[] | null;
}

/** One word without a comma: of a header that comes twice the values arrive with a comma between. */
const USER = /^[\x21-\x2b\x2d-\x7e]{1,254}$/;
const MAX_GROUPS = 1_000;
const MAX_GROUP_LENGTH = 256;

/** Whether a request has such a header, whoever sent it. */
export const hasSignInHeader = (headers: Headers, { userHeader, groupsHeader }: SignInHeaders): boolean =>
  headers.has(userHeader) || (groupsHeader !== null && headers.has(groupsHeader));

/**
 * Who is named in the headers of a request; null where nobody is, and `malformed` where it is not one user. That the headers are of
 * a proxy is for the caller to know.
 */
export function userNamedIn(
  headers: Headers,
  { userHeader, groupsHeader }: SignInHeaders,
): NamedUser | 'malformed' | null {
  const user = headers.get(userHeader)?.trim().toLowerCase() ?? '';
  if (user === '') return null;
  if (!USER.test(user)) return 'malformed';
  return { user, groups: groupsHeader === null ? null : groupsIn(headers.get(groupsHeader) ?? '') };
}

const groupsIn = (list: string): string[] =>
  [...new Set(list.split(',').map((group) => group.trim()))]
    .filter((group) => group !== '' && group.length <= MAX_GROUP_LENGTH)
    .slice(0, MAX_GROUPS);
