import { OfflineSwitch } from '../Offline';
import { OcrLanguages } from './OcrLanguages';

/** What holds for all datasets. */
export function SettingsPage() {
  return (
    <div class="stack">
      <OfflineSwitch />
      <OcrLanguages />
    </div>
  );
}
