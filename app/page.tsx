import './home.css';
import type { Metadata } from 'next';
import { BrandMark } from '#components/ui/brand.tsx';
import { buttonClass } from '#components/ui/button.tsx';
import { Ticket, Weave } from '#components/ui/ticket.tsx';
import { env } from '#lib/env.ts';
import { translator } from '#lib/i18n/translator.ts';
import { documentLocale } from './document-locale.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: translator(await documentLocale())('home.title') };
}

/** The door: merchants go to the portal; in the demo, a visitor to the shop and the handset. */
export default async function Home() {
  const t = translator(await documentLocale());
  const demo = env().mode === 'demo';
  return (
    <main className="home">
      <Ticket>
        <Weave />
        <div className="home-body">
          <p className="home-brand">
            <BrandMark />
            Cross
          </p>
          <h1>{t('home.heading')}</h1>
          <p className="text-soft">{t('home.what')}</p>
          <nav className="home-ways">
            <a className={buttonClass()} href="/portal">
              {t('home.portal')}
            </a>
            {demo && (
              <>
                <a className={buttonClass({ tone: 'second' })} href="/sandbox/shop">
                  {t('home.shop')}
                </a>
                <a className={buttonClass({ tone: 'second' })} href="/sandbox/phone">
                  {t('home.handset')}
                </a>
              </>
            )}
            <a className={buttonClass({ tone: 'quiet' })} href="/docs">
              {t('home.docs')}
            </a>
          </nav>
        </div>
      </Ticket>
    </main>
  );
}
