import { SunMoon } from 'lucide-react';
import { Button } from '../../shared/ui/button.tsx';
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '../../shared/ui/menu.tsx';
import { densities, themes, useAppearance } from '../appearance.ts';
import { useShellDialogs } from './dialogs.ts';

const words = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
  compact: 'Compact rows',
  default: 'Default rows',
  comfortable: 'Comfortable rows',
};

/** `startsOpen`: somebody has asked for it before it was there. */
export default function AppearanceMenu({ startsOpen }: { startsOpen: boolean }) {
  const { theme, density } = useAppearance();
  return (
    <Menu
      label="Appearance"
      startsOpen={startsOpen}
      trigger={
        <Button icon variant="quiet" aria-label="Appearance" className="pointer-coarse:h-9!">
          <SunMoon size={16} strokeWidth={1.5} />
        </Button>
      }
    >
      <MenuChoice
        label="Theme"
        value={theme}
        choices={themes.map((value) => ({ value, label: words[value] }))}
        onChoose={(value) => useAppearance.setState({ theme: value })}
      />
      <MenuSeparator />
      <MenuChoice
        label="Density"
        value={density}
        choices={densities.map((value) => ({ value, label: words[value] }))}
        onChoose={(value) => useAppearance.setState({ density: value })}
      />
      <MenuSeparator />
      <MenuItem hint="?" onSelect={() => useShellDialogs.setState({ open: 'keys' })}>
        Keyboard shortcuts
      </MenuItem>
    </Menu>
  );
}
