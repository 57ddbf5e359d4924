'use client';
import { ChevronDown } from 'lucide-react';
import { useId } from 'react';
import { cx } from '#components/ui/class-names.ts';
import { Menu, MenuCheckboxItem, MenuGroup } from '#components/ui/menu.tsx';
import { useDestinations } from '#lib/client/alerts.ts';
import { hasEverywhere, useSession } from '#lib/client/session.ts';
import { NamesSlot } from './names-slot.tsx';
import { listText } from './rule-draft.ts';
import { SLOT } from './slots.tsx';

interface Props {
  /** Names of destinations. */
  chosen: readonly string[];
  /** Teams that are told of what is theirs, whatever is chosen. */
  owners: readonly string[];
  error: string | null;
  onChange: (chosen: string[]) => void;
}

/** Who hears of it where no destination is chosen. */
function withoutChoice(owners: readonly string[]): string {
  if (owners.length === 0) return 'the console alone';
  return owners.length === 1 ? 'its owner' : 'its owners';
}

/** Who is told. Only admins see which destinations there are: others type what they are called. */
export function DestinationSlot(props: Props) {
  const { data: session } = useSession();
  const maySee = hasEverywhere(session, 'admin');
  const known = useDestinations({ enabled: maySee }).data?.items;
  const { chosen, owners, error, onChange } = props;
  if (!maySee) {
    const placeholder = withoutChoice(owners);
    return <NamesSlot label="Tell" placeholder={placeholder} names={chosen} error={error} onChange={onChange} />;
  }
  const names = [...new Set([...(known ?? []).map(({ name }) => name), ...chosen])];
  return <DestinationMenu names={names} {...props} />;
}

function DestinationMenu({ names, chosen, owners, error, onChange }: Props & { names: readonly string[] }) {
  const errorId = useId();
  const words = chosen.length === 0 ? withoutChoice(owners) : listText(chosen);
  return (
    <span className="inline-flex max-w-full min-w-0 flex-col">
      <Menu
        trigger={
          <button
            type="button"
            aria-label={`Tell: ${words}`}
            {...(error === null ? {} : { 'data-invalid': '', 'aria-describedby': errorId })}
            className={cx(SLOT, 'flex items-center gap-1.5')}
          >
            <span className="truncate">{words}</span>
            <ChevronDown aria-hidden="true" className="size-4 flex-none" />
          </button>
        }
      >
        <MenuGroup label={names.length === 0 ? 'There is no destination yet' : 'Tell'}>
          {names.map((name) => (
            <MenuCheckboxItem
              key={name}
              checked={chosen.includes(name)}
              onCheckedChange={(checked) =>
                onChange(checked ? [...chosen, name] : chosen.filter((one) => one !== name))
              }
            >
              {name}
            </MenuCheckboxItem>
          ))}
        </MenuGroup>
      </Menu>
      {error === null ? null : (
        <span id={errorId} className="max-w-64 text-sm leading-5 text-danger">
          {error}
        </span>
      )}
    </span>
  );
}
