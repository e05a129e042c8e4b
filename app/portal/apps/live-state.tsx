import type { DeveloperTexts } from '#components/portal/developer/texts.ts';
import { State } from '#components/ui/state.tsx';
import type { App } from '#lib/generated/prisma/client.ts';

export type LiveState = 'open' | 'asked' | 'refused' | 'closed';

export function liveStateOf(app: App): LiveState {
  if (app.liveApproved) return 'open';
  if (app.liveRequestedAt !== null) return 'asked';
  return app.liveRefusedAt === null ? 'closed' : 'refused';
}

export function LiveWord({ app, t }: { app: App; t: DeveloperTexts }) {
  const words = {
    open: <State tone="good">{t.liveOpen}</State>,
    asked: <State tone="wait">{t.liveAsked}</State>,
    refused: <State tone="bad">{t.liveRefused}</State>,
    closed: <State tone="still">{t.liveClosed}</State>,
  };
  return words[liveStateOf(app)];
}
