import './style/colours.css';
import './style/page.css';
import './style/lists.css';
import './style/messages.css';
import './style/text.css';
import './style/components.css';
import './style/composer.css';
import './style/overlays.css';
import './style/builders.css';
import './style/narrow.css';
import './elements/app.ts';
import { themeSkyra } from './skyraTheme.ts';
import { store } from './store.ts';

themeSkyra();
store.connect();
