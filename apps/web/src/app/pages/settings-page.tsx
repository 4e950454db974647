import { PeoplePanel } from '../../features/people/people-panel.tsx';
import { Setting, SettingsScreen } from '../../features/settings/settings-screen.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { Segmented } from '../../shared/ui/segmented.tsx';
import { densities, motions, themes, useAppearance } from '../appearance.ts';

const words = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
  compact: 'Compact',
  default: 'Default',
  comfortable: 'Comfortable',
  reduced: 'Reduced',
};

const choicesOf = <T extends keyof typeof words>(values: readonly T[]) =>
  values.map((value) => ({ value, label: words[value] }));

export default function SettingsPage() {
  return <SettingsScreen appearance={<AppearancePanel />} people={<PeoplePanel />} />;
}

function AppearancePanel() {
  const { theme, density, motion, quietHealthy, singleKeys, screenReaderTerminal } = useAppearance();
  return (
    <Panel title="Appearance">
      <Setting name="Theme" about="Light, dark, or whichever the system has now.">
        <Segmented
          label="Theme"
          value={theme}
          choices={choicesOf(themes)}
          onChange={(next) => useAppearance.setState({ theme: next })}
        />
      </Setting>
      <Setting name="Density" about="The height of rows in lists.">
        <Segmented
          label="Density"
          value={density}
          choices={choicesOf(densities)}
          onChange={(next) => useAppearance.setState({ density: next })}
        />
      </Setting>
      <Setting name="Motion" about="Reduced: nothing moves, changes are there at once.">
        <Segmented
          label="Motion"
          value={motion}
          choices={choicesOf(motions)}
          onChange={(next) => useAppearance.setState({ motion: next })}
        />
      </Setting>
      <Setting
        name="Quiet green"
        about="What is well is faint on the map, so that trouble is what is seen. Off: the full green."
      >
        <OnOff
          label="Quiet green"
          on={quietHealthy}
          onChange={(next) => useAppearance.setState({ quietHealthy: next })}
        />
      </Setting>
      <Setting
        name="Single keys"
        about="S scales, R rolls back, ? lists them all. Off: only keys with Ctrl work."
      >
        <OnOff
          label="Single keys"
          on={singleKeys}
          onChange={(next) => useAppearance.setState({ singleKeys: next })}
        />
      </Setting>
      <Setting name="Terminals for screen readers" about="Output is read out as it comes. Costs some speed.">
        <OnOff
          label="Terminals for screen readers"
          on={screenReaderTerminal}
          onChange={(next) => useAppearance.setState({ screenReaderTerminal: next })}
        />
      </Setting>
    </Panel>
  );
}

function OnOff({ label, on, onChange }: { label: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <Segmented
      label={label}
      value={on ? 'on' : 'off'}
      choices={[
        { value: 'on', label: 'On' },
        { value: 'off', label: 'Off' },
      ]}
      onChange={(next) => onChange(next === 'on')}
    />
  );
}
