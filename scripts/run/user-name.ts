import { userInfo } from 'node:os';

/** Who runs a command: by name, or by number where the system has no name for it, as in a container under a user of its own. */
export function userName(look: () => { username: string } = userInfo): string {
  try {
    return look().username;
  } catch {
    return `user ${process.getuid?.() ?? 'without a name'}`;
  }
}
