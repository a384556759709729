import { render } from 'preact';
import { Popup } from '../../components/crawl/Popup';
import { AppContext } from '../../components/effects';
import '../../components/ui/tokens.css';
import { defaultFormat } from '../../lib/export';
import { send } from '../../lib/messaging/messenger';
import { strategies } from '../../lib/pairing';
import { HeddleDb } from '../../lib/store/db';
import { browserEffects, useBrowserLanguage, yieldToUpgrade } from '../sidepanel/effects';

useBrowserLanguage();
const db = new HeddleDb();
yieldToUpgrade(db);
// The popup names strategies and pairs nothing, so it does without the cleaner, the readers and
// their parser.
const tools = {
  docs: null,
  sites: [],
  strategies,
  formats: [],
  defaultFormat,
  repair: () => [],
  jsonLine: () => null,
};
const root = document.getElementById('root');
if (root) {
  render(
    <AppContext.Provider value={{ db, send, effects: browserEffects(db), tools }}>
      <Popup />
    </AppContext.Provider>,
    root,
  );
}
