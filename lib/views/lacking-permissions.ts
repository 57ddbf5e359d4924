import type { FailureDto } from '#lib/api/schemas/common.ts';
import type { ClusterSettings } from '#lib/api/schemas/settings.ts';

const INCOMPLETE_PERMISSIONS = 'INCOMPLETE_PERMISSIONS';
const BEFORE_COMMANDS = '. To grant it: ';
/** Names in a command may hold anything; the next command begins with its own name. */
const BETWEEN_COMMANDS = /; (?=kafka-acls )/;

/** What the principal may not see, apart from the commands that let it, which are made ready for a broker of the cluster. */
export function lackingPermissions(failures: readonly FailureDto[], broker?: string): ClusterSettings['permissions'] {
  const failure = failures.find(({ code }) => code === INCOMPLETE_PERMISSIONS);
  if (failure === undefined) return null;
  const [lacking = '', commands] = failure.message.split(BEFORE_COMMANDS, 2);
  return {
    lacking,
    commands: (commands?.split(BETWEEN_COMMANDS) ?? []).map((command) =>
      broker === undefined ? command : command.replace(/^kafka-acls /, `kafka-acls --bootstrap-server ${broker} `),
    ),
  };
}
