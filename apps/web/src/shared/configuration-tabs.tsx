import { useRows } from '../live/hooks.ts';
import { Tabs } from './ui/tabs.tsx';

/** What tasks are given beside their template: three kinds of things, side by side. */
export function ConfigurationTabs() {
  const tabs = [
    { label: 'Configs', to: '/configuration/configs', count: useRows('configs').length, params: {} },
    { label: 'Secrets', to: '/configuration/secrets', count: useRows('secrets').length, params: {} },
    { label: 'Volumes', to: '/configuration/volumes', count: useRows('volumes').length, params: {} },
  ];
  return <Tabs label="Configuration" tabs={tabs} />;
}
