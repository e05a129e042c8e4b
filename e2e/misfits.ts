/** What does not fit on a page: at its size, and with text twice as large (WCAG 1.4.4 and 1.4.10). */
import type { Page } from '@playwright/test';

/** A sentence for each: the page scrolls sideways, a control leaves it, a word is torn over two lines. */
export async function misfits(page: Page): Promise<string[]> {
  // Ordinary words fit without: not every browser knows where to hyphenate.
  await page.evaluate(() =>
    document.querySelector<HTMLElement>('.paper')?.style.setProperty('hyphens', 'manual'),
  );
  const plain = await page.evaluate(look);
  const browser = await page.context().newCDPSession(page);
  const textOf = (px: number) => browser.send('Page.setFontSizes', { fontSizes: { standard: px } });
  // The reader's own text size, which media queries follow too.
  await textOf(32);
  const enlarged = await page.evaluate(look);
  await textOf(16);
  await browser.detach();
  return [...plain, ...enlarged.map((fault) => `enlarged: ${fault}`)];
}

/** Runs in the page. */
function look(): string[] {
  const faults: string[] = [];
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth) faults.push(`the page is ${scrollWidth} px wide`);
  for (const control of document.querySelectorAll('a, button, input, select, img, svg')) {
    const { left, right, width } = control.getBoundingClientRect();
    if (width > 1 && (left < 0 || right > innerWidth + 0.5))
      faults.push(`outside: ${control.outerHTML.slice(0, 80)}`);
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    const parent = node.parentElement;
    // Addresses and codes are no words.
    if (parent === null || parent.closest('style, script, code, [data-address], .sr-only') !== null) continue;
    for (const { 0: word, index } of (node.nodeValue ?? '').matchAll(/[\p{L}\p{N}’']{2,}/gu)) {
      const range = document.createRange();
      const tops = [...word].map((_, at) => {
        range.setStart(node, index + at);
        range.setEnd(node, index + at + 1);
        return range.getBoundingClientRect().top;
      });
      if (Math.max(...tops) - Math.min(...tops) > 4) faults.push(`torn: ${word}`);
    }
  }
  return faults;
}

/** How many sheets a PDF of Chromium has. */
export function sheetsOf(pdf: Buffer): number {
  return pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g)?.length ?? 0;
}
