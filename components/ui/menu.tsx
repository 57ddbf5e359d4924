'use client';
import { Menu as BaseMenu } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { cx } from './class-names.ts';

const ITEM =
  'flex min-h-9 cursor-default items-center gap-2 px-2 outline-none select-none md:min-h-7 data-highlighted:bg-accent-soft data-disabled:text-ink-3';

/** A list of choices that opens from `trigger`. Its children are the items below. */
export function Menu({
  trigger,
  align,
  children,
}: {
  trigger: ReactElement;
  align?: 'start' | 'end';
  children: ReactNode;
}) {
  return (
    <BaseMenu.Root>
      <BaseMenu.Trigger render={trigger} />
      <BaseMenu.Portal>
        <BaseMenu.Positioner sideOffset={4} align={align ?? 'start'} className="z-40">
          <BaseMenu.Popup className="max-h-(--available-height) min-w-44 overflow-y-auto rounded-md border border-line-strong bg-bg py-1 outline-none">
            {children}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}

/** A heading for the items that follow it inside one group. */
export function MenuGroup({ label, children }: { label: string; children: ReactNode }) {
  return (
    <BaseMenu.Group>
      <BaseMenu.GroupLabel className="px-2 py-1 text-sm text-ink-3">{label}</BaseMenu.GroupLabel>
      {children}
    </BaseMenu.Group>
  );
}

/** An item that does something; the menu closes. */
export function MenuItem({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <BaseMenu.Item onClick={onClick} className={ITEM}>
      {children}
    </BaseMenu.Item>
  );
}

/** An item that leads to another page; `link` is the anchor it is drawn as. */
export function MenuLinkItem({ link, children }: { link: ReactElement; children: ReactNode }) {
  return (
    <BaseMenu.LinkItem render={link} closeOnClick className={ITEM}>
      {children}
    </BaseMenu.LinkItem>
  );
}

/** An item that can be on or off; the menu stays open. */
export function MenuCheckboxItem(props: {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  disabled?: boolean;
  children: ReactNode;
}) {
  return (
    <BaseMenu.CheckboxItem
      checked={props.checked}
      onCheckedChange={props.onCheckedChange}
      disabled={props.disabled ?? false}
      className={ITEM}
    >
      <ItemMark>
        <BaseMenu.CheckboxItemIndicator>
          <Check aria-hidden="true" className="size-3.5" />
        </BaseMenu.CheckboxItemIndicator>
      </ItemMark>
      {props.children}
    </BaseMenu.CheckboxItem>
  );
}

/** A choice of one among several; the menu closes. */
export function MenuRadioGroup<T extends string>(props: {
  label: string;
  value: T | null;
  options: readonly { value: T; label: ReactNode }[];
  onValueChange: (value: T) => void;
}) {
  return (
    <BaseMenu.Group>
      <BaseMenu.GroupLabel className="px-2 py-1 text-sm text-ink-3">{props.label}</BaseMenu.GroupLabel>
      <BaseMenu.RadioGroup value={props.value} onValueChange={props.onValueChange}>
        {props.options.map((option) => (
          <BaseMenu.RadioItem key={option.value} value={option.value} closeOnClick className={ITEM}>
            <ItemMark>
              <BaseMenu.RadioItemIndicator>
                <Check aria-hidden="true" className="size-3.5" />
              </BaseMenu.RadioItemIndicator>
            </ItemMark>
            {option.label}
          </BaseMenu.RadioItem>
        ))}
      </BaseMenu.RadioGroup>
    </BaseMenu.Group>
  );
}

/** Keeps the words of all items in one column, marked or not. */
function ItemMark({ children }: { children: ReactNode }) {
  return <span className={cx('flex size-3.5 flex-none items-center text-accent')}>{children}</span>;
}
