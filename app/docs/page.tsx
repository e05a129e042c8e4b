import type { Metadata } from 'next';
import { Notice } from '#components/ui/notice.tsx';
import { env } from '#lib/env.ts';
import type { Locale } from '#lib/i18n/locale.ts';
import { type Asked, Frame, readerLocale } from './frame.tsx';
import { type Block, GUIDE } from './guide.ts';
import { Prose } from './prose.tsx';
import { snippets } from './snippets.ts';
import { Table } from './table.tsx';

export const metadata: Metadata = { title: 'Cross API' };

/** The guide: from the first key to the first paid order. */
export default async function Docs({ searchParams }: { searchParams: Asked }) {
  const locale = await readerLocale(searchParams);
  return (
    <Frame locale={locale} here="/docs">
      <h1>{locale === 'fr' ? 'Encaisser avec Cross' : 'Take payments with Cross'}</h1>
      <ul className="docs-contents">
        {GUIDE.map(({ id, title }) => (
          <li key={id}>
            <a href={`#${id}`}>{title[locale]}</a>
          </li>
        ))}
      </ul>
      {GUIDE.map(({ id, title, blocks }) => (
        <section key={id} aria-labelledby={id}>
          <h2 id={id}>{title[locale]}</h2>
          {blocks.map((block) => (
            <BlockView key={keyOf(block)} block={block} locale={locale} />
          ))}
        </section>
      ))}
    </Frame>
  );
}

function BlockView({ block, locale }: { block: Block; locale: Locale }) {
  switch (block.kind) {
    case 'text':
      return (
        <p>
          <Prose text={block.words[locale]} />
        </p>
      );
    case 'warning':
      return (
        <Notice tone="wait">
          <Prose text={block.words[locale]} />
        </Notice>
      );
    case 'list':
      return (
        <ul>
          {block.items.map((words) => (
            <li key={words.en}>
              <Prose text={words[locale]} />
            </li>
          ))}
        </ul>
      );
    case 'snippet':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
        <pre tabIndex={0}>
          <code>{snippets(env().publicUrl)[block.name].code}</code>
        </pre>
      );
    case 'table':
      return <Table of={block.of} locale={locale} />;
  }
}

function keyOf(block: Block): string {
  switch (block.kind) {
    case 'list':
      return block.items.map(({ en }) => en).join();
    case 'snippet':
      return block.name;
    case 'table':
      return block.of;
    default:
      return block.words.en;
  }
}
