import { describe, expect, test } from 'vitest';
import { prefersLite } from './lite-browsers.ts';

const browser = (agent: string, more: Record<string, string> = {}) =>
  prefersLite(new Headers({ 'user-agent': agent, ...more }));

const CHROME_141 =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36';

describe('the page without script', () => {
  test.each([
    [
      'Opera Mini, extreme',
      'Opera/9.80 (Android; Opera Mini/36.2.2254/119.132; U; id) Presto/2.12.423 Version/12.16',
    ],
    [
      'Opera Mini, Chromium',
      'Mozilla/5.0 (Linux; U; Android 8.1.0; itel A14) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/95.0.4638.74 Mobile Safari/537.36 OPR/61.0 Opera Mini/61.0.2254',
    ],
    [
      'Android 4 of its own',
      'Mozilla/5.0 (Linux; U; Android 4.2.2; fr-fr; TECNO P5) AppleWebKit/534.30 (KHTML, like Gecko) Version/4.0 Mobile Safari/534.30',
    ],
    [
      'Chrome 38',
      'Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/38.0.2125.102 Mobile Safari/537.36',
    ],
    ['Internet Explorer 11', 'Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; AS; rv:11.0) like Gecko'],
    ['KaiOS 2.5', 'Mozilla/5.0 (Mobile; Nokia 8110 4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5'],
    [
      'Safari of iOS 9',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 9_3 like Mac OS X) AppleWebKit/601.1 (KHTML, like Gecko) Version/9.0 Mobile/13E188a Safari/601.1',
    ],
  ])('is chosen for %s', (_, agent) => {
    expect(browser(agent)).toBe(true);
  });

  test.each([
    ['Chrome on a phone', CHROME_141],
    [
      'Chrome on Android 4, which went on to version 81',
      'Mozilla/5.0 (Linux; Android 4.4.2; itel) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/81.0.4044.138 Mobile Safari/537.36',
    ],
    ['Firefox', 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0'],
    [
      'Safari of iOS 18',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
    ],
    ['Facebook’s own browser', `${CHROME_141.replace('K)', 'K; wv)')} [FB_IAB/FB4A;FBAV/487.0.0.42.74;]`],
    ['one that says nothing', ''],
  ])('is not chosen for %s', (_, agent) => {
    expect(browser(agent)).toBe(false);
  });

  test('is chosen where the browser is told to save data', () => {
    expect(browser(CHROME_141, { 'save-data': 'on' })).toBe(true);
    expect(browser(CHROME_141, { 'save-data': 'off' })).toBe(false);
  });
});
