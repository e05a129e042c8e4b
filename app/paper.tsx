/** Links, receipts and posters: pages of our own on the paper of components/paper. */
import type { ReactElement } from 'react';
import { chooseLocale, isLocale, type Locale } from '#lib/i18n/locale.ts';
import { log } from '#lib/log.ts';
import { type OwnPage, ownAnswer, ownDocument, troublePage } from './own-page.tsx';
import { pageScript } from './page-script.ts';
import { prefersLite } from './pay/[id]/lite-browsers.ts';
import { BASE_SHEETS } from './pay/[id]/page-style.ts';

const SHEETS = [...BASE_SHEETS, 'components/paper/paper.css'];

/** Who reads the page. */
export interface Reader {
  locale: Locale;
  /** Asked for in the address. */
  lang?: Locale;
  /** A browser that saves data, or is too old for scripts of ours. */
  lite: boolean;
}

export function readerOf(request: Request): Reader {
  const { searchParams } = new URL(request.url);
  const lang = searchParams.get('lang');
  const locale = chooseLocale({ asked: lang ?? undefined, accept: request.headers.get('accept-language') });
  return { locale, ...(isLocale(lang) && { lang }), lite: prefersLite(request.headers) };
}

export interface Paper extends Pick<OwnPage, 'title' | 'head' | 'color' | 'frame'> {
  body: ReactElement;
  /** Whether script adds anything; it is left out where browsers save data. */
  script?: boolean;
  /** Behind the paper's own. */
  sheet?: string;
  status?: number;
  headers?: Record<string, string>;
}

/** The page's text, as a budget measures it. */
export function paperDocument({ body, sheet, ...page }: Paper, reader: Reader): Promise<string> {
  const { title, head, color, frame } = page;
  return ownDocument(body, {
    lang: reader.locale,
    weight: reader.lite ? 'lite' : 'full',
    sheets: sheet === undefined ? SHEETS : [...SHEETS, sheet],
    script: scriptOf(page, reader),
    ...{ title, head, color, frame },
  });
}

/** Answers with what `draw` makes; what breaks is told as a page too. */
export async function answerPaper(
  request: Request,
  draw: (reader: Reader) => Promise<Paper | Response>,
): Promise<Response> {
  const reader = readerOf(request);
  try {
    const paper = await draw(reader);
    if (paper instanceof Response) return paper;
    const { frame, status, headers = {} } = paper;
    const answer = ownAnswer(await paperDocument(paper, reader), {
      frame,
      script: scriptOf(paper, reader),
      ...(status !== undefined && { status }),
    });
    for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
    return answer;
  } catch (error) {
    log.error({ err: error, path: new URL(request.url).pathname }, 'a page could not be drawn');
    return troublePage('');
  }
}

function scriptOf({ script = false }: Pick<Paper, 'script'>, { lite }: Reader) {
  return script && !lite ? pageScript('components/paper/script.js') : undefined;
}
