import { developerTexts } from '#components/portal/developer/texts.ts';
import { Nothing } from '#components/portal/kit/nothing.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import type { PortalPage } from './open-page.ts';

/** In the place of what belongs to an app, before there is one. */
export function NoApps({ page }: { page: PortalPage }) {
  const t = developerTexts(page.locale);
  return (
    <Nothing heading={t.noApps} what={t.noAppsWhat}>
      <ButtonLink size="small" href={page.href('/portal/apps/new')}>
        {t.newApp}
      </ButtonLink>
    </Nothing>
  );
}
