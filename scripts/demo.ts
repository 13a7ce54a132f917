/** Shows the whole bot at work: `npm run demo`. Needs no account and no network beyond this machine. */
import { runDemo } from './demo/run.ts';
import { story } from './demo/story.ts';

await runDemo(story);
