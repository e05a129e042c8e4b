import { expect, test } from 'vitest';
import { isDesktop } from './device.ts';

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

test.each([
  ['Windows', `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME}`, '?0', true],
  [
    'a Mac',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15',
    null,
    true,
  ],
  ['Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', null, true],
  [
    'an Android phone',
    `Mozilla/5.0 (Linux; Android 10; K) ${CHROME.replace('Safari', 'Mobile Safari')}`,
    '?1',
    false,
  ],
  ['an Android tablet', `Mozilla/5.0 (Linux; Android 10; K) ${CHROME}`, '?0', false],
  ['a phone that asks for the desktop’s page', `Mozilla/5.0 (X11; Linux x86_64) ${CHROME}`, '?1', false],
  [
    'an iPhone',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148',
    null,
    false,
  ],
  ['Opera Mini', 'Opera/9.80 (J2ME/MIDP; Opera Mini/9.80/191; U; fr) Presto/2.5.25', null, false],
  [
    'Firefox for Android',
    'Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0',
    null,
    false,
  ],
  ['KaiOS', 'Mozilla/5.0 (Mobile; Nokia 2720; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5.2', null, false],
  ['a program', 'curl/8.5.0', null, false],
  ['nothing', null, null, false],
])('%s', (_, agent, mobile, desktop) => {
  const entries = [
    ['user-agent', agent],
    ['sec-ch-ua-mobile', mobile],
  ].filter((entry): entry is [string, string] => entry[1] !== null);
  expect(isDesktop(new Headers(entries))).toBe(desktop);
});
