import { OfflineSwitch } from '../Offline';

/** What holds for all datasets. */
export function SettingsPage() {
  return <OfflineSwitch />;
}
