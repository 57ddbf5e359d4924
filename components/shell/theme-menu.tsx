'use client';
import { Moon, Sun } from 'lucide-react';
import { useTheme } from 'next-themes';
import { Button } from '#components/ui/button.tsx';
import { Menu, MenuRadioGroup } from '#components/ui/menu.tsx';

const THEMES = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;
type Theme = (typeof THEMES)[number]['value'];

/** Light, dark, or as the system is. Which icon is seen is decided by styles, so that server and browser agree. */
export function ThemeMenu() {
  const { theme, setTheme } = useTheme();
  const current = THEMES.find((option) => option.value === theme)?.value ?? null;
  return (
    <Menu
      align="end"
      trigger={
        <Button look="bare" shape="square" aria-label="Theme">
          <Sun aria-hidden="true" className="size-4 in-data-[theme=dark]:hidden" />
          <Moon aria-hidden="true" className="hidden size-4 in-data-[theme=dark]:block" />
        </Button>
      }
    >
      <MenuRadioGroup<Theme> label="Theme" value={current} options={THEMES} onValueChange={setTheme} />
    </Menu>
  );
}
