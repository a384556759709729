import { render } from 'preact';
import { AppContext } from '../../components/effects';
import { Panel } from '../../components/jobs/Panel';
import '../../components/ui/tokens.css';
import { send } from '../../lib/messaging/messenger';
import { HeddleDb } from '../../lib/store/db';
import { browserEffects, useBrowserLanguage, yieldToUpgrade } from './effects';
import { tools } from './tools';

useBrowserLanguage();
const db = new HeddleDb();
yieldToUpgrade(db);
const root = document.getElementById('root');
if (root) {
  render(
    <AppContext.Provider value={{ db, send, effects: browserEffects(db), tools }}>
      <Panel />
    </AppContext.Provider>,
    root,
  );
}
// An open panel is a reason to look whether anything is due.
send('wake', {}).catch(() => undefined);
