import english from '../public/_locales/en/messages.json';
import { setLanguage, tableLookup } from '../components/i18n';

// Tests have no browser to look texts up in.
setLanguage('en', tableLookup(english));
