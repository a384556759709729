import { render } from 'preact';
import { AppContext, type Effects } from '../../components/effects';
import '../../components/ui/tokens.css';
import { Workbench } from '../../components/workbench/Workbench';
import { send } from '../../lib/messaging/messenger';
import { HeddleDb } from '../../lib/store/db';
import { modelEffects } from './model-effects';
import { browserEffects, useBrowserLanguage, yieldToUpgrade } from '../sidepanel/effects';
import { tools } from '../sidepanel/tools';
import { answerForWorkbench } from '../sidepanel/workbench-tab';

useBrowserLanguage();
const db = new HeddleDb();
yieldToUpgrade(db);
answerForWorkbench();
const effects: Effects = {
  ...browserEffects(db),
  models: modelEffects(db),
  // It is open already, and no page is beside it.
  openWorkbench(place = '') {
    if (place !== '') location.hash = `#${place}`;
  },
  readPageHtml: null,
};
const root = document.getElementById('root');
if (root) {
  render(
    <AppContext.Provider value={{ db, send, effects, tools }}>
      <Workbench />
    </AppContext.Provider>,
    root,
  );
}
// An open page is a reason to look whether anything is due.
send('wake', {}).catch(() => undefined);
